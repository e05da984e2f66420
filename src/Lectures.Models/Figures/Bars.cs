using Lectures.Models.Images;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace Lectures.Models.Figures;

/// <summary>A value for each of the labels.</summary>
/// <param name="Name">For the legend.</param>
/// <param name="Values">N values; for those that are not finite there is no bar.</param>
public sealed record BarSeries(string Name, IReadOnlyList<double> Values)
{
    /// <summary>N half lengths of error bars, e.g. standard deviations, or null.</summary>
    public IReadOnlyList<double>? Errors { get; init; }
}

/// <summary>Values as bars from 0 with labels, several series beside each other.</summary>
/// <param name="Labels">N of them, at least one.</param>
/// <param name="Series">At least one, of N values each.</param>
public sealed record Bars(IReadOnlyList<string> Labels, IReadOnlyList<BarSeries> Series) : IDrawable
{
    private const double Together = 0.8;            // how much of a label's room its bars take
    private const int Width = 960, Most = 24;       // pixels; bars that bear their number
    private const float LeastSize = 0.75f;          // to which labels shrink before they are turned

    /// <summary>One line above the figure, or nothing.</summary>
    public string Title { get; init; } = "";

    /// <summary>What the labels are.</summary>
    public string X { get; init; } = "";

    /// <summary>What the values are, with their unit.</summary>
    public string Y { get; init; } = "";

    /// <summary>Horizontal lines.</summary>
    public IReadOnlyList<MarkedValue> References { get; init; } = [];

    /// <summary>Values that the axis shows in any case, e.g. 100.</summary>
    public IReadOnlyList<double> Including { get; init; } = [];

    /// <inheritdoc/>
    public Figure Draw()
    {
        Check();
        var plot = HouseStyle.NewPlot(x: X, y: Y);
        plot.Grid.XAxisStyle.IsVisible = false;
        var ends = Series.SelectMany(series => series.Values.Zip(series.Errors ?? [.. series.Values.Select(_ => 0.0)]))
            .SelectMany(pair => new[] { pair.First - pair.Second, pair.First + pair.Second, pair.First });
        var y = Scale.Of([0, .. ends, .. Including, .. References.Select(value => value.At)], AxisKind.Linear);
        var bottom = y.Bottom < 0 && !ends.Any(end => end < 0) ? 0 : y.Bottom;
        // Room for the numbers at the ends of the bars.
        var air = (y.Top - bottom) / 14;
        plot.Axes.SetLimits(-0.5, Labels.Count - 0.5, bottom < 0 ? bottom - air : bottom, y.Top + air);
        plot.Axes.Left.TickGenerator = y.Ticks;
        var turned = LabelBars(plot);
        var size = NumberSize();
        for (var k = 0; k < Series.Count; k++)
            for (var n = 0; n < Labels.Count; n++)
                if (double.IsFinite(Series[k].Values[n])) AddBar(plot, k, n, size);
        for (var k = 0; k < References.Count; k++)
            plot.Add.Plottable(Stroke.Horizontal(References[k].At, SeriesStyle.Reference(k)));
        if (!Series.Any(series => series.Values.Any(double.IsFinite))) HouseStyle.SayEmpty(plot);
        return new Figure([plot], Width, 600 + (int)turned, Title)
        {
            Legend = new(
            [
                .. Series.Take(Series.Count == 1 ? 0 : Series.Count)        // a single one is what the axis says
                    .Select((series, k) => new LegendEntry(series.Name) { Fill = SeriesStyle.Colour(k) }),
                .. References.Select((value, k) => new LegendEntry(value.Label) { Line = SeriesStyle.Reference(k) }),
            ]),
        };
    }

    private void Check()
    {
        Expect.AtLeast(Labels.Count, 1, nameof(Labels));
        Expect.AtLeast(Series.Count, 1, nameof(Series));
        foreach (var series in Series)
            foreach (var (list, name) in ((IReadOnlyList<double>, string)[])
                [(series.Values, nameof(series.Values)), (series.Errors ?? series.Values, nameof(series.Errors))])
                if (list.Count != Labels.Count)
                    throw new ArgumentException(
                        $"{series.Name}: {name}: expected {Labels.Count}, one for each label, got {list.Count}.");
    }

    /// <summary>The size of the bars' numbers, the same for all: none is wider than its bar's room.</summary>
    private float NumberSize()
    {
        var room = 0.8f * Width * (float)Together / (Labels.Count * Series.Count);
        var widest = Series.SelectMany(series => series.Values).Where(double.IsFinite)
            .Select(value => Lettering.Width(NumberText.Rounded(value), HouseStyle.TickSize)).DefaultIfEmpty(1).Max();
        return HouseStyle.TickSize * Math.Min(1, room / widest);
    }

    private void AddBar(Plot plot, int series, int label, float size)
    {
        var (width, value) = (Together / Series.Count, Series[series].Values[label]);
        var left = label - Together / 2 + series * width;
        var middle = left + width / 2;
        var bar = plot.Add.Rectangle(
            left + width / 20, left + width - width / 20, Math.Min(0, value), Math.Max(0, value));
        (bar.FillColor, bar.LineWidth) = (SeriesStyle.Colour(series), 0);
        var error = Series[series].Errors?[label] is { } given && double.IsFinite(given) ? Math.Abs(given) : 0;
        if (error > 0)
        {
            var cap = Math.Min(0.12, width / 4);
            foreach (var (x1, y1, x2, y2) in ((double, double, double, double)[])
                [
                    (middle, value - error, middle, value + error),
                    (middle - cap, value - error, middle + cap, value - error),
                    (middle - cap, value + error, middle + cap, value + error),
                ])
            {
                var line = plot.Add.Line(x1, y1, x2, y2);
                (line.LineColor, line.LineWidth) = (HouseStyle.Ink, 1.5f * HouseStyle.ThinLine);
            }
        }
        if (Labels.Count * Series.Count > Most) return;
        var end = value < 0 ? value - error : value + error;
        var text = plot.Add.Text(NumberText.Rounded(value), middle, end);
        HouseStyle.Letter(text.LabelStyle, text.LabelText, size);
        (text.LabelAlignment, text.OffsetY) =
            value < 0 ? (Alignment.UpperCenter, 4) : (Alignment.LowerCenter, -4);
    }

    /// <summary>Names the bars, and says how high the names stand where they have to be turned.</summary>
    private float LabelBars(Plot plot)
    {
        double[] places = [.. Enumerable.Range(0, Labels.Count).Select(place => (double)place)];
        var axis = plot.Axes.Bottom;
        axis.TickGenerator = new NumericManual(places, [.. Labels]);
        HouseStyle.Letter(axis.TickLabelStyle, string.Concat(Labels), HouseStyle.TickSize);
        axis.MajorTickStyle.Length = 0;
        var longest = Labels.Max(label => Lettering.Width(label, HouseStyle.TickSize));
        var room = 0.8f * Width / Labels.Count;
        axis.TickLabelStyle.FontSize = HouseStyle.TickSize * Math.Min(1, room / longest);
        if (room > LeastSize * longest) return 0;
        var size = Math.Min(HouseStyle.TickSize, room);
        (axis.TickLabelStyle.Rotation, axis.TickLabelStyle.Alignment) = (-90, Alignment.MiddleRight);
        axis.TickLabelStyle.FontSize = size;
        var turned = longest * size / HouseStyle.TickSize;
        axis.MinimumSize = turned + (X.Length > 0 ? 72 : 24);
        return turned;
    }
}
