namespace Lectures.Runner.Bench;

/// <summary>What a row gave.</summary>
/// <param name="Ours">How much ours takes, in the unit of the group.</param>
/// <param name="Other">How much the other takes; null where there is none.</param>
/// <param name="Value">What the goal speaks of.</param>
/// <param name="Spread">First and third quartile of the value; null where it was measured once.</param>
internal sealed record Measurement(double Ours, double? Other, double Value, (double Low, double High)? Spread)
{
    /// <summary>Measures two in turns: a machine's speed changes, but little from one turn to the next.</summary>
    /// <param name="goal">Says which ratio.</param>
    /// <param name="ours">A turn of ours; tells how much it took.</param>
    /// <param name="other">A turn of the other.</param>
    /// <param name="turns">How many turns, at least 1.</param>
    /// <param name="tell">Told the share done in (0, 1]; may throw to give up.</param>
    /// <returns>Medians of ours, of the other, and of the turns' ratios.</returns>
    public static Measurement InTurns(
        Goal goal, Func<double> ours, Func<double> other, int turns, Action<double> tell)
    {
        List<double> a = [], b = [], ratios = [];
        for (var i = 1; i <= turns; i++)
        {
            a.Add(ours());
            b.Add(other());
            ratios.Add(goal.Ratio(a[^1], b[^1]));
            tell((double)i / turns);
        }
        return new(Median(a), Median(b), Median(ratios), Quartiles(ratios));
    }

    /// <summary>Measures one alone.</summary>
    /// <returns>The median, which is the value too.</returns>
    public static Measurement Alone(Func<double> ours, int turns, Action<double> tell)
    {
        List<double> values = [];
        for (var i = 1; i <= turns; i++)
        {
            values.Add(ours());
            tell((double)i / turns);
        }
        return new(Median(values), null, Median(values), Quartiles(values));
    }

    private static double Median(List<double> values) => Quantile(values, 0.5);

    private static (double Low, double High) Quartiles(List<double> values) =>
        (Quantile(values, 0.25), Quantile(values, 0.75));

    // Between the two nearest, linearly.
    private static double Quantile(List<double> values, double share)
    {
        List<double> sorted = [.. values.Order()];
        var (below, rest) = ((int)(share * (sorted.Count - 1)), share * (sorted.Count - 1) % 1);
        return sorted[below] + rest * (sorted[Math.Min(below + 1, sorted.Count - 1)] - sorted[below]);
    }
}
