using ScottPlot;
using ScottPlot.TickGenerators;

namespace Lectures.Models.Figures;

/// <summary>What the values of decision regions mean where they are no classes.</summary>
/// <param name="Low">The score of class 0.</param>
/// <param name="High">The score of class 1; half-way is the border.</param>
/// <param name="Label">What the score is called.</param>
public sealed record ScoreScale(double Low, double High, string Label = "output");

/// <summary>Which class a model says where in the plane, with the patterns, side by side for several models.</summary>
/// <param name="Panels">In reading order, at least one.</param>
public sealed record DecisionRegions(IReadOnlyList<RegionPanel> Panels) : IDrawable
{
    private const int Side = 520, Left = 128, Below = 104, Right = 24;
    private const int ManyPoints = 300;
    private const double Tint = 0.32, StrongestScore = 0.5;      // how much of the colour a background has

    private static readonly LinePattern[] patterns =
        [LinePattern.Solid, LinePattern.Dashed, LinePattern.Dotted];

    /// <summary>One line above the figure, or nothing.</summary>
    public string Title { get; init; } = "";

    /// <summary>How many panels stand side by side; without it up to three, and four as two and two.</summary>
    public int? Columns { get; init; }

    /// <summary>What the values are if they are scores of two classes; null if they are the classes' numbers.</summary>
    public ScoreScale? Score { get; init; }

    /// <summary>The names of the classes; without them their numbers.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>What the horizontal axis shows.</summary>
    public string X { get; init; } = "x₁";

    /// <summary>What the vertical axis shows.</summary>
    public string Y { get; init; } = "x₂";

    /// <inheritdoc/>
    public Figure Draw()
    {
        Expect.AtLeast(Panels.Count, 1, nameof(Panels));
        foreach (var panel in Panels) Check(panel);
        List<string> lines = [.. Panels.SelectMany(panel => panel.Lines).Select(line => line.Label).Distinct()];
        var above = Panels.Any(panel => panel.Title.Length > 0) ? 64 : 24;
        var ratio = Panels.Max(panel =>
            (panel.Extent.Top - panel.Extent.Bottom) / (panel.Extent.Right - panel.Extent.Left));
        var height = (int)(Side * Math.Clamp(ratio, 0.5, 1.5));
        var padding = new PixelPadding(Left, Right, Below, above);
        return new Figure(
            [.. Panels.Select(panel => Draw(panel, lines, padding))], Side + Left + Right, height + Below + above,
            Title, Columns ?? Figure.ColumnsFor(Panels.Count))
        { Legend = new([.. PointEntries(), .. LineEntries(lines)]) };
    }

    private void Check(RegionPanel panel)
    {
        panel.Extent.Check();
        if (panel.Values.Length == 0)
            throw new ArgumentException(
                $"{nameof(panel.Values)}: expected at least one row and column, "
                + $"got ({panel.Values.GetLength(0)}, {panel.Values.GetLength(1)}).");
        var most = HouseStyle.Palette.Count - 1;
        IEnumerable<double> classes = panel.Patterns.Select(pattern => (double)pattern.Point.Class);
        if (Score is null) classes = classes.Concat(panel.Values.Cast<double>().Where(value => !double.IsNaN(value)));
        foreach (var number in classes)
            if (number < 0 || number > most || !double.IsInteger(number))
                throw new ArgumentException($"class: expected a whole number from 0 to {most}, got {number}.");
        if (Score is { } score && !(score.Low < score.High))
            throw new ArgumentException($"{nameof(Score)}: expected low < high, got {score.Low} and {score.High}.");
    }

