using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using Lectures.Models.Experiments;
using static TorchSharp.torch;

namespace Lectures.Models.Display;

/// <summary>A value inside another, in a few words.</summary>
internal static class ValueText
{
    private const int Most = 10, MostDepth = 4;

    /// <summary>A number with six digits, a text as it is, a tensor by its shape or its only element.</summary>
    public static string Of(object? value) => Of(value, 0);

    /// <summary>A value by itself: a number with all its digits.</summary>
    public static string Whole(object value) => value is IFormattable formattable
        ? formattable.ToString(null, CultureInfo.InvariantCulture)
        : value.ToString() ?? "";

    private static string Of(object? value, int depth) => value switch
    {
        null => "",
        string text => text,
        double number => number.ToString("G6", CultureInfo.InvariantCulture),
        float number => number.ToString("G6", CultureInfo.InvariantCulture),
        Bilingual text => text.English,
        Exception exception => $"{exception.GetType().Name}: {exception.Message}",
        Tensor { IsInvalid: true } => "disposed",
        Tensor tensor => tensor.dim() == 0 ? TensorText.Of(tensor) : $"tensor, {TensorText.Description(tensor)}",
        _ when depth == MostDepth => "…",
        ITuple tuple => $"({Items(Enumerable.Range(0, tuple.Length).Select(k => tuple[k]), depth)})",
        IEnumerable values => $"[{Items(values, depth)}]",
        _ => Whole(value),
    };

    private static string Items(IEnumerable values, int depth)
    {
        var items = values.Cast<object?>().Take(Most + 1).Select(item => Of(item, depth + 1)).ToList();
        if (items.Count > Most) items[Most] = "…";
        return string.Join(", ", items);
    }
}
