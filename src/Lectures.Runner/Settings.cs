using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lectures.Runner;

/// <summary>The options of records as text by name, <c>feed-forward</c> = <c>128</c>: those of the records, and of the
/// records in them, in one list.</summary>
/// <remarks>A property <c>Kind</c> in a record has the name of the property that holds the record: <c>optimizer</c> =
/// <c>adam</c>.</remarks>
internal sealed class Settings
{
    private const string Nothing = "none";
    private const NumberStyles Whole = NumberStyles.AllowLeadingSign;     // whose bounds the record knows

    private readonly string owner;
    private readonly Dictionary<string, (object Record, PropertyInfo Property)> settings;

    /// <summary>The settings of records.</summary>
    /// <param name="owner">Whose they are, for messages.</param>
    /// <param name="records">The records; setting something changes them, so they must be nobody else's.</param>
    /// <param name="leftOut">Properties that nobody may set.</param>
    public Settings(string owner, IEnumerable<object> records, IEnumerable<string> leftOut)
    {
        (this.owner, Records) = (owner, [.. records]);
        string[] hidden = [.. leftOut];
        settings = Records.SelectMany(record => Find(record, "", hidden))
            .ToDictionary(found => found.Name, found => (found.Record, found.Property));
    }

    /// <summary>The records.</summary>
    public IReadOnlyList<object> Records { get; }

    /// <summary>Every setting with its value.</summary>
    public IEnumerable<(string Name, string Value)> All =>
        settings.Select(setting => (setting.Key, Text(setting.Value.Property.GetValue(setting.Value.Record))));

    /// <summary>Every setting with its value as JSON has it: numbers, lists and truth values as such.</summary>
    public IEnumerable<(string Name, object? Value)> Values => settings.Select(setting =>
        (setting.Key, setting.Value.Property.GetValue(setting.Value.Record) is Enum name
            ? Name(name) : setting.Value.Property.GetValue(setting.Value.Record)));

    /// <summary>Those of some strings that are settings; the others belong to somebody else.</summary>
    /// <param name="metadata">Strings by name.</param>
    /// <param name="source">Where they come from, for messages.</param>
    /// <exception cref="UsageException">A value does not fit.</exception>
    public void Take(IReadOnlyDictionary<string, string> metadata, string source)
    {
        foreach (var (name, value) in metadata)
            if (settings.ContainsKey(name)) Assign(name, value, $"{source}: {name}");
    }

    /// <summary>Sets what the user asked for, each <c>name=value</c>.</summary>
    /// <exception cref="UsageException">There is no such setting, or the value does not fit.</exception>
    public void Set(string asked)
    {
        if (asked.Split('=', 2) is not [var name, var value])
            throw new UsageException($"--set: expected NAME=VALUE, got {asked}.");
        Set(name, value, $"--set {name}");
    }

    /// <summary>Sets one.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value as text.</param>
    /// <param name="subject">Where it comes from, for messages.</param>
    /// <exception cref="UsageException">There is no such setting, or the value does not fit.</exception>
    public void Set(string name, string value, string subject)
    {
        if (!settings.ContainsKey(name))
            throw UsageException.Unknown($"setting of {owner}", name, settings.Keys, subject);
        Assign(name, value, subject);
    }

    /// <summary>The message of a model, an optimizer … about one of the settings, in the user's words:
    /// <c>stepEvery: Cosine has no use for it</c> becomes <c>--step-every: cosine has no use for it</c>.</summary>
    /// <param name="message">What was refused, and why.</param>
    /// <param name="prefix">What stands before a setting's name where the user gives it.</param>
    /// <returns>The message as it is where it is about no setting.</returns>
    public string InWords(string message, string prefix)
    {
        if (message.Split(": ", 2) is not [var subject, var fault]) return message;
        var name = Name(subject[(subject.LastIndexOf('.') + 1)..]);
        if (!settings.ContainsKey(name)) return message;
        var first = fault.Split(' ')[0];
        var chosen = settings.Values.Select(setting => setting.Property.GetValue(setting.Record)).OfType<Enum>()
            .FirstOrDefault(choice => $"{choice}" == first);
        return $"{prefix}{name}: {(chosen is null ? first : Name(chosen))}{fault[first.Length..]}";
    }

    /// <summary>Whether there is a setting of that name.</summary>
    public bool Has(string name) => settings.ContainsKey(name);

    /// <summary>The names of all settings of some records.</summary>
    public static IEnumerable<(string Name, Type Type)> NamesOf(object record, IEnumerable<string> leftOut) =>
        Find(record, "", [.. leftOut]).Select(found => (found.Name, found.Property.PropertyType));

    /// <summary>The values that an enumeration can have, by the names users know.</summary>
    public static string Choices(Type type) => string.Join(", ", Enum.GetValues(type).Cast<Enum>().Select(Name));

    private void Assign(string name, string value, string subject)
    {
        var (record, property) = settings[name];
        try
        {
            property.SetValue(
                record, Parse(property.PropertyType, value, subject),
                BindingFlags.DoNotWrapExceptions, binder: null, index: null, culture: null);
        }
        catch (ArgumentException refused)       // "Shift: expected …"
        {
            throw new UsageException(subject + refused.Message[refused.Message.IndexOf(": ", StringComparison.Ordinal)..]);
        }
    }

    private static IEnumerable<(string Name, object Record, PropertyInfo Property)> Find(
        object record, string holder, string[] leftOut) => record.GetType().GetProperties()
        .Where(property => property.CanWrite && !leftOut.Contains(property.Name))
        .SelectMany(property => property.PropertyType.IsClass && property.PropertyType != typeof(string)
            ? Find(property.GetValue(record)!, property.Name, leftOut)
            : [(Name(property.Name == "Kind" && holder.Length > 0 ? holder : property.Name), record, property)]);

    private static object? Parse(Type type, string value, string subject)
    {
        if (Nullable.GetUnderlyingType(type) is { } some) return value == Nothing ? null : Parse(some, value, subject);
        if (type == typeof(string)) return value;
        if (type == typeof(bool)) return bool.TryParse(value, out var flag) ? flag : throw Error("true or false");
        if (type == typeof(int))
            return int.TryParse(value, Whole, CultureInfo.InvariantCulture, out var number) ? number
                : throw Error("a whole number");
        if (type == typeof(long)) return Number(value) ?? throw Error("a whole number");
        if (type == typeof(double))
            return double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var real)
                && double.IsFinite(real) ? real : throw Error("a number");
        if (type.IsEnum)
            return Enum.GetValues(type).Cast<Enum>().FirstOrDefault(choice => Name(choice) == value)
                ?? throw Error($"one of {Choices(type)}");
        if (value == Nothing) return Array.Empty<long>();
        return value.Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(part => Number(part) ?? throw Error("whole numbers with commas between")).ToArray();

        UsageException Error(string expected) =>
            new($"{subject}: expected {expected}, got {(value.Length == 0 ? "''" : value.ReplaceLineEndings(" "))}.");
    }

    private static long? Number(string text) =>
        long.TryParse(text, Whole, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Text(object? value) => value switch
    {
        null => Nothing,
        IEnumerable<long> numbers => string.Join(',', numbers),
        Enum name => Name(name),
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    // RMSprop and AdamW are written in one word.
    private static string Name(Enum choice) =>
        choice.GetType().GetField($"{choice}")!.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name
            ?? Name($"{choice}");

    private static string Name(string name) => JsonNamingPolicy.KebabCaseLower.ConvertName(name);
}
