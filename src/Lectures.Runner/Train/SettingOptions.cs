using System.CommandLine;
using System.Text.RegularExpressions;
using Lectures.Models.Training;

namespace Lectures.Runner.Train;

/// <summary>Every setting of every trainable model as an option of the command line.</summary>
internal sealed partial class SettingOptions
{
    private readonly List<(string Name, Option<string?> Option)> options;

    /// <summary>The options, in the order of the records.</summary>
    public SettingOptions() => options = [.. Known().Select(setting => (setting.Name, Make(setting.Name, setting.Type)))];

    /// <summary>The options themselves.</summary>
    public IEnumerable<Option> All => options.Select(setting => setting.Option);

    /// <summary>Hides the options that some settings have not, and tells the others' values in the help.</summary>
    public void Narrow(Settings settings)
    {
        var values = settings.All.ToDictionary();
        foreach (var (name, option) in options)
        {
            option.Hidden = !values.TryGetValue(name, out var value);
            if (value is null or "none" or "") continue;           // the description says what is done without it
            option.Description = $"{OwnDefault().Replace(option.Description!, "")} ({value}).";
        }
    }

    // "Passes over the training patterns (5)."
    [GeneratedRegex(@"( \([^()]*\))?\.$")]
    private static partial Regex OwnDefault();

    /// <summary>What the user set, as text by name.</summary>
    public Dictionary<string, string> Given(ParseResult parsed) => options
        .Where(setting => parsed.GetResult(setting.Option) is { Implicit: false })
        .ToDictionary(setting => setting.Name, setting => parsed.GetValue(setting.Option) ?? "true");

    /// <summary>Every setting's name and type, each name once.</summary>
    internal static IEnumerable<(string Name, Type Type)> Known()
    {
        (object Record, IEnumerable<string> LeftOut)[] records =
        [
            (new DataOptions(), []),
            .. TrainableModel.All.Select(model => (model.Options(), (IEnumerable<string>)model.LeftOut)),
            (new TrainingOptions(), []),
        ];
        return records.SelectMany(own => Settings.NamesOf(own.Record, own.LeftOut)).DistinctBy(setting => setting.Name);
    }

    private static Option<string?> Make(string name, Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        var about = SettingHelp.About.GetValueOrDefault(name, "");
        return new($"--{name}")
        {
            Description = plain.IsEnum ? $"{about}: {Settings.Choices(plain)}." : $"{about}.",
            HelpName = plain == typeof(bool) ? "true|false" : plain.IsEnum ? "NAME"
                : plain == typeof(double) ? "X" : plain == typeof(int) || plain == typeof(long) ? "N"
                : plain == typeof(string) ? "PATH" : "N,N,…",
            Arity = plain == typeof(bool) ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
        };
    }
}
