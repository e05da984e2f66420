using System.CommandLine;
using System.Text.Json;
using Lectures.Models.Data;
using Lectures.Models.Data.Sound;
using Lectures.Models.Images;
using Lectures.Models.Native;
using Lectures.Runner.Train;
using static TorchSharp.torch;

namespace Lectures.Runner.Commands;

/// <summary><c>predict RUN FILE…</c>: what a trained model takes pictures of digits (or recordings) for.</summary>
internal sealed class PredictCommand : Command
{
    private const int Named = 3;

    private readonly Argument<string> folder = new("run") { Description = "The folder of the run." };
    private readonly Argument<string[]> files = new("file")
    {
        Description = "Pictures (PNG, JPEG, BMP) of one digit each, dark on light or light on dark, of any size; WAV files "
            + "for a model that learned from recordings.",
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<string?> explain = new("--explain")
    {
        Description = "Draw every step from the picture to the probabilities into this PNG file (OUT-1.png, OUT-2.png … "
            + "for several pictures).",
        HelpName = "OUT.png",
    };
    private readonly Option<string?> json = new("--json")
    {
        Description = "Write all probabilities to this file too.",
        HelpName = "FILE",
    };
    private readonly TextWriter output, error;

    public PredictCommand(TextWriter output, TextWriter error)
        : base("predict", "Let a trained model recognise pictures of digits of your own.")
    {
        (this.output, this.error) = (output, error);
        Add(folder);
        Add(files);
        Add(explain);
        Add(json);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var (jsonFile, figure) = (parsed.GetValue(json), parsed.GetValue(explain));
        if (jsonFile is not null) OptionValue.ExpectWritable("--json", jsonFile);
        if (figure is not null) OptionValue.ExpectWritable("--explain", figure);
        LibTorch.EnsureLoaded();
        set_num_threads(1);
        using var scope = NewDisposeScope();
        using var model = TrainedModel.Load(parsed.GetValue(folder)!);
        ExpectRecognises(model, figure);
        var (asked, code) = (parsed.GetValue(files)!, CommandLine.Good);
        var answers = new List<(string File, float[]? Probabilities, string? Error)>();
        for (var i = 0; i < asked.Length; i++)
        {
            try
            {
                var explained = figure is null ? null : FigureOf(figure, i, asked.Length);
                var probabilities = Recognise(model, asked[i], explained);
                output.WriteLine($"{asked[i]}: {Words(probabilities, model.Form.ClassNames)}");
                if (explained is not null) output.WriteLine($"wrote {explained}");
                answers.Add((asked[i], probabilities, null));
            }
            catch (DataException refused)
            {
                error.WriteLine(refused.Message);
                answers.Add((asked[i], null, refused.Message));
                code = CommandLine.Bad;
            }
        }
        if (jsonFile is not null)
        {
            AtomicFile.Write(jsonFile, stream => WriteJson(stream, answers, model.Form.ClassNames));
            output.WriteLine($"wrote {jsonFile}");
        }
        return code;
    }

    private static void ExpectRecognises(TrainedModel model, string? figure)
    {
        var (kind, path) = (model.Settings.Model.Kind, model.Run.Path);
        if (kind == DataKind.Text)
            throw new UsageException($"{path}: a model of text recognises nothing; 'lectures sample {path}' lets it write.");
        if (kind == DataKind.Translations)
            throw new UsageException($"{path}: a model that translates; 'lectures sample {path} --prompt TEXT' lets it.");
        if (!model.Classifies)
            throw new UsageException($"{path}: an autoencoder that reproduces images, it tells no classes; train it with "
                + "'--fine-tune classes'.");
        if (kind == DataKind.Recordings && figure is not null)
            throw new UsageException("--explain: explains pictures; the run learned from recordings.");
        if (kind == DataKind.Images && model.Form.Height != model.Form.Width)
            throw new UsageException(
                $"{path}: pictures are brought to squares; the model reads {model.Form.Height}×{model.Form.Width}.");
    }

    private static float[] Recognise(TrainedModel model, string file, string? figure)
    {
        using var scope = NewDisposeScope();
        if (model.Settings.Model.Kind == DataKind.Recordings)
        {
            var frames = RecordingPatterns.Input(WavFile.Read(file), new LogMel(), model.Form.Height, model.Form.Scale!);
            return Floats(model.Probabilities(new Batch([frames], frames)));
        }
        var digit = DigitNormaliser.Normalise(Picture.Load(file), (int)model.Form.Height, file);
        var set = new ImageSet(
            digit.Result.Pixels.ToArray(), [0], digit.Result.Height, digit.Result.Width, (int)model.Form.Classes);
        using var patterns = model.Settings.Model.Patterns(
            model.Options, new ImageSource(_ => set), model.Settings.Data, Split.Train);
        var probabilities = Floats(model.Probabilities(patterns.Take(zeros(1, ScalarType.Int64))));
        if (figure is not null)
            new PredictionFigure(digit, model.Form.ClassNames, [.. probabilities.Select(p => (double)p)]).Save(figure);
        return probabilities;
    }

    private static float[] Floats(Tensor probabilities) => probabilities.squeeze(0).data<float>().ToArray();

    private static string FigureOf(string path, int index, int count) => count == 1
        ? path
        : Path.ChangeExtension(path, null) + $"-{index + 1}" + Path.GetExtension(path);

    private static string Words(float[] probabilities, IReadOnlyList<string> names)
    {
        var order = Enumerable.Range(0, probabilities.Length).OrderByDescending(k => probabilities[k]).Take(Named)
            .Select(k => $"{names[k]} ({PredictionFigure.Percent(probabilities[k])})").ToList();
        return $"{order[0]}, then {string.Join(", ", order.Skip(1))}";
    }

    private static void WriteJson(
        Stream stream, List<(string File, float[]? Probabilities, string? Error)> answers, IReadOnlyList<string> names)
    {
        using var json = new Utf8JsonWriter(stream, new() { Indented = true });
        json.WriteStartArray();
        foreach (var (file, probabilities, refused) in answers)
        {
            json.WriteStartObject();
            json.WriteString("file", file);
            if (probabilities is null) json.WriteNull("prediction");
            else json.WriteString("prediction", names[Array.IndexOf(probabilities, probabilities.Max())]);
            if (probabilities is null) json.WriteString("error", refused);
            else
            {
                json.WriteStartObject("probabilities");
                for (var k = 0; k < names.Count; k++) json.WriteNumber(names[k], probabilities[k]);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
