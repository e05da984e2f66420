using ScottPlot;

namespace Lectures.Models.Figures;

/// <summary>Colours for numbers, which a colour-blind reader tells apart.</summary>
public static class ColourMap
{
    private static readonly Color deepBlue = Color.FromHex("00304D");

    /// <summary>The colour where there is no number: yellow, which is in none of the maps.</summary>
    public static Color Missing { get; } = Color.FromHex("F0E442");

    /// <summary>From blue through white to vermillion.</summary>
    /// <param name="value">−1 blue, 0 white, 1 vermillion; clipped.</param>
    /// <returns>The colour; <see cref="Missing"/> for NaN.</returns>
    public static Color Diverging(double value) => double.IsNaN(value)
        ? Missing
        : Colors.White.MixedWith(HouseStyle.Palette[value < 0 ? 0 : 1], Math.Min(1, Math.Abs(value)));

    /// <summary>From white through blue to a deep blue.</summary>
    /// <param name="value">0 white, 0.7 blue, 1 deep blue; clipped.</param>
    /// <returns>The colour; <see cref="Missing"/> for NaN.</returns>
    public static Color Sequential(double value) => Math.Clamp(value, 0, 1) switch
    {
        double.NaN => Missing,
        <= 0.7 and var part => Colors.White.MixedWith(HouseStyle.Palette[0], part / 0.7),
        var part => HouseStyle.Palette[0].MixedWith(deepBlue, (part - 0.7) / 0.3),
    };

    /// <summary>From black to white.</summary>
    /// <param name="value">0 black, 1 white; clipped.</param>
    /// <returns>The colour; <see cref="Missing"/> for NaN.</returns>
    public static Color Grey(double value) =>
        double.IsNaN(value) ? Missing : Colors.Black.MixedWith(Colors.White, Math.Clamp(value, 0, 1));
}
