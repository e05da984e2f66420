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
    private readonly Argument<string?> model = new("model")
    {
        Description = $"The model: {string.Join(", ", TrainableModel.Names)}; not needed with a preset.",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Option<string?> folder = new("--out") { Description = "The folder of the run.", HelpName = "RUN" };
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
        Description = "Go on with the run in this folder (or that of --out) from its last checkpoint, or from the one "
            + "named.",
        HelpName = "RUN|CHECKPOINT",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Option<bool> force = new("--force") { Description = "Replace the run that is there." };
    private readonly SettingOptions settings = new();
    private readonly TextWriter output, error;

    public TrainCommand(TextWriter output, TextWriter error)
        : base("train", "Train a model; 'train MODEL --help' lists what can be set of it, with its defaults.")
    {
        (this.output, this.error) = (output, error);
        Add(model);
        foreach (var option in (Option[])[folder, preset, file, resume, force, .. settings.All]) Add(option);
        SetAction(Run);
    }

    /// <summary>Leaves only those settings in the help that the named model (or preset) has, with its
    /// defaults.</summary>
    public void Narrow(ParseResult parsed)
    {
        var preselected = parsed.GetValue(preset) is { } known ? Presets.Find(known) : default;
        if ((parsed.GetValue(model) ?? preselected.Model) is not { } name) return;
        var data = settings.Given(parsed).GetValueOrDefault("data");
        var own = data is null ? TrainableModel.Find(name, null) : TrainableModel.Find(name, data);
        settings.Narrow(RunSettings.Of(own.Name, [("preset", preselected.Settings ?? new Dictionary<string, string>()),
            ("data", new Dictionary<string, string> { ["data"] = data ?? own.DefaultData })]).All);
    }

    private int Run(ParseResult parsed)
    {
        var resumed = parsed.GetResult(resume) is { Implicit: false };
        var (path, named) = Where(parsed, resumed);
        var run = resumed ? RunFolder.Open(path) : RunFolder.ForNew(path, parsed.GetValue(force));
        var asked = resumed ? Resumed(parsed, run) : Asked(parsed);
        asked.FixThreads();
        try
        {
            return Train(parsed, run, asked, resumed, named);
        }
        catch (Exception misfit) when (misfit is ArgumentException or DataException)
        {
            throw new UsageException(asked.All.InWords(misfit.Message, "--"));
        }
    }

    /// <summary>The folder of the run, and the checkpoint to go on from; null for the last one.</summary>
    private (string Path, string? Checkpoint) Where(ParseResult parsed, bool resumed)
    {
        var (path, named) = (parsed.GetValue(folder), parsed.GetValue(resume));
        if (path is not null) return (path, named);
        if (!resumed) throw new UsageException("--out: expected the folder for the run, got none; give '--out RUN'.");
        return named is null
            ? throw new UsageException("--resume: expected the folder of a run, got none; give '--resume RUN'.")
            : File.Exists(named) ? (Path.GetDirectoryName(Path.GetFullPath(named))!, named) : (named, null);
    }

    private int Train(ParseResult parsed, RunFolder run, RunSettings asked, bool resumed, string? named)
    {
        using var claim = run.Claim();
        if (resumed && named is null && run.Ended)
        {
            output.WriteLine($"{run.Path}: has ended, there is nothing left to do; '{Further(run, asked)}' goes on learning "
                + "in a new run.");
            return CommandLine.Good;
        }
        LibTorch.EnsureLoaded();
        set_num_threads(asked.Training.Threads!.Value);
        using var scope = NewDisposeScope();
        using var source = asked.OpenData();
        if (!resumed) RunFolder.ForNew(run.Path, parsed.GetValue(force));   // another program may have begun one meanwhile
        var checkpoint = resumed ? CheckpointOf(run, named) : null;
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
            error.WriteLine($"interrupted; '{Resume(run)}' goes on from {run.Checkpoints[^1]}.");
            return CommandLine.Interrupted;
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
        foreach (var (source, values) in lists) RunSettings.ExpectOneLength(source, values);
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
                throw new UsageException($"--{setting}: the run was begun {With(begun[setting])}, got {Shown(value)}; "
                    + "leave it out, or begin a new run.");
        return again;

        static string With(string value) => value is "" or "none" ? "without it" : $"with {value}";
        static string Shown(string value) => value.Length == 0 ? "''" : value;
    }

    private static string Same(string? name, string other, string source) => name is null || name == other
        ? other
        : throw new UsageException($"{source}: is for {other}, got {name}.");

    private static string? CheckpointOf(RunFolder run, string? asked)
    {
        var known = run.Checkpoints;
        var stem = Path.GetFileNameWithoutExtension(asked);
        if (asked is not null && known.Count == 0)
            throw new UsageException($"--resume {asked}: {run.Path} has no checkpoint; leave the name out to begin again.");
        var chosen = asked is null ? known.LastOrDefault()
            : known.FirstOrDefault(path => Path.GetFileNameWithoutExtension(path) == stem)
                ?? throw UsageException.Unknown("checkpoint", asked, [.. known.Select(path => Path.GetFileName(path)!)]);
        if (chosen is null || Fault(chosen) is not { } fault) return chosen;
        var sound = known.LastOrDefault(path => path != chosen && Fault(path) is null);
        throw new DataException(sound is not null
            ? $"{fault} 'lectures train --resume {sound}' goes on from a sound one."
            : $"{fault} There is no sound one; 'lectures train --options {run.At(RunFolder.Options)} --out {run.Path} "
                + "--force' begins again.");
    }

    private static string? Fault(string checkpoint)
    {
        try
        {
            using var scope = NewDisposeScope();
            Checkpoint.Load(checkpoint);
            return null;
        }
        catch (DataException damaged)
        {
            return damaged.Message;
        }
    }

    private static string Resume(RunFolder run) => $"lectures train --resume {run.Path}";

    private static string Further(RunFolder run, RunSettings settings) =>
        $"lectures train --options {run.At(RunFolder.Options)} --initial-weights {run.Weights} "
            + $"--{(settings.Training.Steps is null ? "epochs" : "steps")} N --out OTHER";
}
