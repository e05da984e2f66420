using Lectures.Models.Figures;
using ScottPlot;
using ScottPlot.Plottables;

namespace Lectures.Models.Tests.Figures;

public class BarsTests
{
    [Test]
    public void Series_stand_beside_each_other_in_their_colours()
    {
        using var pixels = new Pixels(Example());
        Assert.That(pixels.At(-0.2, 20), Is.EqualTo(HouseStyle.Palette[0]));
        Assert.That(pixels.At(0.2, 20), Is.EqualTo(HouseStyle.Palette[1]));
        Assert.That(pixels.At(0.2, -20), Is.EqualTo(Colors.White));
        Assert.That(pixels.At(1.2, -5), Is.EqualTo(HouseStyle.Palette[1]));
        Assert.That(pixels.HasWhiteMargin);
    }

    [Test]
    public void An_error_bar_reaches_from_below_to_above()
    {
        using var figure = Example().Draw();
        var line = figure.Panels[0].GetPlottables<LinePlot>().First();
        Assert.That((line.Start.Y, line.End.Y), Is.EqualTo((70, 76)));
        Assert.That(figure.Panels[0].Axes.GetLimits().Top, Is.GreaterThan(76));
    }

    [Test]
    public void Each_bar_bears_its_number()
    {
        using var figure = Example().Draw();
        Assert.That(figure.Panels[0].GetPlottables<Text>().Select(text => text.LabelText),
            Is.EqualTo(new[] { "73", "98.2", "40", "-20" }));
    }

    [Test]
    public void Long_labels_are_not_cut()
    {
        var bars = new Bars(
            [.. Enumerable.Range(0, 8).Select(k => $"a rather long label {k}")],
            [new("", [1, 2, 3, 4, 5, 6, 7, 8])])
        { X = "what they are" };
        using var pixels = new Pixels(bars);
        Assert.That(pixels.HasWhiteMargin);
        Assert.That(pixels.Figure.Height, Is.GreaterThan(800));
        using Figure one = bars.Draw(), other = (bars with { X = "what they ARE" }).Draw();
        Assert.That(one.ToPng(), Is.Not.EqualTo(other.ToPng()), "the axis' label is seen");
    }

    [Test]
    public void What_is_not_finite_has_no_bar()
    {
        using var figure = new Bars(["a", "b"], [new("", [double.NaN, double.PositiveInfinity])]).Draw();
        Assert.That(figure.Panels[0].GetPlottables<Rectangle>(), Is.Empty);
        Assert.That(figure.Panels[0].GetPlottables<Text>().Single().LabelText, Is.EqualTo("no finite value"));
        Assert.That(figure.ToPng(), Is.Not.Empty);
    }

    [Test]
    public void The_same_bars_give_the_same_png()
    {
        using Figure one = Example().Draw(), other = Example().Draw();
        Assert.That(one.ToPng(), Is.EqualTo(other.ToPng()));
    }

    [Test]
    public void Lists_that_do_not_fit_are_refused()
    {
        Assert.That(() => new Bars(["a", "b"], [new("s", [1])]).Draw(), Throws.ArgumentException
            .With.Message.EqualTo("s: Values: expected 2, one for each label, got 1."));
        Assert.That(() => new Bars(["a"], [new("s", [1]) { Errors = [1, 2] }]).Draw(), Throws.ArgumentException
            .With.Message.EqualTo("s: Errors: expected 1, one for each label, got 2."));
        Assert.That(() => new Bars([], []).Draw(), Throws.ArgumentException
            .With.Message.EqualTo("Labels: expected at least 1, got 0."));
    }

    private static Bars Example() => new(
        ["2", "3"], [new("fixed", [73, 98.2]) { Errors = [3, double.NaN] }, new("shuffled", [40, -20])])
    { X = "hidden units", Y = "solved (%)", References = [new(50, "half")] };
}
