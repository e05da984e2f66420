using Lectures.Models.Figures;
using Lectures.Models.Images;
using Lectures.Models.Training;
using ScottPlot;
using ScottPlot.Plottables;

namespace Lectures.Models.Tests.Figures;

public class LearningCurvesTests
{
    [Test]
    public void Loss_and_accuracy_stand_in_two_panels()
    {
        using var figure = new LearningCurves(Rounds(6)).Draw();
        Assert.That(Labels(figure), Is.EqualTo(new[] { "loss", "accuracy (%)" }));
        Assert.That(
            Curve(figure.Panels[1], "training")[^1].Y, Is.EqualTo(100 * Rounds(6)[^1].Train.Accuracy!.Value));
    }

    [Test]
    public void Without_accuracy_the_loss_stands_alone()
    {
        using var figure = new LearningCurves(
            [.. Rounds(3).Select(round => round with { Train = new(round.Train.Loss, null, 5), Validation = null })])
        { LossLabel = "loss (nats)", Axis = CurveAxis.Steps }.Draw();
        Assert.That(Labels(figure), Is.EqualTo(new[] { "loss (nats)" }));
        Assert.That(Curve(figure.Panels[0], "training").Select(point => point.X), Is.EqualTo(new[] { 7, 14, 21 }));
        Assert.That(Names(figure.Panels[0]), Is.EqualTo(new[] { "training" }));
    }

    [TestCase(1.1, 0.1, true)]
    [TestCase(0.9, 0.1, false)]
    [TestCase(3, 0, false)]
    public void Losses_that_span_more_than_a_decade_are_on_a_logarithmic_axis(
        double first, double last, bool logarithmic)
    {
        using var figure = new LearningCurves([Round(1, first), Round(2, last)]).Draw();
        var drawn = Curve(figure.Panels[0], "training").First().Y;
        Assert.That(drawn, Is.EqualTo(logarithmic ? Math.Log10(first) : first).Within(1e-12));
    }

    [Test]
    public void Stages_follow_each_other_and_are_not_joined()
    {
        using var figure = new LearningCurves(
            [new CurveStage("first", Rounds(3)), new CurveStage("none", []), new CurveStage("second", Rounds(2))])
            .Draw();
        var curves = figure.Panels[0].GetPlottables<Scatter>().Select(curve => curve.Data.GetScatterPoints()).ToList();
        Assert.That(curves.Select(points => string.Join(' ', points.Select(point => point.X))),
            Is.EqualTo(new[] { "1 2 3", "4 5", "1 2 3", "4 5" }));
        Assert.That(figure.Panels[0].GetPlottables<Stroke>().Single().Points[0].X, Is.EqualTo(3.5));
        Assert.That(Names(figure.Panels[0]), Is.EqualTo(new[] { "training", "validation" }));
    }

    [TestCase(3, 1, 3, "pre-training 1–3 | fine-tuning")]
    [TestCase(3, 1, 60, "pre-training 1–3 | fine-tuning")]
    [TestCase(2, 9, 9, "pre-training 1 | pre-training 2 | fine-tuning")]
    public void Names_of_stages_stand_apart_and_share_one_where_there_is_no_room(
        int stages, int each, int last, string expected)
    {
        using var figure = new LearningCurves([.. Enumerable.Range(1, stages).Select(
            k => new CurveStage($"pre-training {k}", Rounds(each))), new CurveStage("fine-tuning", Rounds(last))])
                .Draw();
        figure.ToPng();                                 // ticks are made when they are drawn
        var top = (ScottPlot.TickGenerators.NumericManual)figure.Panels[0].Axes.Top.TickGenerator;
        Assert.That(string.Join(" | ", top.Ticks.Select(tick => tick.Label)), Is.EqualTo(expected));
        var range = figure.Panels[0].Axes.Bottom.Range;
        var places = top.Ticks.Select(tick => (tick.Position - range.Min) / range.Span * 760).ToList();   // in pixels
        var halves = top.Ticks.Select(tick => Lettering.Width(tick.Label, HouseStyle.TickSize) / 2).ToList();
        for (var k = 0; k < places.Count; k++)
            Assert.That(places[k] - halves[k], Is.GreaterThan(k == 0 ? 0 : places[k - 1] + halves[k - 1]));
    }

    [Test]
    public void A_single_round_has_a_single_place_on_the_axis()
    {
        using var figure = new LearningCurves(Rounds(1)) { Axis = CurveAxis.Steps }.Draw();
        figure.ToPng();
        var axis = (ScottPlot.TickGenerators.NumericManual)figure.Panels[0].Axes.Bottom.TickGenerator;
        Assert.That(axis.Ticks.Select(tick => (tick.Position, tick.Label)), Is.EqualTo(new[] { (7.0, "7") }));
    }

    [Test]
    public void The_result_on_the_test_patterns_is_marked_and_named()
    {
        using var figure = new LearningCurves(Rounds(4)) { Test = new(0.25, 0.9713, 10_000) }.Draw();
        Assert.That(Names(figure.Panels[0]), Does.Contain("test 0.25"));
        Assert.That(Names(figure.Panels[1]), Does.Contain("test 97.13 %"));
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(100)]
    public void Every_point_is_inside_its_panel(int rounds)
    {
        using var figure = new LearningCurves(Rounds(rounds)).Draw();
        figure.ToPng();
        foreach (var panel in figure.Panels)
        {
            var limits = panel.Axes.GetLimits();
            foreach (var point in panel.GetPlottables<Scatter>().SelectMany(curve => curve.Data.GetScatterPoints()))
                Assert.That(limits.Contains(point), $"{point} in {limits}");
        }
    }

    [Test]
    public void A_loss_that_is_not_finite_leaves_a_gap()
    {
        using var figure = new LearningCurves(
            [Round(1, 2), Round(2, double.NaN), Round(3, double.PositiveInfinity), Round(4, 3)]).Draw();
        Assert.That(Curve(figure.Panels[0], "training").Select(point => point.X), Is.EqualTo(new[] { 1, 4 }));
        Assert.That(() => new LearningCurves([Round(1, double.NaN)]).Draw(), Throws.ArgumentException.With.Message
            .EqualTo("loss: expected a finite value in some round, got none."));
    }

    [Test]
    public void No_round_is_refused() =>
        Assert.That(() => new LearningCurves(Array.Empty<Round>()).Draw(), Throws.ArgumentException.With.Message
            .EqualTo("rounds: expected at least 1, got 0."));

    private static Round Round(int number, double loss) => new(number, 7 * number, new(loss, null, 5), null, 0.1, 2);

    private static IReadOnlyList<Round> Rounds(int count) =>
        [.. from n in Enumerable.Range(1, count)
            select new Round(n, 7 * n, new(1.0 / n, 1 - 0.4 / n, 50), new Evaluation(1.3 / n, 1 - 0.5 / n, 9), 0.1, 2)];

    private static IEnumerable<string> Labels(Figure figure) =>
        figure.Panels.Select(panel => panel.Axes.Left.Label.Text);

    private static IEnumerable<string> Names(Plot panel) =>
        panel.GetPlottables<Scatter>().Select(curve => curve.LegendText).Where(name => name.Length > 0);

    private static IReadOnlyList<Coordinates> Curve(Plot panel, string name) =>
        panel.GetPlottables<Scatter>().Single(curve => curve.LegendText == name).Data.GetScatterPoints();
}
