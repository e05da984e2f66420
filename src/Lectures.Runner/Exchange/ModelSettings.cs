using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace Lectures.Runner.Exchange;

/// <summary>The options of a model as text by name, <c>feed-forward</c> = <c>128</c>: those of the options record, and
/// of the records in it, in one list.</summary>
/// <remarks>Left out: what draws random numbers, which no other program could draw, and how weights begin.</remarks>
internal sealed class ModelSettings
{
    private static readonly string[] always = ["Dropout", "DropoutScaling", "InputNoise", "Initialisation"];

    private readonly string model;
    private readonly Dictionary<string, (object Record, PropertyInfo Property)> settings;

    /// <summary>The settings of a record.</summary>
    /// <param name="model">The model's name, for messages.</param>
    /// <param name="options">The record; setting one changes it, so it must be nobody else's.</param>
    /// <param name="leftOut">Properties that do not matter to the model's gradients.</param>
    public ModelSettings(string model, object options, IEnumerable<string> leftOut)
    {
        (this.model, Options) = (model, options);
        settings = Find(options, [.. always, .. leftOut]).ToDictionary(found => Name(found.Property.Name));
    }

    /// <summary>The options record.</summary>
    public object Options { get; }

    /// <summary>Every setting with its value.</summary>
    public IEnumerable<(string Name, string Value)> All =>
        settings.Select(setting => (setting.Key, Text(setting.Value.Property.GetValue(setting.Value.Record)!)));

    /// <summary>Those of some strings that are settings of the model; the others belong to somebody else.</summary>
    /// <param name="metadata">Strings by name.</param>
    /// <param name="source">Where they come from, for messages.</param>
    /// <exception cref="UsageException">A value does not fit.</exception>
    public void Take(IReadOnlyDictionary<string, string> metadata, string source)
    {
        foreach (var (name, value) in metadata)
            if (settings.ContainsKey(name)) Set(name, value, $"{source}: {name}");
    }

    /// <summary>Sets what the user asked for, each <c>name=value</c>.</summary>
    /// <exception cref="UsageException">There is no such setting, or the value does not fit.</exception>
    public void Set(string asked)
    {
        if (asked.Split('=', 2) is not [var name, var value])
            throw new UsageException($"--set: expected NAME=VALUE, got {asked}.");
        if (!settings.ContainsKey(name)) throw UsageException.Unknown($"setting of {model}", name, settings.Keys);
        Set(name, value, $"--set {name}");
    }

    private void Set(string name, string value, string subject)
    {
        var (record, property) = settings[name];
        property.SetValue(record, Parse(property.PropertyType, value, subject));
    }

    private static IEnumerable<(object Record, PropertyInfo Property)> Find(object record, string[] leftOut) =>
        record.GetType().GetProperties()
        .Where(property => property.CanWrite && !leftOut.Contains(property.Name))
        .SelectMany(property => property.PropertyType.IsClass
            ? Find(property.GetValue(record)!, leftOut) : [(record, property)]);

    private static object Parse(Type type, string value, string subject)
    {
        if (type == typeof(bool)) return bool.TryParse(value, out var flag) ? flag : throw Error("true or false");
        if (type == typeof(int))
            return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
                : throw Error("a whole number");
        if (type == typeof(long)) return Number(value) ?? throw Error("a whole number");
        if (type.IsEnum)
        {
            var names = Enum.GetNames(type);
            return Array.Find(names, name => Name(name) == value) is { } found ? Enum.Parse(type, found)
                : throw Error($"one of {string.Join(", ", names.Select(Name))}");
        }
        return value.Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(part => Number(part) ?? throw Error("whole numbers with commas between")).ToArray();

        UsageException Error(string expected) =>
            new($"{subject}: expected {expected}, got {value.ReplaceLineEndings(" ")}.");
    }

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Text(object value) => value switch
    {
        IEnumerable<long> numbers => string.Join(',', numbers),
        Enum name => Name($"{name}"),
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Name(string name) => JsonNamingPolicy.KebabCaseLower.ConvertName(name);
}