    private Plot Draw(RegionPanel panel, List<string> lines, PixelPadding padding)
    {
        var (extent, plot) = (panel.Extent, HouseStyle.NewPlot(panel.Title, X, Y));
        plot.Layout.Fixed(padding);
        plot.HideGrid();
        plot.Axes.SetLimits(extent.Left, extent.Right, extent.Bottom, extent.Top);
        foreach (var axis in (IAxis[])[plot.Axes.Bottom, plot.Axes.Left])
            axis.TickGenerator = new NumericAutomatic { TickDensity = 0.5 };
        var place = new CoordinateRect(extent.Left, extent.Right, extent.Bottom, extent.Top);
        plot.Add.Plottable(new Raster(Raster.Colours(panel.Values, Colour, upsideDown: true), place));
        if (Score is { } score)
            plot.Add.Plottable(new Contour(Contour.Of(panel.Values, extent, (score.Low + score.High) / 2)));
        var size = (panel.Patterns.Count() > ManyPoints ? 0.7f : 1) * HouseStyle.MarkerSize;
        // Hollow ones first: most are training points, and these must not vanish below.
        foreach (var kind in panel.Patterns.GroupBy(pattern => (pattern.IsTest, pattern.Point.Class))
            .OrderByDescending(kind => kind.Key))
        {
            var markers = plot.Add.Markers(kind.Select(one => new Coordinates(one.Point.X1, one.Point.X2)).ToArray());
            markers.MarkerStyle = Marker(kind.Key.Class, kind.Key.IsTest, size);
        }
        foreach (var line in panel.Lines)
            if (line.Clip(extent) is var (from, to))
                plot.Add.Plottable(new Stroke(
                    [new(from.X1, from.X2), new(to.X1, to.X2)], LineStyleOf(lines.IndexOf(line.Label))));
        return plot;
    }

    private Color Colour(double value) => Score is null
        ? double.IsNaN(value) ? ColourMap.Missing : Tinted(SeriesStyle.Colour((int)value))
        : ScoreColour((value - Score.Low) / (Score.High - Score.Low));

    private static Color ScoreColour(double share) =>
        ColourMap.Diverging(StrongestScore * Math.Clamp(2 * share - 1, -1, 1));

    private static Color Tinted(Color colour) => Colors.White.MixedWith(colour, Tint);

    private static MarkerStyle Marker(int number, bool isHollow, float size)
    {
        var marker = SeriesStyle.Marker(number, size);
        (marker.OutlineColor, marker.OutlineWidth) = (isHollow ? marker.FillColor : Colors.White, isHollow ? 3 : 1.5f);
        if (isHollow) marker.FillColor = Colors.White;
        return marker;
    }

    // Black and solid is the border of scores alone.
    private LineStyle LineStyleOf(int number)
    {
        var classes = Panels.SelectMany(panel => panel.Values.Cast<double>());
        int[] colours = Score is null ? [.. new[] { 2, 3, 6 }.Where(k => !classes.Contains(k))] : [2, 3, 6];
        var (colour, round) = (colours[number % colours.Length], number / colours.Length);
        return new()
        {
            Color = SeriesStyle.Colour(colour),
            Width = HouseStyle.LineWidth,
            Pattern = patterns[(round + (colour == 6 ? 1 : 0)) % patterns.Length],
        };
    }

    private IEnumerable<LegendEntry> PointEntries()
    {
        var kinds = Panels.SelectMany(panel => panel.Patterns).Select(pattern => (pattern.Point.Class, pattern.IsTest))
            .Distinct().Order().ToList();
        var isBoth = kinds.Select(kind => kind.IsTest).Distinct().Count() > 1;
        foreach (var (number, isTest) in kinds)
            yield return new(NameOf(number) + (isBoth ? isTest ? ", test" : ", training" : ""))
            { Marker = Marker(number, isTest, 1.3f * HouseStyle.MarkerSize) };
        var values = Panels.SelectMany(panel => panel.Values.Cast<double>()).Distinct().Order().ToList();
        if (Score is { } score)
        {
            var border = NumberText.Of((score.Low + score.High) / 2);
            yield return new(score.Label)
            { Scale = (ScoreColour, NumberText.Of(score.Low), NumberText.Of(score.High)) };
            yield return new($"{score.Label} = {border}") { Line = Contour.Style };
        }
        else
            foreach (var number in values.Where(double.IsFinite).Select(value => (int)value)
                .Except(kinds.Select(kind => kind.Class)))
                yield return new(NameOf(number)) { Fill = Tinted(SeriesStyle.Colour(number)) };
        if (values.Exists(double.IsNaN)) yield return LegendEntry.Missing;
    }

    private string NameOf(int number) => number < Classes.Count ? Classes[number] : $"class {number}";

    private IEnumerable<LegendEntry> LineEntries(List<string> lines) =>
        lines.Select((label, k) => new LegendEntry(label) { Line = LineStyleOf(k) });
}
