using System.CommandLine;
using Lectures.Models.Data;
using Lectures.Models.Native;
using Lectures.Models.Training;
using Lectures.Runner.Train;
using static TorchSharp.torch;

namespace Lectures.Runner.Commands;

/// <summary><c>train MODEL --out RUN</c>: trains a model into the folder of a run.</summary>
internal sealed class TrainCommand : Command
{
    private const string Last = "";

    private readonly Argument<string?> model = new("model")
    {
        Description = $"The model: {string.Join(", ", TrainableModel.Names)}; not needed with a preset.",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Option<string> folder = new("--out")
    {
        Description = "The folder of the run.",
        HelpName = "RUN",
        Required = true,
    };
    private readonly Option<string?> preset = new("--preset")
    {
        Description = $"Settings under a name: {string.Join(", ", Presets.Names)}; other options go before them.",
        HelpName = "NAME",
    };
    private readonly Option<string?> file = new("--options")
    {
        Description = "Settings from a JSON file, as a run's options.json; other options go before them.",
        HelpName = "FILE",
    };
    private readonly Option<string?> resume = new("--resume")
    {
        Description = "Go on with the run from its last checkpoint, or from the one named.",
        HelpName = "CHECKPOINT",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Option<bool> force = new("--force") { Description = "Replace the run that is there." };
    private readonly SettingOptions settings = new();
    private readonly TextWriter output, error;

    public TrainCommand(TextWriter output, TextWriter error) : base("train", "Train a model.")
    {
        (this.output, this.error) = (output, error);
        Add(model);
        foreach (var option in (Option[])[folder, preset, file, resume, force, .. settings.All]) Add(option);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var path = parsed.GetValue(folder)!;
        var resumed = parsed.GetResult(resume) is { Implicit: false };
        var run = resumed ? RunFolder.Open(path) : RunFolder.ForNew(path, parsed.GetValue(force));
        var asked = resumed ? Resumed(parsed, run) : Asked(parsed);
        asked.FixThreads();
        LibTorch.EnsureLoaded();
        set_num_threads(asked.Training.Threads!.Value);
        using var scope = NewDisposeScope();
        var source = asked.OpenData();
        using var claim = run.Claim();
        if (!resumed) RunFolder.ForNew(path, parsed.GetValue(force));    // another program may have begun one meanwhile
        var checkpoint = resumed ? CheckpointOf(run, parsed.GetValue(resume) ?? Last) : null;
        try
        {
            var result = Progress.On(error).Run((view, cancel) =>
                new TrainingRun(run, asked, view, cancel).Run(source, checkpoint));
            output.WriteLine($"test: {TrainText.Of(result)} ({result.Count:N0})");
            output.WriteLine($"wrote {run.Weights}");
            return CommandLine.Good;
        }
        catch (OperationCanceledException) when (run.Checkpoints.Count > 0)
        {
            error.WriteLine($"'lectures train --resume --out {path}' goes on from {run.Checkpoints[^1]}.");
            throw;
        }
        catch (DivergedException diverged)
        {
            error.WriteLine($"{diverged.Message} {(run.Checkpoints is [.., var kept]
                ? $"The last good checkpoint is {kept}." : "There was no checkpoint yet.")}");
            return CommandLine.Failed;
        }
    }

    private RunSettings Asked(ParseResult parsed)
    {
        var (name, lists) = Said(parsed);
        if (name is null)
            throw new UsageException(
                $"train: expected a model: {string.Join(", ", TrainableModel.Names)}; or '--preset'.");
        return RunSettings.Of(name, lists);
    }

    private (string? Model, List<(string Source, IReadOnlyDictionary<string, string> Values)> Lists) Said(
        ParseResult parsed)
    {
        var lists = new List<(string, IReadOnlyDictionary<string, string>)>();
        var name = parsed.GetValue(model);
        if (parsed.GetValue(preset) is { } known)
        {
            var (presetModel, values) = Presets.Find(known);
            name = Same(name, presetModel, $"--preset {known}");
            lists.Add(($"--preset {known}", values));
        }
        if (parsed.GetValue(file) is { } json)
        {
            var values = OptionsFile.Read(json);
            if (values.Remove("model", out var fileModel)) name = Same(name, fileModel, json);
            lists.Add((json, values));
        }
        lists.Add(("--", settings.Given(parsed)));
        return (name, lists);
    }

    // A run goes on as it was begun; what is said again must be the same.
    private RunSettings Resumed(ParseResult parsed, RunFolder run)
    {
        if (parsed.GetValue(force)) throw new UsageException("--force: replaces a run; leave it out to resume.");
        var known = RunSettings.Of(run);
        var (name, lists) = Said(parsed);
        Same(name, known.Model.Name, run.Path);
        var begun = known.All.All.ToDictionary();
        var again = RunSettings.Of(run);
        foreach (var (source, values) in lists) again.Set(source, values);
        foreach (var (setting, value) in again.All.All)
            if (begun[setting] != value && setting != RunSettings.ThreadsName)
                throw new UsageException($"--{setting}: the run goes on with {Shown(begun[setting])}, got {Shown(value)}; "
                    + "leave it out, or begin a new run.");
        return again;

        static string Shown(string value) => value.Length == 0 ? "''" : value;
    }

    private static string Same(string? name, string other, string source) => name is null || name == other
        ? other
        : throw new UsageException($"{source}: is for {other}, got {name}.");

    private static string? CheckpointOf(RunFolder run, string asked)
    {
        var known = run.Checkpoints;
        if (asked != Last)
        {
            var stem = Path.GetFileNameWithoutExtension(asked);
            return known.FirstOrDefault(path => Path.GetFileNameWithoutExtension(path) == stem)
                ?? throw (known.Count == 0
                    ? new UsageException(
                        $"--resume {asked}: {run.Path} has no checkpoint; leave the name out to begin again.")
                    : UsageException.Unknown("checkpoint", asked, [.. known.Select(path => Path.GetFileName(path)!)]));
        }
        if (known.Count == 0) return null;
        try
        {
            using var scope = NewDisposeScope();
            Checkpoint.Load(known[^1]);
            return known[^1];
        }
        catch (DataException damaged)
        {
            throw new DataException(known.Count > 1
                ? $"{damaged.Message} '--resume {Path.GetFileName(known[^2])}' goes on from the one before."
                : $"{damaged.Message} There is none before it; '--force' instead of '--resume' begins again.", damaged);
        }
    }
}
