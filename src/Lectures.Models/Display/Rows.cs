using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Lectures.Models.Display;

/// <summary>A sequence of values as a table, or as a list where the values have no parts.</summary>
internal static class Rows
{
    private const int Most = 20, MostInList = 50;

    /// <summary>The sequence's form; of many values only the first are asked for.</summary>
    public static MimeBundle Of(IEnumerable values)
    {
        if (values is Array { Rank: 2 } matrix) values = Lines(matrix);
        var shown = new List<object?>();
        var isMore = false;
        foreach (var value in values)
        {
            if (isMore = shown.Count == MostInList) break;
            shown.Add(value);
        }
        if (shown.Count == 0 || Columns(shown) is not { } columns) return MimeBundle.Text(List(values, shown, isMore));
        return new Table([.. columns.Select(column => column.Name)],
            [.. shown.Take(Most).Select(row => columns.ConvertAll(column => ValueText.Of(column.Value(row!))))])
        {
            Note = shown.Count > Most ? More(values, Most, isMore ? null : shown.Count) + " rows" : "",
        }.Shown;
    }

    /// <summary>The parts of a value: a record, a tuple, an anonymous object or a plain class; null for what has
    /// none.</summary>
    public static MimeBundle? OfParts(object value) => Parts(value.GetType()) is { Count: > 0 } parts
        ? new Table(["name", "value"],
            [.. parts.Select(part => (string[])[part.Name, ValueText.Of(part.Value(value))])]).Shown
        : null;

    private static object?[][] Lines(Array matrix) => [.. Enumerable.Range(0, matrix.GetLength(0)).Select(i =>
        Enumerable.Range(0, matrix.GetLength(1)).Select(k => matrix.GetValue(i, k)).ToArray())];

    private static string List(IEnumerable values, List<object?> shown, bool isMore) =>
        $"[{string.Join(", ", shown.Select(ValueText.Of))}{(isMore ? $", {More(values, MostInList, null)}" : "")}]";

    private static string More(IEnumerable values, int shown, int? count) =>
        (values is ICollection all ? all.Count : count) is { } known ? $"… {known - shown:N0} more" : "… more";

    private static List<Part>? Columns(List<object?> rows)
    {
        if (rows.Select(row => row?.GetType()).Distinct().ToList() is [{ } one] && Parts(one) is { Count: > 0 } parts)
            return parts;
        if (!rows.TrueForAll(row => row is IList)) return null;
        // Rows of an array of arrays.
        var width = rows.Max(row => ((IList)row!).Count);
        return width == 0 ? null : [.. Enumerable.Range(0, width).Select(k =>
            new Part($"{k}", row => k < ((IList)row).Count ? ((IList)row)[k] : null))];
    }

    private static List<Part> Parts(Type type)
    {
        if (typeof(ITuple).IsAssignableFrom(type))
            return [.. type.GenericTypeArguments.Select((_, k) => new Part($"Item{k + 1}", row => ((ITuple)row)[k]))];
        if (!HasParts(type)) return [];
        const BindingFlags visible = BindingFlags.Public | BindingFlags.Instance;
        var properties = type.GetProperties(visible)
            .Where(property => property.CanRead && property.GetIndexParameters().Length == 0)
            .Select(property => new Part(property.Name, row => Get(property, row)));
        return [.. properties, .. type.GetFields(visible).Select(field => new Part(field.Name, field.GetValue))];
    }

    private static bool HasParts(Type type) =>
        (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>))
        || !(IsLibrarys(type) || type.IsEnum || typeof(IEnumerable).IsAssignableFrom(type) || SaysHowItIsWritten(type));

    // Their properties may wait, or do things.
    private static bool IsLibrarys(Type type) =>
        type.Namespace?.Split('.')[0] is "System" or "Microsoft" or "TorchSharp" or "ScottPlot" or "SkiaSharp";

    // By a ToString that is not the one of all objects, nor the compiler's for records and anonymous types.
    private static bool SaysHowItIsWritten(Type type)
    {
        var own = type.GetMethod(nameof(ToString), []);
        return own?.DeclaringType is { } where && where != typeof(object) && where != typeof(ValueType)
            && !IsTheCompilers(own) && !IsTheCompilers(where);

        static bool IsTheCompilers(MemberInfo member) => member.IsDefined(typeof(CompilerGeneratedAttribute));
    }

    private static object? Get(PropertyInfo property, object row)
    {
        try
        {
            return property.GetValue(row);
        }
        catch (TargetInvocationException thrown)
        {
            return thrown.InnerException?.GetType().Name;
        }
    }

    private sealed record Part(string Name, Func<object, object?> Value);
}
