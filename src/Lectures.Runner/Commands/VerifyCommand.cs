using System.CommandLine;
using System.Diagnostics;
using Lectures.Models.Checking;
using Lectures.Models.Data;
using Lectures.Models.Layers;
using Lectures.Models.Native;
using Lectures.Runner.Verify;
using static TorchSharp.torch;

namespace Lectures.Runner.Commands;

/// <summary><c>verify [model …]</c>: the hand-written gradients of models against autograd and central
/// differences.</summary>
internal sealed class VerifyCommand : Command
{
    private const int MostPatterns = 1024;
    private static readonly string[] types = ["float32", "float64", "both"];

    private readonly Argument<string[]> models = new("model")
    {
        Description = "The models to verify; all without a name.",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private readonly Option<bool> list = new("--list") { Description = "Name the models and stop." };
    private readonly Option<string?> data = new("--data")
    {
        Description = "A folder of IDX files (MNIST's names, plain or .gz); without it the built-in strokes.",
        HelpName = "DIR",
    };
    private readonly Option<int?> classes = new("--classes")
    {
        Description = "How many classes the data has; labels outside are refused. Without it the largest label + 1.",
        HelpName = "N",
    };
    private readonly Option<long> seed = new("--seed")
    {
        Description = "Decides weights, batch and samples.",
        DefaultValueFactory = _ => 1,
    };
    private readonly Option<int> batch = new("--batch")
    {
        Description = "Patterns in the batch.",
        DefaultValueFactory = _ => 8,
    };
    private readonly Option<string> dtype = new("--dtype")
    {
        Description = $"The types to check in: {string.Join(", ", types)}.",
        DefaultValueFactory = _ => "both",
    };
    private readonly Option<int> threads = new("--threads")
    {
        Description = "Models verified at a time, each by one thread; all cores without it.",
        HelpName = "N",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    };
    private readonly Option<bool> verbose = new("--verbose") { Description = "A row for each tensor." };
    private readonly Option<string?> json = new("--json")
    {
        Description = "Write the result to this file too.",
        HelpName = "FILE",
    };
    private readonly Option<string?> plant = new("--plant")
    {
        Description = "Plant a mistake and show what the doctor says of it; 'list' names the mistakes.",
        HelpName = "NAME",
    };
    private readonly TextWriter output, error;

    public VerifyCommand(TextWriter output, TextWriter error)
        : base("verify", "Cross-check hand-written gradients against autograd and central differences.")
    {
        (this.output, this.error) = (output, error);
        Add(models);
        foreach (var option in (Option[])[list, data, classes, seed, batch, dtype, threads, verbose, json, plant]) Add(option);
        SetAction(Run);
    }

    internal Action<GeneralLayer>? Prepare { get; init; }

    private int Run(ParseResult parsed)
    {
        var mistake = parsed.GetValue(plant) is { } name && name != Plant.List ? Plant.Find(name) : null;
        var names = Names(parsed.GetValue(models)!);
        var file = parsed.GetValue(json);
        if (file is not null) OptionValue.ExpectWritable("--json", file);
        var type = OptionValue.OneOf("type", parsed.GetValue(dtype)!, types);
        var options = new VerificationOptions(OptionValue.NotNegative("--seed", parsed.GetValue(seed)))
        {
            Float32 = type != "float64",
            Float64 = type != "float32",
            Prepare = Prepare,
        };
        if (parsed.GetValue(classes) is { } k) OptionValue.Between("--classes", k, 2, 256);
        var patterns = OptionValue.Between("--batch", parsed.GetValue(batch), 1, MostPatterns);
        var count = OptionValue.Between("--threads", parsed.GetValue(threads), 1, Environment.ProcessorCount);
        if (parsed.GetValue(list))
        {
            foreach (var model in Verification.Models) output.WriteLine(model);
            return CommandLine.Good;
        }
        if (parsed.GetValue(plant) == Plant.List)
        {
            Plant.WriteCatalogue(output);
            return CommandLine.Good;
        }

        LibTorch.EnsureLoaded();
        using var scope = NewDisposeScope();
        var (real, source) = Batch(parsed.GetValue(data), parsed.GetValue(classes), patterns, options.Seed);
        foreach (var model in names) Verification.ExpectFits(model, real);
        if (mistake is not null)
            return Plant.Show(output, mistake, real, options.Seed) ? CommandLine.Good : CommandLine.Failed;
        var clock = Stopwatch.StartNew();
        var reports = Progress.On(error).Run(names, count, (model, share) =>
        {
            set_num_threads(1);
            return Verification.Verify(model, real, options, share);
        });

        var setting = $"{patterns} {source}, seed {options.Seed}; {clock.Elapsed.TotalSeconds:0.0} s";
        VerificationTable.Write(output, reports, parsed.GetValue(verbose), setting);
        if (file is not null) AtomicFile.Write(file, stream => VerificationJson.Write(stream, reports, options.Seed));
        return reports.All(report => report.Passed) ? CommandLine.Good : CommandLine.Failed;
    }

    private IReadOnlyList<string> Names(string[] asked)
    {
        foreach (var name in asked)
            if (!Verification.Models.Contains(name))
                throw name.StartsWith('-')
                    ? UsageException.UnknownOption(name, this)
                    : UsageException.Unknown("model", name, Verification.Models);
        return asked.Length > 0 ? [.. asked.Distinct()] : Verification.Models;
    }

    /// <summary>Patterns drawn by the seed from the training set of a folder, or the built-in strokes; and
    /// text.</summary>
    private static (CheckBatch Batch, string Source) Batch(string? folder, int? classes, int patterns, long seed)
    {
        if (folder is "") throw new UsageException("--data: expected a folder, got an empty name.");
        var set = folder is null ? Strokes.Generate(patterns, seed) : ImageSet.Load(folder, Split.Train, classes);
        if (folder is not null && classes is null && set.Classes > set.Count)
            throw new UsageException(
                $"{folder}: a label of {set.Classes - 1} stands among {set.Count} images; '--classes N' says how many classes there are.");
        if (patterns > set.Count)
            throw new UsageException(
                $"--batch: expected at most {set.Count} (the images in {folder}), got {patterns}.");
        return (CheckBatch.Draw(set, TextCorpus.BuiltIn, patterns, seed),
            folder is null ? "built-in images (strokes)" : $"images of {folder}");
    }
}
