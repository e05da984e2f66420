using ScottPlot;
using ScottPlot.TickGenerators;

namespace Lectures.Models.Figures;

/// <summary>How numbers are placed on an axis.</summary>
public enum AxisKind
{
    /// <summary>Equal differences are equally far.</summary>
    Linear,

    /// <summary>Equal ratios are equally far; what is not positive is not shown.</summary>
    Logarithmic,
}

/// <summary>A value to compare with.</summary>
/// <param name="At">The value, finite.</param>
/// <param name="Label">For the legend.</param>
public sealed record MarkedValue(double At, string Label);

/// <summary>Curves over a common axis.</summary>
/// <param name="Curves">Any number.</param>
public sealed record CurvePanel(IReadOnlyList<Curve> Curves)
{
    /// <summary>One line above, or nothing.</summary>
    public string Title { get; init; } = "";

    /// <summary>What the horizontal axis shows, with its unit.</summary>
    public string X { get; init; } = "";

    /// <summary>What the vertical axis shows, with its unit.</summary>
    public string Y { get; init; } = "";

    /// <summary>How x is placed.</summary>
    public AxisKind XAxis { get; init; }

    /// <summary>How y is placed.</summary>
    public AxisKind YAxis { get; init; }

    /// <summary>Values of y that the axis shows in any case, e.g. 0 and 100.</summary>
    public IReadOnlyList<double> Including { get; init; } = [];

    /// <summary>Horizontal lines.</summary>
    public IReadOnlyList<MarkedValue> References { get; init; } = [];
}

/// <summary>Panels of curves with one legend below.</summary>
/// <param name="Panels">In reading order, at least one.</param>
public sealed record Curves(IReadOnlyList<CurvePanel> Panels) : IDrawable
{
    private const double LowestOfBand = 0.1;        // of the least value, on a logarithmic axis
    private const int MostLabelled = 8;             // places on a logarithmic axis

    /// <summary>A single panel.</summary>
    /// <param name="panel">Its curves.</param>
    public Curves(CurvePanel panel) : this([panel])
    {
    }

    /// <summary>One line above the figure, or nothing.</summary>
    public string Title { get; init; } = "";

    /// <summary>How many panels stand side by side; without it up to three, and four as two and two.</summary>
    public int? Columns { get; init; }

    /// <inheritdoc/>
    public Figure Draw()
    {
        Expect.AtLeast(Panels.Count, 1, nameof(Panels));
        foreach (var curve in Panels.SelectMany(panel => panel.Curves)) curve.Check();
        List<string> names = [.. Panels.SelectMany(panel => panel.Curves).Select(curve => curve.Name).Distinct()];
        var references = Panels.SelectMany(panel => panel.References).DistinctBy(value => value.Label).ToList();
        var legend = new FigureLegend(
        [
            .. Panels.SelectMany(panel => panel.Curves).Select(curve => Entry(curve, names.IndexOf(curve.Name))),
            .. references.Select((value, k) => new LegendEntry(value.Label) { Line = SeriesStyle.Reference(k) }),
        ]);
        var width = Panels.Count == 1 ? 960 : 800;
        return new Figure(
            [.. Panels.Select(panel => Draw(panel, names, references))], width, 640, Title,
            Columns ?? Figure.ColumnsFor(Panels.Count))
        { Legend = legend };
    }

