namespace Lectures.Runner.Bench;

/// <summary>Two ways to do the same, measured in turns.</summary>
/// <param name="Ours">Milliseconds of ours, the median.</param>
/// <param name="Other">Milliseconds of the other, the median.</param>
/// <param name="Ratio">The median of the turns' ratios, other to ours.</param>
/// <param name="Low">The first quartile of the ratios.</param>
/// <param name="High">The third quartile.</param>
internal sealed record Pair(double Ours, double Other, double Ratio, double Low, double High)
{
    /// <summary>Measures in turns: machines are shared, but not within a tenth of a second.</summary>
    /// <param name="ours">Takes so many steps of ours; tells milliseconds a step.</param>
    /// <param name="other">The same of the other.</param>
    /// <param name="turns">How many turns.</param>
    /// <param name="milliseconds">How long a turn of one of them should take.</param>
    public static Pair Measure(Func<int, double> ours, Func<int, double> other, int turns, double milliseconds)
    {
        Warm(ours);
        Warm(other);
        var (a, b) = (Steps(ours), Steps(other));
        var times = Enumerable.Range(0, turns).Select(_ => (Ours: ours(a), Other: other(b))).ToList();
        var ratios = times.Select(time => time.Other / time.Ours).Order().ToList();
        return new(
            Median([.. times.Select(time => time.Ours)]), Median([.. times.Select(time => time.Other)]),
            Median(ratios), ratios[turns / 4], ratios[3 * turns / 4]);

        static void Warm(Func<int, double> run) => run(10);

        int Steps(Func<int, double> run) => Math.Max(1, (int)(milliseconds / Math.Max(1e-3, run(5))));
    }

    private static double Median(List<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
