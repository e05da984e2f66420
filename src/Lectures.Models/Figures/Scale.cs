using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace Lectures.Models.Figures;

/// <summary>An axis: where it begins and ends, where a value stands on it, how it is labelled.</summary>
/// <param name="Bottom">Its lower end, as placed.</param>
/// <param name="Top">Its upper end, as placed.</param>
/// <param name="Place">Where a value stands.</param>
/// <param name="Ticks">Its ticks.</param>
/// <param name="Text">A value as text.</param>
internal sealed record Scale(
    double Bottom, double Top, Func<double, double> Place, ITickGenerator Ticks, Func<double, string> Text)
{
    private const double Air = 0.06;        // beyond the values, as a share of their range
    private const int MostDecades = 8;      // that are labelled

    /// <summary>A scale for those of the values that it can show; from 0 to 1, or from 0.1 to 10, where that is
    /// none.</summary>
    public static Scale Of(IEnumerable<double> values, AxisKind kind)
    {
        List<double> shown = [.. values.Where(value => IsShown(value, kind))];
        if (kind == AxisKind.Logarithmic)
            return shown.Count == 0 ? Logarithmic(0.1, 10) : Logarithmic(shown.Min(), shown.Max());
        return shown.Count == 0
            ? Linear(0, 1, double.PositiveInfinity, NumberText.Of)
            : Linear(shown.Min(), shown.Max(), double.PositiveInfinity, NumberText.Of);
    }

    /// <summary>Whether a value has a place on an axis.</summary>
    public static bool IsShown(double value, AxisKind kind) =>
        double.IsFinite(value) && (kind == AxisKind.Linear || value > 0);

    /// <summary>A scale for losses: logarithmic where they are positive and span more than a decade.</summary>
    public static Scale OfLoss(IReadOnlyList<double> values)
    {
        var (low, high) = (values.Min(), values.Max());
        return low > 0 && high > 10 * low
            ? Logarithmic(low, high)
            : Linear(low, high, double.PositiveInfinity, NumberText.Of);
    }

    /// <summary>A scale for numbers in %.</summary>
    public static Scale OfPercent(IReadOnlyList<double> values) =>
        Linear(values.Min(), values.Max(), 100, value => $"{value.ToString("0.0#", CultureInfo.InvariantCulture)} %");

    /// <summary>The same scale with ticks at a few places and nowhere else.</summary>
    public Scale WithTicksAt(IEnumerable<double> values)
    {
        var ticks = new NumericManual();
        foreach (var value in values) ticks.AddMajor(Place(value), NumberText.Of(value));
        return this with { Ticks = ticks };
    }

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
        var air = Math.Max(Air * (top - bottom), 0.05);
        (bottom, top) = (bottom - air, top + air);
        var ticks = new NumericManual();
        int[] labelled = top - bottom > 3 ? [1] : top - bottom > 1.5 ? [1, 3] : [1, 2, 5];
        var step = 1 + (int)((top - bottom) / MostDecades);
        for (var decade = (int)Math.Floor(bottom); decade <= top; decade++)
            for (var digit = 1; digit < 10; digit++)
            {
                var value = digit * Math.Pow(10, decade);
                if (Math.Log10(value) < bottom || Math.Log10(value) > top) continue;
                if (labelled.Contains(digit) && decade % step == 0)
                    ticks.AddMajor(Math.Log10(value), top - bottom > 4 ? Power(decade) : NumberText.Of(value));
                else if (step == 1 || digit == 1) ticks.AddMinor(Math.Log10(value));
            }
        return new(bottom, top, Math.Log10, ticks, NumberText.Of);
    }

    private static string Power(int exponent) => "10" + string.Concat(
        exponent.ToString(CultureInfo.InvariantCulture).Select(c => c == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c - '0']));
}
