using Lectures.Models.Figures;
using ScottPlot.Plottables;

namespace Lectures.Models.Tests.Figures;

public class CurvesTests
{
    [Test]
    public void Mean_and_standard_deviation_of_runs_make_a_band()
    {
        var curve = Curve.OfRuns("a", [1, 2], [[1, 5], [3, 5], [5, 5]]);
        Assert.That(curve.Y, Is.EqualTo(new[] { 3, 5 }));
        Assert.That(curve.Low, Is.EqualTo(new[] { 1, 5 }));
        Assert.That(curve.High, Is.EqualTo(new[] { 5, 5 }));
        Assert.That(Curve.OfRuns("a", [1], [[4]]).Low, Is.Null);
    }

    [Test]
    public void On_a_logarithmic_axis_the_band_is_of_the_logarithms()
    {
        var curve = Curve.OfRuns("a", [1, 2], [[1e-6, 1], [1e-2, 0]], AxisKind.Logarithmic);
        Assert.That(curve.Y[0], Is.EqualTo(1e-4).Within(1e-12));
        Assert.That(Math.Sqrt(curve.Low![0] * curve.High![0]), Is.EqualTo(1e-4).Within(1e-12));
        Assert.That(Math.Log10(curve.High[0] / curve.Low[0]), Is.EqualTo(2 * Math.Sqrt(8)).Within(1e-12));
        Assert.That(curve.Y[1], Is.Zero, "no logarithm: not shown");
    }

    [Test]
    public void A_value_that_is_not_finite_interrupts_line_and_band()
    {
        using var figure = Draw(new CurvePanel(
        [
            new("a", [1, 2, 3, 4, 5], [1, 2, double.NaN, 4, double.PositiveInfinity])
            { Low = [0, 1, 2, 3, 4], High = [2, 3, 4, 5, 6] },
        ]));
        Assert.That(
            figure.Panels[0].GetPlottables<Stroke>().Select(line => string.Join(' ', line.Points.Select(p => p.X))),
            Is.EqualTo(new[] { "1 2" }));
        Assert.That(Marked(figure), Is.EqualTo(new[] { "1 2", "4" }), "a lone point is marked");
        Assert.That(figure.Panels[0].GetPlottables<FillY>().Count(), Is.EqualTo(2));
    }

    [Test]
    public void Only_positive_values_stand_on_a_logarithmic_axis()
    {
        using var figure = Draw(new CurvePanel([new("a", [1, 10, 100, 1000], [0, 1e-9, 1e-3, -1])])
        { XAxis = AxisKind.Logarithmic, YAxis = AxisKind.Logarithmic });
        var line = figure.Panels[0].GetPlottables<Stroke>().Single();
        Assert.That(line.Points.Select(point => point.X), Is.EqualTo(new[] { 1, 2 }).Within(1e-12));
        Assert.That(line.Points.Select(point => point.Y), Is.EqualTo(new[] { -9, -3 }).Within(1e-12));
        Assert.That(Ticks(figure), Does.Contain("10⁻⁹"));
    }

    [Test]
    public void A_band_that_reaches_below_0_ends_at_the_lower_edge_of_a_logarithmic_axis()
    {
        using var pixels = new Pixels(new Curves(new CurvePanel(
            [new("a", [1, 2], [1, 1]) { Low = [-1, -1], High = [100, 100], Markers = false }])
        { YAxis = AxisKind.Logarithmic }));
        var band = pixels.At(1.5, -0.05);
        Assert.That(band, Is.EqualTo(pixels.At(1.5, 1.5)));
        Assert.That(band.B, Is.GreaterThan(band.R));
    }

    [Test]
    public void A_line_has_its_colour_in_every_panel()
    {
        CurvePanel Panel(params string[] names) => new([.. names.Select((name, k) =>
            new Curve(name, [0, 1, 2], [k, k, k]) { Markers = false })]);
        using var pixels = new Pixels(new Curves([Panel("a", "b"), Panel("b", "c")]) { Columns = 1 });
        Assert.That(pixels.At(0.5, 0), Is.EqualTo(HouseStyle.Palette[0]));
        Assert.That(pixels.At(0.5, 1), Is.EqualTo(HouseStyle.Palette[1]));
        Assert.That(pixels.At(0.5, 0, panel: 1), Is.EqualTo(HouseStyle.Palette[1]));
        Assert.That(pixels.At(0.5, 1, panel: 1), Is.EqualTo(HouseStyle.Palette[2]));
        Assert.That(pixels.HasWhiteMargin);
    }

    [Test]
    public void The_axis_includes_references_and_what_it_is_told_to()
    {
        using var figure = Draw(new CurvePanel([new("a", [1, 2], [5, 6])])
        { Including = [0], References = [new(9, "the lecture's")] });
        var limits = figure.Panels[0].Axes.GetLimits();
        Assert.That((limits.Bottom, limits.Top), Is.EqualTo((0, 9)).Within(1));
        Assert.That(limits.Contains(new ScottPlot.Coordinates(1.5, 9)));
    }

    [TestCase(AxisKind.Linear)]
    [TestCase(AxisKind.Logarithmic)]
    public void One_point_equal_values_and_none_at_all_are_drawn(AxisKind kind)
    {
        foreach (var y in (double[][])[[3], [3, 3, 3], [double.NaN, double.NaN], []])
        {
            using var figure = Draw(new CurvePanel([new("a", [.. y.Select((_, n) => n + 1.0)], y)])
            { XAxis = kind, YAxis = kind });
            Assert.That(figure.ToPng(), Is.Not.Empty);
            Assert.That(figure.Panels[0].GetPlottables<Text>().Select(text => text.LabelText),
                y is [3, ..] ? Is.Empty : Is.EqualTo(new[] { "no finite value" }));
        }
    }

    [Test]
    public void The_same_curves_give_the_same_png()
    {
        var curves = new Curves(new CurvePanel([Curve.OfRuns("a", [1, 2, 3], [[1, 3, 2], [2, 2, 5]])]) { X = "epoch" });
        using Figure one = curves.Draw(), other = curves.Draw();
        Assert.That(one.ToPng(), Is.EqualTo(other.ToPng()));
    }

    [Test]
    public void Lists_that_do_not_fit_are_refused()
    {
        Assert.That(() => Draw(new CurvePanel([new("a", [1, 2], [1])])), Throws.ArgumentException
            .With.Message.EqualTo("a: Y: expected 2 values, one for each x, got 1."));
        Assert.That(() => Draw(new CurvePanel([new("a", [1], [1]) { Low = [1] }])), Throws.ArgumentException
            .With.Message.EqualTo("a: expected Low and High together, got one of them."));
        Assert.That(() => Curve.OfRuns("a", [1], []), Throws.ArgumentException
            .With.Message.EqualTo("runs: expected at least 1, got 0."));
        Assert.That(() => new Curves([]).Draw(), Throws.ArgumentException
            .With.Message.EqualTo("Panels: expected at least 1, got 0."));
    }

    private static Figure Draw(CurvePanel panel) => new Curves(panel).Draw();

    private static IEnumerable<string> Marked(Figure figure) => figure.Panels[0].GetPlottables<Scatter>()
        .Select(curve => string.Join(' ', curve.Data.GetScatterPoints().Select(point => point.X)));

    private static IEnumerable<string> Ticks(Figure figure)
    {
        figure.ToPng();
        return figure.Panels[0].Axes.Left.TickGenerator.Ticks.Select(tick => tick.Label);
    }
}