    private static Plot Draw(CurvePanel panel, List<string> names, List<MarkedValue> references)
    {
        var plot = HouseStyle.NewPlot(panel.Title, panel.X, panel.Y);
        double[] values = [.. panel.Curves.SelectMany(curve => curve.Y)];
        var least = values.Where(value => Scale.IsShown(value, panel.YAxis)).DefaultIfEmpty().Min();
        var lowest = panel.YAxis == AxisKind.Logarithmic ? LowestOfBand * least : double.NegativeInfinity;
        var y = Scale.Of(
            [
                .. values, .. panel.Including, .. panel.References.Select(value => value.At),
                .. panel.Curves.SelectMany(curve => curve.Low ?? []).Select(low => Math.Max(low, lowest)),
                .. panel.Curves.SelectMany(curve => curve.High ?? []),
            ], panel.YAxis);
        List<double> places = [.. panel.Curves.SelectMany(curve => curve.X)];
        var x = Scale.Of(places, panel.XAxis);
        // Few places far apart are labelled themselves.
        var few = places.Where(place => Scale.IsShown(place, panel.XAxis)).Distinct().Order().ToList();
        if (panel.XAxis == AxisKind.Logarithmic && few.Count is > 1 and <= MostLabelled) x = x.WithTicksAt(few);
        plot.Axes.SetLimits(x.Bottom, x.Top, y.Bottom, y.Top);
        plot.Axes.Left.TickGenerator = y.Ticks;
        plot.Axes.Bottom.TickGenerator = x.Ticks;
        if (x.Ticks is NumericAutomatic ticks && places.TrueForAll(double.IsInteger)) ticks.IntegerTicksOnly = true;

        foreach (var curve in panel.Curves) AddBand(plot, curve, names.IndexOf(curve.Name), panel, x, y);
        foreach (var value in panel.References.Where(value => Scale.IsShown(value.At, panel.YAxis)))
            plot.Add.Plottable(Stroke.Horizontal(y.Place(value.At), SeriesStyle.Reference(
                references.FindIndex(other => other.Label == value.Label))));
        var drawn = false;
        foreach (var curve in panel.Curves) drawn |= AddLine(plot, curve, names.IndexOf(curve.Name), panel, x, y);
        if (!drawn) HouseStyle.SayEmpty(plot);
        return plot;
    }

    private static void AddBand(Plot plot, Curve curve, int number, CurvePanel panel, Scale x, Scale y)
    {
        if (curve.Low is not { } low || curve.High is not { } high) return;
        double Place(double value) => Scale.IsShown(value, panel.YAxis) ? Math.Max(y.Place(value), y.Bottom) : y.Bottom;
        foreach (var run in Runs(curve, panel, n => double.IsFinite(low[n]) && Scale.IsShown(high[n], panel.YAxis)))
        {
            var band = plot.Add.FillY(
                [.. run.Select(n => x.Place(curve.X[n]))], [.. run.Select(n => Place(low[n]))],
                [.. run.Select(n => Place(high[n]))]);
            band.FillColor = SeriesStyle.Colour(number).WithAlpha(0.22);
            band.LineWidth = band.MarkerSize = 0;
        }
    }

    private static bool AddLine(Plot plot, Curve curve, int number, CurvePanel panel, Scale x, Scale y)
    {
        var drawn = false;
        foreach (var run in Runs(curve, panel, _ => true))
        {
            Coordinates[] points = [.. run.Select(n => new Coordinates(x.Place(curve.X[n]), y.Place(curve.Y[n])))];
            if (curve.IsJoined && points.Length > 1) plot.Add.Plottable(new Stroke(points, SeriesStyle.Line(number)));
            var line = plot.Add.Scatter(points, SeriesStyle.Colour(number));
            line.LineWidth = 0;
            // A point without neighbours is seen only if it is marked.
            (line.MarkerShape, line.MarkerSize) =
                (SeriesStyle.Shape(number), IsMarked(curve) || run.Count == 1 ? HouseStyle.MarkerSize : 0);
            drawn = true;
        }
        return drawn;
    }

    private static LegendEntry Entry(Curve curve, int number) => new(curve.Name)
    {
        Line = curve.IsJoined ? SeriesStyle.Line(number) : null,
        Marker = IsMarked(curve) ? SeriesStyle.Marker(number, HouseStyle.MarkerSize) : null,
    };

    private static bool IsMarked(Curve curve) =>
        curve.Markers ?? (!curve.IsJoined || curve.X.Count <= SeriesStyle.MostMarkers);

    /// <summary>The numbers of points that follow each other without a gap.</summary>
    private static IEnumerable<List<int>> Runs(Curve curve, CurvePanel panel, Func<int, bool> isShown)
    {
        var run = new List<int>();
        for (var n = 0; n <= curve.X.Count; n++)
        {
            if (n < curve.X.Count && Scale.IsShown(curve.X[n], panel.XAxis) && Scale.IsShown(curve.Y[n], panel.YAxis)
                && isShown(n))
                run.Add(n);
            else if (run.Count > 0)
            {
                yield return run;
                run = [];
            }
        }
    }
}
