using System.CommandLine;
using Lectures.Models.Training;

namespace Lectures.Runner.Train;

/// <summary>Every setting of every trainable model as an option of the command line.</summary>
internal sealed class SettingOptions
{
    private readonly List<(string Name, Option<string?> Option)> options;

    /// <summary>The options, in the order of the records.</summary>
    public SettingOptions() => options = [.. Known().Select(setting => (setting.Name, Make(setting.Name, setting.Type)))];

    /// <summary>The options themselves.</summary>
    public IEnumerable<Option> All => options.Select(setting => setting.Option);

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
