using Lectures.Models.Figures;
using ScottPlot;
using ScottPlot.Plottables;

namespace Lectures.Models.Tests.Figures;

public class AttentionMapTests
{
    private static readonly double[,] weights = { { 0.5, 0, 0.5 }, { 0.25, 0.75, double.NaN } };

    [Test]
    public void A_cell_is_the_darker_the_larger_its_weight_with_the_first_query_on_top()
    {
        using var pixels = new Pixels(new AttentionMap([new(weights, "ab", "xyz")]) { Title = "Head" });
        // Beside the numbers in the cells.
        Assert.That(pixels.At(0.4, 0.4), Is.EqualTo(ColourMap.Sequential(0.5 / 0.75)));
        Assert.That(pixels.At(1.4, 0.4), Is.EqualTo(Colors.White));
        Assert.That(pixels.At(1.4, 1.4), Is.EqualTo(ColourMap.Sequential(1)));
        Assert.That(pixels.At(2.4, 1.4), Is.EqualTo(ColourMap.Missing));
        var panel = pixels.Figure.Panels[0];
        Assert.That(panel.GetPixel(new(0, 0)).Y, Is.LessThan(panel.GetPixel(new(0, 1)).Y));
        Assert.That(pixels.HasWhiteMargin);
    }

    [Test]
    public void Small_maps_show_their_numbers_but_those_that_are_nothing()
    {
        using var figure = new AttentionMap([new(weights, "ab", "xyz")]).Draw();
        Assert.That(figure.Panels[0].GetPlottables<Text>().Select(text => text.LabelText),
            Is.EqualTo(new[] { ".50", ".50", ".25", ".75" }));
        using var large = new AttentionMap([new(new double[1, 40], "a", new string('b', 40))]).Draw();
        Assert.That(large.Panels[0].GetPlottables<Text>(), Is.Empty);
    }

    [Test]
    public void Tokens_that_are_not_seen_have_signs()
    {
        using var figure = new AttentionMap([new(weights, ["a b", ""], [" ", "\n", "\0"])]).Draw();
        figure.ToPng();
        string[] Names(IAxis axis) => [.. axis.TickGenerator.Ticks.Select(tick => tick.Label)];
        Assert.That(Names(figure.Panels[0].Axes.Left), Is.EqualTo(new[] { "a␣b", "∅" }));
        Assert.That(Names(figure.Panels[0].Axes.Bottom), Is.EqualTo(new[] { "␣", "↵", "∅" }));
        Assert.That(HouseStyle.FontFor("␣↵∅→"), Is.EqualTo(HouseStyle.Font), "no font of the system is needed");
    }

    [Test]
    public void Panels_share_their_colours()
    {
        using var pixels = new Pixels(new AttentionMap(
            [new(new[,] { { 0.2 } }, "a", "b"), new(new[,] { { 0.8 } }, "a", "b")])
        { Columns = 1 });
        Assert.That(pixels.At(0.45, 0.45), Is.EqualTo(ColourMap.Sequential(0.25)));
        Assert.That(pixels.At(0.45, 0.45, panel: 1), Is.EqualTo(ColourMap.Sequential(1)));
    }

    [Test]
    public void The_same_weights_give_the_same_png()
    {
        var map = new AttentionMap([new(weights, "ab", "xyz")]);
        using Figure one = map.Draw(), other = map.Draw();
        Assert.That(one.ToPng(), Is.EqualTo(other.ToPng()));
    }

    [TestCase(0)]
    [TestCase(double.NaN)]
    public void A_map_without_any_weight_is_drawn(double weight)
    {
        using var figure = new AttentionMap([new(new[,] { { weight } }, "a", "b")]).Draw();
        Assert.That(figure.ToPng(), Is.Not.Empty);
    }

    [Test]
    public void Tokens_that_do_not_fit_and_negative_weights_are_refused()
    {
        Assert.That(() => new AttentionMap([new(weights, "abc", "xy")]).Draw(), Throws.ArgumentException
            .With.Message.EqualTo("Weights: expected shape (3, 2) for the tokens, got (2, 3)."));
        Assert.That(() => new AttentionMap([new(new[,] { { -0.1 } }, "a", "b")]).Draw(), Throws.ArgumentException
            .With.Message.EqualTo("Weights: expected finite weights of at least 0, got -0.1."));
    }
}
