using System.CommandLine;
using System.Globalization;
using Lectures.Models.Data;
using Lectures.Models.Data.Translation;
using Lectures.Models.Figures;
using Lectures.Models.Images;
using Lectures.Models.Native;
using Lectures.Models.Networks;
using Lectures.Runner.Evaluate;
using Lectures.Runner.Train;
using static TorchSharp.torch;

namespace Lectures.Runner.Commands;

/// <summary><c>evaluate RUN</c>: how good a trained model is on test data.</summary>
internal sealed class EvaluateCommand : Command
{
    private const int MostOnSheet = 40, Shown = 10;

    private readonly Argument<string> folder = new("run") { Description = "The folder of the run." };
    private readonly Option<string?> data = new("--data")
    {
        Description = "Other data of the same kind to judge by, all of it (of images the test set); without it the test "
            + "set of what was learned from.",
        HelpName = "PATH",
    };
    private readonly Option<string?> weights = new("--weights")
    {
        Description = "Other weights than those at the end: best, or a safetensors file with PyTorch's names.",
        HelpName = "best|FILE",
    };
    private readonly Option<string?> json = new("--json")
    {
        Description = "Write the result to this file too.",
        HelpName = "FILE",
    };
    private readonly TextWriter output, error;

    public EvaluateCommand(TextWriter output, TextWriter error)
        : base("evaluate", "Judge a trained model: accuracy, each class, which are confused, the worst mistakes.")
    {
        (this.output, this.error) = (output, error);
        Add(folder);
        foreach (var option in (Option[])[data, weights, json]) Add(option);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var file = parsed.GetValue(json);
        if (file is not null) OptionValue.ExpectWritable("--json", file);
        LibTorch.EnsureLoaded();
        using var scope = NewDisposeScope();
        using var model = TrainedModel.Load(parsed.GetValue(folder)!, parsed.GetValue(weights));
        set_num_threads(Math.Min(model.Settings.Training.Threads ?? 1, Environment.ProcessorCount));
        var options = model.Settings.Data;
        if (parsed.GetValue(data) is { } other)
        {
            if (DataSource.KindOf(other) is var kind && kind != model.Settings.Model.Kind)
                throw new UsageException(
                    $"--data: the run learned from {model.Settings.Model.Kind.ToString().ToLowerInvariant()}; got {other} ({kind.ToString().ToLowerInvariant()}).");
            options = options with { Data = other };
        }
        var learned = options.Data == model.Settings.Data.Data;
        using var opened = learned ? DataSource.Open(options) : DataSource.OpenToJudge(options);
        using var source = opened.As(model.Form);
        using var patterns = model.Settings.Model.Patterns(model.Options, source, options, Split.Test);
        List<string> foreign = [.. learned ? [] : new[] { options.Data.TrimEnd('/', '\\') },
            .. parsed.GetValue(weights) is { } others ? [others] : Array.Empty<string>()];
        var report = Progress.On(error).Run((view, cancel) =>
        {
            view.Show("evaluating", 0);
            return ModelReport.Of(model, patterns, cancel);
        });
        var exact = patterns is TranslationPatterns sentences ? Translate(model, sentences) : (double?)null;
        output.WriteLine(
            $"{model.Settings.Model.Name} on {options.Data}: {TrainText.Of(report.Result)} ({report.Result.Count:N0})");
        if (exact is { } share)
            output.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"translated without a mistake: {100 * share:0.00} %"));
        if (report.Confusion is { } confusion)
        {
            ReportTable.Write(output, confusion, model.Form.ClassNames);
            Draw(model, report, source, options.Data, foreign);
        }
        else if (source is ImageSource images) Reproduce(model, images, patterns, foreign);
        if (file is not null)
        {
            AtomicFile.Write(file, stream => ReportTable.Write(stream, report, model.Form.ClassNames, exact));
            output.WriteLine($"wrote {file}");
        }
        return CommandLine.Good;
    }

    private void Draw(
        TrainedModel model, ModelReport report, DataSource source, string name, List<string> foreign)
    {
        var names = model.Form.ClassNames;
        var (matrix, sheet) = (model.Run.Picture(RunPicture.Confusion, foreign),
            model.Run.Picture(RunPicture.Mistakes, foreign));
        using var figure = new ConfusionMatrixFigure(report.Confusion!.Counts, names)
        {
            Title = $"{model.Settings.Model.Name} on {name}",
        }.Draw();
        figure.Save(matrix);
        output.WriteLine($"wrote {matrix}");
        if (source is not ImageSource images || report.Mistakes.Count == 0) return;
        var set = images.Set(Split.Test);
        var tiles = report.Mistakes.Take(MostOnSheet).Select(wrong => new Tile(
            Picture.Of(set, wrong.Index),
            $"{names[wrong.Target]} → {names[wrong.Prediction]}  {Math.Round(100 * wrong.Probability)} %")).ToList();
        new ImageSheet(tiles, $"The {tiles.Count} surest of {report.Mistakes.Count:N0} mistakes").Save(sheet);
        output.WriteLine($"wrote {sheet}");
    }

    private void Reproduce(TrainedModel model, ImageSource images, IPatterns patterns, List<string> foreign)
    {
        using var off = no_grad();
        var set = images.Set(Split.Test);
        var shown = (int)Math.Min(Shown, set.Count);
        var predicted = model.Task.Call(model.Module, patterns.Take(arange(shown, ScalarType.Int64)).Inputs);
        var pixels = predicted.mul(255).round().clamp(0, 255).to(ScalarType.Byte).data<byte>().ToArray();
        var size = set.Height * set.Width;
        var tiles = Enumerable.Range(0, shown).Select(i => new Tile(Picture.Of(set, i)))
            .Concat(Enumerable.Range(0, shown).Select(i => new Tile(
                new Picture(set.Height, set.Width, pixels[(i * size)..((i + 1) * size)]))));
        var sheet = model.Run.Picture(RunPicture.Reproductions, foreign);
        new ImageSheet([.. tiles], "Images and what the autoencoder makes of them", shown).Save(sheet);
        output.WriteLine($"wrote {sheet}");
    }

    private double Translate(TrainedModel model, TranslationPatterns sentences)
    {
        var translator = new Translator(new([model.Form.Characters]), new([model.Form.TargetCharacters]));
        var some = sentences.Pairs.Take(Shown).ToList();
        var translations = translator.Translate((Seq2Seq)model.Module, [.. some.Select(pair => pair.Source)]);
        foreach (var (pair, translation) in some.Zip(translations))
            output.WriteLine($"{(pair.Target == translation ? " " : "✗")} {pair.Source} → {translation}");
        return translator.ExactMatch((Seq2Seq)model.Module, sentences.Pairs);
    }
}
