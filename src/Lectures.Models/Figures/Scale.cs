using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace Lectures.Models.Figures;

/// <summary>A vertical axis: where it begins and ends, where a value stands on it, how it is labelled.</summary>
/// <param name="Bottom">Its lower end, as placed.</param>
/// <param name="Top">Its upper end, as placed.</param>
/// <param name="Place">Where a value stands.</param>
/// <param name="Ticks">Its ticks.</param>
/// <param name="Text">A value as text.</param>
internal sealed record Scale(
    double Bottom, double Top, Func<double, double> Place, ITickGenerator Ticks, Func<double, string> Text)
{
    private const double Air = 0.06;        // beyond the values, as a share of their range

    /// <summary>A scale for losses: logarithmic where they are positive and span more than a decade.</summary>
    public static Scale OfLoss(IReadOnlyList<double> values)
    {
        var (low, high) = (values.Min(), values.Max());
        return low > 0 && high > 10 * low ? Logarithmic(low, high) : Linear(low, high, double.PositiveInfinity, Loss);
    }

    /// <summary>A scale for numbers in %.</summary>
    public static Scale OfPercent(IReadOnlyList<double> values) =>
        Linear(values.Min(), values.Max(), 100, value => $"{value.ToString("0.0#", CultureInfo.InvariantCulture)} %");

    private static Scale Linear(double low, double high, double most, Func<double, string> text)
    {
        var air = high > low ? Air * (high - low) : Math.Max(Math.Abs(high), 1e-3) / 20;
        return new(low - air, high + air, value => value, new NumericAutomatic
        {
            TickDensity = 0.5,
            LabelFormatter = value => value > most ? "" : value.ToString("#,0.#####", CultureInfo.InvariantCulture),
        }, text);
    }

    private static Scale Logarithmic(double low, double high)
    {
        var (bottom, top) = (Math.Log10(low), Math.Log10(high));
        var air = Air * (top - bottom);
        (bottom, top) = (bottom - air, top + air);
        var ticks = new NumericManual();
        int[] labelled = top - bottom > 3 ? [1] : top - bottom > 1.5 ? [1, 3] : [1, 2, 5];
        for (var decade = (int)Math.Floor(bottom); decade <= top; decade++)
            for (var digit = 1; digit < 10; digit++)
            {
                var value = digit * Math.Pow(10, decade);
                if (Math.Log10(value) < bottom || Math.Log10(value) > top) continue;
                if (labelled.Contains(digit)) ticks.AddMajor(Math.Log10(value), Loss(value));
                else ticks.AddMinor(Math.Log10(value));
            }
        return new(bottom, top, Math.Log10, ticks, Loss);
    }

    // Three digits that count; 1e-7 where zeros would be too many.
    private static string Loss(double value)
    {
        var text = value.ToString(
            Math.Abs(value) is > 0 and < 1e-4 or >= 1e6 ? "0.##e0" : value >= 100 ? "#,0" : "0.######",
            CultureInfo.InvariantCulture);
        return text.Length > 7 ? value.ToString("G3", CultureInfo.InvariantCulture) : text;
    }
}
