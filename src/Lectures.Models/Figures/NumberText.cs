using System.Globalization;

namespace Lectures.Models.Figures;

/// <summary>Numbers as they stand in figures.</summary>
internal static class NumberText
{
    /// <summary>Three digits that count; 1e-7 where zeros would be too many.</summary>
    public static string Of(double value)
    {
        var text = value.ToString(
            Math.Abs(value) is > 0 and < 1e-4 or >= 1e6 ? "0.##e0" : value >= 100 ? "#,0" : "0.######",
            CultureInfo.InvariantCulture);
        return text.Length > 7 ? value.ToString("G3", CultureInfo.InvariantCulture) : text;
    }

    /// <summary>At most three digits that count, and all before the point.</summary>
    public static string Rounded(double value)
    {
        var size = Math.Abs(value);
        return size is > 0 and < 1e-3 ? value.ToString("0.#e0", CultureInfo.InvariantCulture)
            : value.ToString(size >= 100 ? "#,0" : size >= 10 ? "0.#" : size >= 1 ? "0.##" : "0.###",
                CultureInfo.InvariantCulture);
    }
}
