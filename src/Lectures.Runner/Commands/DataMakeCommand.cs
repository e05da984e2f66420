using System.CommandLine;
using Lectures.Models.Data;

namespace Lectures.Runner.Commands;

/// <summary><c>data make strokes</c>: writes the built-in digit images as IDX files.</summary>
internal sealed class DataMakeCommand : Command
{
    private const string Generator = "strokes";
    private const int MostImages = 2_000_000;

    private readonly Argument<string> set = new("SET") { Description = $"The generator: {Generator}." };
    private readonly Option<string?> folder = new("--out")
    {
        Description = $"The folder for the files, made where it is missing; data/{Generator} without it.",
        HelpName = "DIR",
    };
    private readonly Option<int> train = new("--train")
    {
        Description = "Images to learn from.",
        HelpName = "N",
        DefaultValueFactory = _ => Strokes.TrainCount,
    };
    private readonly Option<int> test = new("--test")
    {
        Description = "Images to judge by, of other writers.",
        HelpName = "N",
        DefaultValueFactory = _ => Strokes.TestCount,
    };
    private readonly Option<long> seed = new("--seed")
    {
        Description = "Decides every image.",
        DefaultValueFactory = _ => 1,
    };
    private readonly Option<bool> force = new("--force") { Description = "Replace a set that the folder holds." };
    private readonly TextWriter output, error;

    public DataMakeCommand(TextWriter output, TextWriter error)
        : base("make", "Write the built-in digit images, drawn from pen strokes, as files in MNIST's format.")
    {
        (this.output, this.error) = (output, error);
        Add(set);
        foreach (var option in (Option[])[folder, train, test, seed, force]) Add(option);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        OptionValue.OneOf("generator", parsed.GetValue(set)!, [Generator]);
        var start = OptionValue.NotNegative("--seed", parsed.GetValue(seed));
        var counts = new Dictionary<Split, int>
        {
            [Split.Test] = OptionValue.Between("--test", parsed.GetValue(test), 1, MostImages),
            [Split.Train] = OptionValue.Between("--train", parsed.GetValue(train), 1, MostImages),
        };
        var target = parsed.GetValue(folder) ?? Path.Combine("data", Generator);
        OptionValue.MakeFolder("--out", target);
        if (!parsed.GetValue(force) && counts.Keys.Any(split => ImageSet.Exists(target, split)))
            throw new DataException(
                $"{target}: holds a set of images already; '--force' replaces it, or choose another folder with --out.");

        Progress.On(error).Run([.. counts.Keys.Select(split => $"{split}".ToLowerInvariant())], 1, (name, share) =>
        {
            var split = Enum.Parse<Split>(name, ignoreCase: true);
            share(0);
            var images = Strokes.Generate(counts[split], start, split);
            share(0.5);
            images.Save(target, split);
            share(1);
            return name;
        });
        output.WriteLine(
            $"{target}: {counts[Split.Train]:N0} images to learn from and {counts[Split.Test]:N0} to judge by, seed {start}");
        return CommandLine.Good;
    }
}
