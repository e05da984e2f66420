using ScottPlot;

namespace Lectures.Models.Figures;

/// <summary>Values whose distribution is shown.</summary>
/// <param name="Name">For the legend.</param>
/// <param name="Values">At least one; those that are not finite are in no bin, but are counted.</param>
public sealed record HistogramSeries(string Name, IReadOnlyList<double> Values);

/// <summary>How values are distributed: their share in each bin, in %.</summary>
/// <param name="Series">At least one; they lie over each other.</param>
public sealed record Histogram(IReadOnlyList<HistogramSeries> Series) : IDrawable
{
    /// <summary>A single series without a name.</summary>
    /// <param name="values">At least one.</param>
    /// <returns>The histogram.</returns>
    public static Histogram Of(IReadOnlyList<double> values) => new([new HistogramSeries("", values)]);

    /// <summary>One line above the figure, or nothing.</summary>
    public string Title { get; init; } = "";

    /// <summary>What the values are, with their unit.</summary>
    public string X { get; init; } = "value";

    /// <summary>What the shares are of.</summary>
    public string Y { get; init; } = "share (%)";

    /// <summary>How many bins of equal width there are between the least and the greatest value.</summary>
    public int Bins { get; init; } = 30;

    /// <summary>Vertical lines.</summary>
    public IReadOnlyList<MarkedValue> Marked { get; init; } = [];

    /// <inheritdoc/>
    public Figure Draw()
    {
        Expect.AtLeast(Series.Count, 1, nameof(Series));
        Expect.Few(Bins, nameof(Bins));
        foreach (var series in Series)
            Expect.AtLeast(series.Values.Count, 1, $"{series.Name}: {nameof(series.Values)}");
        double[] finite = [.. Series.SelectMany(series => series.Values).Where(double.IsFinite)];
        var plot = HouseStyle.NewPlot(x: X, y: Y);
        var x = Scale.Of([.. finite, .. Marked.Select(value => value.At)], AxisKind.Linear);
        var (low, high) = finite.Length == 0 ? (0, 1) : (finite.Min(), finite.Max());
        // Equal values are one bar, and stand in its middle.
        var (bins, half) = low == high ? (1, (x.Top - x.Bottom) / 40) : (Bins, 0);
        (low, high) = (low - half, high + half);
        var shares = Series.Select(series => Shares(series.Values, low, high, bins)).ToList();
        var y = Scale.Of([0, .. shares.SelectMany(share => share), .. finite.Length == 0 ? [100.0] : new double[0]],
            AxisKind.Linear);
        plot.Axes.SetLimits(x.Bottom, x.Top, 0, y.Top);
        (plot.Axes.Bottom.TickGenerator, plot.Axes.Left.TickGenerator) = (x.Ticks, y.Ticks);
        for (var k = 0; k < Series.Count; k++) AddBars(plot, shares[k], k, low, high);
        for (var k = 0; k < Marked.Count; k++)
            plot.Add.Plottable(Stroke.Vertical(Marked[k].At, SeriesStyle.Reference(k)));
        if (finite.Length == 0) HouseStyle.SayEmpty(plot);
        return new Figure([plot], 960, 600, Title)
        {
            Legend = new(
            [
                .. Series.Select((series, k) => new LegendEntry(NameOf(series)) { Fill = Fill(k) }),
                .. Marked.Select((value, k) => new LegendEntry(value.Label) { Line = SeriesStyle.Reference(k) }),
            ]),
        };
    }

    /// <summary>The share of all values in each bin, in %; a value on a border is in the upper bin.</summary>
    private static double[] Shares(IReadOnlyList<double> values, double low, double high, int bins)
    {
        var shares = new double[bins];
        foreach (var value in values.Where(double.IsFinite))
            shares[Math.Min(bins - 1, (int)((value - low) / (high - low) * bins))] += 100.0 / values.Count;
        return shares;
    }

    private void AddBars(Plot plot, double[] shares, int series, double low, double high)
    {
        var width = (high - low) / shares.Length;
        // The outline of the whole distribution: series that lie over each other remain visible.
        var outline = new List<Coordinates> { new(low, 0) };
        for (var bin = 0; bin < shares.Length; bin++)
        {
            var (from, to) = (low + bin * width, low + (bin + 1) * width);
            outline.Add(new(from, shares[bin]));
            outline.Add(new(to, shares[bin]));
        }
        outline.Add(new(high, 0));
        var area = plot.Add.Polygon([.. outline]);
        (area.FillColor, area.LineColor, area.LineWidth, area.MarkerSize) =
            (Fill(series), SeriesStyle.Colour(series), 1.5f * HouseStyle.ThinLine, 0);
    }

    private Color Fill(int series) => SeriesStyle.Colour(series).WithAlpha(Series.Count == 1 ? 0.7 : 0.35);

    private static string NameOf(HistogramSeries series)
    {
        var lost = series.Values.Count(value => !double.IsFinite(value));
        return lost == 0 ? series.Name : $"{series.Name} ({lost} not finite)".TrimStart();
    }
}
