namespace Lectures.Models.Figures;

/// <summary>A series of points, joined by a line that is interrupted where a number is not finite.</summary>
/// <param name="Name">For the legend; series of the same name look alike in all panels.</param>
/// <param name="X">N places, in order.</param>
/// <param name="Y">N values.</param>
public sealed record Curve(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y)
{
    /// <summary>N lower ends of a band around the line, or null.</summary>
    public IReadOnlyList<double>? Low { get; init; }

    /// <summary>N upper ends of the band, or null.</summary>
    public IReadOnlyList<double>? High { get; init; }

    /// <summary>Whether points are marked; without it those of short series are.</summary>
    public bool? Markers { get; init; }

    /// <summary>Whether points are joined.</summary>
    public bool IsJoined { get; init; } = true;

    /// <summary>The mean over runs, with a band of one standard deviation (of the sample, n − 1) on both sides; for a
    /// logarithmic axis both are of the logarithms.</summary>
    /// <param name="name">For the legend.</param>
    /// <param name="x">N places, in order.</param>
    /// <param name="runs">At least one, each with N values.</param>
    /// <param name="axis">The vertical axis that the curve is for.</param>
    /// <returns>The curve; without a band for a single run.</returns>
    /// <exception cref="ArgumentException">There is no run, or one has not N values.</exception>
    public static Curve OfRuns(
        string name, IReadOnlyList<double> x, IReadOnlyList<IReadOnlyList<double>> runs,
        AxisKind axis = AxisKind.Linear)
    {
        Expect.AtLeast(runs.Count, 1, nameof(runs));
        foreach (var run in runs) ExpectCount(run, x.Count, nameof(runs));
        Func<double, double> to = axis == AxisKind.Logarithmic ? Math.Log : value => value;
        Func<double, double> back = axis == AxisKind.Logarithmic ? Math.Exp : value => value;
        double[] mean = [.. x.Select((_, n) => runs.Average(run => to(run[n])))];
        var curve = new Curve(name, x, [.. mean.Select(back)]);
        if (runs.Count == 1) return curve;
        double[] deviation = [.. mean.Select((m, n) =>
            Math.Sqrt(runs.Sum(run => (to(run[n]) - m) * (to(run[n]) - m)) / (runs.Count - 1)))];
        return curve with
        {
            Low = [.. mean.Zip(deviation, (m, sd) => back(m - sd))],
            High = [.. mean.Zip(deviation, (m, sd) => back(m + sd))],
        };
    }

    /// <summary>Checks that all lists are equally long.</summary>
    internal void Check()
    {
        ExpectCount(Y, X.Count, $"{Name}: {nameof(Y)}");
        if (Low is null != High is null)
            throw new ArgumentException($"{Name}: expected Low and High together, got one of them.");
        if (Low is null || High is null) return;
        ExpectCount(Low, X.Count, $"{Name}: {nameof(Low)}");
        ExpectCount(High, X.Count, $"{Name}: {nameof(High)}");
    }

    private static void ExpectCount(IReadOnlyList<double> values, int count, string name)
    {
        if (values.Count != count)
            throw new ArgumentException($"{name}: expected {count} values, one for each x, got {values.Count}.");
    }
}
