using System.CommandLine;
using Lectures.Models.Data;
using Lectures.Models.Data.Translation;
using Lectures.Models.Native;
using Lectures.Models.Networks;
using Lectures.Runner.Train;
using static TorchSharp.torch;

namespace Lectures.Runner.Commands;

/// <summary><c>sample RUN</c>: lets a language model write, or a translating one translate.</summary>
internal sealed class SampleCommand : Command
{
    private const int MostCharacters = 1_000_000;

    private readonly Argument<string> folder = new("run") { Description = "The folder of the run." };
    private readonly Option<string?> prompt = new("--prompt")
    {
        Description = "What the text begins with; for a model that translates, the sentence.",
        HelpName = "TEXT",
    };
    private readonly Option<int> length = new("--length")
    {
        Description = "How many characters.",
        HelpName = "N",
        DefaultValueFactory = _ => 500,
    };
    private readonly Option<double> temperature = new("--temperature")
    {
        Description = "Below 1 the likely becomes likelier; 0 takes the likeliest.",
        HelpName = "X",
        DefaultValueFactory = _ => 0.8,
    };
    private readonly Option<int?> top = new("--top")
    {
        Description = "Draw only from so many of the likeliest characters.",
        HelpName = "N",
    };
    private readonly Option<long> seed = new("--seed")
    {
        Description = "Decides what is drawn.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };
    private readonly TextWriter output;

    public SampleCommand(TextWriter output) : base("sample", "Let a language model write.")
    {
        this.output = output;
        Add(folder);
        foreach (var option in (Option[])[prompt, length, temperature, top, seed]) Add(option);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var options = new SamplingOptions(
            OptionValue.Between("--length", parsed.GetValue(length), 1, MostCharacters),
            parsed.GetValue(temperature), parsed.GetValue(top), OptionValue.NotNegative("--seed", parsed.GetValue(seed)));
        if (!(options.Temperature >= 0) || !double.IsFinite(options.Temperature))
            throw new UsageException($"--temperature: expected a number of at least 0, got {options.Temperature}.");
        if (options.Top is { } most) OptionValue.Between("--top", most, 1, int.MaxValue);
        LibTorch.EnsureLoaded();
        set_num_threads(1);                  // a character at a time is too little for more
        using var scope = NewDisposeScope();
        using var model = TrainedModel.Load(parsed.GetValue(folder)!);
        var begin = parsed.GetValue(prompt);
        if (model.Module is Seq2Seq translating)
        {
            if (string.IsNullOrEmpty(begin))
                throw new UsageException("--prompt: expected a sentence to translate, got none.");
            var translator = new Translator(new([model.Form.Characters]), new([model.Form.TargetCharacters]));
            if (translator.Source.Encode(begin).Length is var got && got > translating.Options.MaxLength)
                throw new UsageException($"--prompt: expected at most {translating.Options.MaxLength} characters, as in the "
                    + $"longest sentence that was learned, got {got}.");
            output.WriteLine(translator.Translate(translating, [begin])[0]);
            return CommandLine.Good;
        }
        if (model.Settings.Model.Kind != DataKind.Text || model.Module is Bert)
        {
            throw new UsageException($"{model.Run.Path}: {model.Settings.Model.Name} does not write; expected the run of a gpt, "
                + "elman, lstm or gru that learned from text, or of a seq2seq.");
        }

        var corpus = new TextCorpus(model.Form.Characters, "--prompt");
        var start = corpus.Encode(string.IsNullOrEmpty(begin) ? Beginning(corpus) : begin);
        output.Write(begin);
        var context = model.Settings.Data.Length;
        var drawn = model.Module is Gpt gpt
            ? gpt.Sample(start, options) : ((RecurrentLanguageModel)model.Module).Sample(start, options, context);
        foreach (var code in drawn)
        {
            output.Write(corpus.Decode([code]));
            output.Flush();
        }
        output.WriteLine();
        return CommandLine.Good;
    }

    // A new line begins as a text does; where there is none, the first character must do.
    private static string Beginning(TextCorpus corpus) =>
        corpus.Vocabulary.Any(rune => rune.Value == '\n') ? "\n" : corpus.Vocabulary[0].ToString();
}
