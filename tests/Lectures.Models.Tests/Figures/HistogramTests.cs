using Lectures.Models.Figures;
using ScottPlot.Plottables;

namespace Lectures.Models.Tests.Figures;

public class HistogramTests
{
    [Test]
    public void Shares_are_in_percent_of_all_values()
    {
        // Bins [0, 1) and [1, 2]: 1 and 3 of 5 values; NaN is in none.
        using var figure = new Histogram([new("a", [0, 1, 1.5, 2, double.NaN])]) { Bins = 2 }.Draw();
        Assert.That(Outline(figure), Is.EqualTo("0:0 0:20 1:20 1:60 2:60 2:0"));
    }

    [Test]
    public void Equal_values_are_one_bar_around_them()
    {
        using var pixels = new Pixels(Histogram.Of([0.0667, 0.0667]));
        var bar = pixels.At(0.0667, 50);
        Assert.That(bar.B, Is.GreaterThan(bar.R + 50));
        Assert.That(pixels.At(0.0687, 50), Is.EqualTo(ScottPlot.Colors.White));
        Assert.That(pixels.HasWhiteMargin);
    }

    [Test]
    public void A_marked_value_is_on_the_axis()
    {
        using var figure = new Histogram([new("", [1, 2])]) { Marked = [new(5, "five")] }.Draw();
        var limits = figure.Panels[0].Axes.GetLimits();
        Assert.That(limits.Right, Is.GreaterThan(5));
        Assert.That(figure.Panels[0].GetPlottables<Stroke>().Single().Points[0].X, Is.EqualTo(5));
    }

    [Test]
    public void Values_none_of_which_is_finite_are_said_to_be_so()
    {
        using var figure = Histogram.Of([double.NaN, double.PositiveInfinity]).Draw();
        Assert.That(figure.Panels[0].GetPlottables<Text>().Single().LabelText, Is.EqualTo("no finite value"));
        Assert.That(figure.ToPng(), Is.Not.Empty);
    }

    [Test]
    public void The_same_values_give_the_same_png()
    {
        var histogram = new Histogram([new("a", [0.1, 0.2, 0.7]), new("b", [0.3, 0.2])]);
        using Figure one = histogram.Draw(), other = histogram.Draw();
        Assert.That(one.ToPng(), Is.EqualTo(other.ToPng()));
    }

    [Test]
    public void No_values_and_no_bins_are_refused()
    {
        Assert.That(() => new Histogram([new("a", [])]).Draw(), Throws.ArgumentException
            .With.Message.EqualTo("a: Values: expected at least 1, got 0."));
        foreach (var bins in (int[])[0, 1001])
            Assert.That(() => (Histogram.Of([1]) with { Bins = bins }).Draw(), Throws.ArgumentException
                .With.Message.EqualTo($"Bins: expected 1 to 1,000, got {bins}."));
    }

    private static string Outline(Figure figure) => string.Join(' ',
        figure.Panels[0].GetPlottables<Polygon>().Single().Coordinates
            .Select(point => $"{point.X}:{Math.Round(point.Y, 9)}"));
}
