using System.Globalization;
using Lectures.Models.Data;
using Lectures.Models.Training;

namespace Lectures.Runner.Train;

/// <summary>All that a user may decide about a run: the model's options, the data, the training.</summary>
internal sealed class RunSettings
{
    /// <summary>The one setting that a resumed run may change, at the price of other bytes.</summary>
    public const string ThreadsName = "threads";

    private const string DataName = "data", EpochsName = "epochs", StepsName = "steps", Nothing = "none";

    private readonly object options;
    private readonly DataOptions data;
    private readonly TrainingOptions training = new();

    private RunSettings(TrainableModel model, string source)
    {
        (Model, options, data) = (model, model.Options(), new() { Data = source });
        All = new(model.Name, [options, data, training], [.. model.LeftOut, .. DataOptions.LeftOut(model.Kind)]);
    }

    /// <summary>The model.</summary>
    public TrainableModel Model { get; }

    /// <summary>Every setting by its name.</summary>
    public Settings All { get; }

    /// <summary>What to learn from.</summary>
    public DataOptions Data => data;

    /// <summary>How to train.</summary>
    public TrainingOptions Training => training;

    /// <summary>The settings of a model: its own, but what was asked for, in turn.</summary>
    /// <param name="name">The model.</param>
    /// <param name="asked">Settings as text by name, each list with where it comes from (<c>--</c> for the command
    /// line); a later one goes before an earlier.</param>
    /// <exception cref="UsageException">There is no such model or setting, or a value does not fit.</exception>
    public static RunSettings Of(
        string name, params IEnumerable<(string Source, IReadOnlyDictionary<string, string> Values)> asked)
    {
        var lists = asked.ToList();
        var source = lists.Select(list => list.Values.GetValueOrDefault(DataName)).LastOrDefault(value => value is not null);
        var model = TrainableModel.Find(name, source);
        var settings = new RunSettings(model, source ?? model.DefaultData);
        foreach (var (from, values) in lists)
        {
            // what is said later goes before what was said earlier, in epochs or in steps
            if (values.ContainsKey(EpochsName) && !Counts(values)) settings.All.Set(StepsName, Nothing, from);
            settings.Set(from, values);
        }
        return settings;
    }

    /// <summary>Refuses settings that say both how many epochs and how many steps.</summary>
    /// <param name="from">Where they come from; <c>--</c> for the command line.</param>
    /// <param name="values">The settings as text by name.</param>
    /// <exception cref="UsageException">Both are there.</exception>
    public static void ExpectOneLength(string from, IReadOnlyDictionary<string, string> values)
    {
        if (values.TryGetValue(EpochsName, out var epochs) && Counts(values))
        {
            throw new UsageException($"{Subject(from, EpochsName)}: expected none beside {Subject("--", StepsName)} "
                + $"{values[StepsName]}, got {epochs}; give one of them.");
        }
    }

    /// <summary>The settings of a run that was begun; its data need not be there any more.</summary>
    /// <exception cref="DataException">A file of the run is damaged.</exception>
    /// <exception cref="UsageException">A setting of it was changed to what does not fit.</exception>
    public static RunSettings Of(RunFolder run)
    {
        var (name, values) = run.ReadOptions();
        var source = values.GetValueOrDefault(DataName, "");
        var settings = new RunSettings(TrainableModel.Find(name, source, run.ReadForm().Kind), source);
        settings.Set(run.At(RunFolder.Options), values);
        return settings;
    }

    /// <summary>Sets some of them.</summary>
    /// <param name="from">Where they come from; <c>--</c> for the command line.</param>
    /// <param name="values">The settings as text by name.</param>
    /// <exception cref="UsageException">There is no such setting, or a value does not fit.</exception>
    public void Set(string from, IReadOnlyDictionary<string, string> values)
    {
        foreach (var (setting, value) in values)
            Set(setting, value, Subject(from, setting));
    }

    /// <summary>Says how many threads compute where nobody did, so that the run keeps the number.</summary>
    /// <exception cref="UsageException">There are not so many cores.</exception>
    public void FixThreads() => All.Set(ThreadsName, OptionValue.Between(
        $"--{ThreadsName}", training.Threads ?? Environment.ProcessorCount, 1, Environment.ProcessorCount)
        .ToString(CultureInfo.InvariantCulture), $"--{ThreadsName}");

    /// <summary>Every setting with its value as the run's file has it; what the run counts, epochs or steps, stands
    /// alone.</summary>
    public IEnumerable<(string Name, object? Value)> Kept =>
        All.Values.Where(setting => setting.Name != (training.Steps is null ? StepsName : EpochsName));

    private static bool Counts(IReadOnlyDictionary<string, string> values) =>
        values.GetValueOrDefault(StepsName, Nothing) != Nothing;

    private static string Subject(string from, string setting) => from == "--" ? $"--{setting}" : $"{from}: {setting}";

    private void Set(string name, string value, string subject)
    {
        if (!All.Has(name) && SettingOptions.Known().Any(setting => setting.Name == name))
        {
            throw new UsageException($"{subject}: {Model.Name} on {Model.Kind.ToString().ToLowerInvariant()} has no use for it; "
                + "leave it out.");
        }
        All.Set(name, value, subject);
    }

    /// <summary>The model's options in the sizes of the data.</summary>
    /// <exception cref="UsageException">The sizes do not fit the options.</exception>
    public object Fitted(DataForm form) => Model.Fit(options, form, data);

    /// <summary>Opens the data.</summary>
    /// <exception cref="DataException">It cannot be read.</exception>
    public DataSource OpenData() => DataSource.Open(data);

    /// <summary>What to learn from, and what is held out of it; the caller disposes them.</summary>
    /// <exception cref="UsageException">There are fewer patterns than asked for.</exception>
    public LearningPatterns Patterns(DataSource source)
    {
        if (source is TextSource text && data.Validation > 0)       // the end of the text: windows overlap
        {
            var held = text.HoldOut(data.Validation);
            var own = Fitted(source.Form);
            return new(Model.Patterns(own, held, data, Split.Train), Model.Patterns(own, held, data, Split.Test));
        }
        var all = Model.Patterns(Fitted(source.Form), source, data, Split.Train);
        if (data.TrainCount is { } count && (count < 1 || count > all.Count))
            throw new UsageException($"--train-count: expected 1 to {all.Count:N0} (the training patterns), got {count:N0}.");
        var used = data.TrainCount is { } some ? Subset.Draw(all, some, training.Seed) : all;
        if (data.Validation == 0) return new(used, null, all);
        var (left, heldOut) = Subset.Split(used, data.Validation, training.Seed);
        return new(left, heldOut, used, all);
    }
}
