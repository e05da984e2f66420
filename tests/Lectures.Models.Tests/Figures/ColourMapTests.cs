using Lectures.Models.Figures;
using ScottPlot;

namespace Lectures.Models.Tests.Figures;

public class ColourMapTests
{
    [Test]
    public void The_diverging_map_goes_from_blue_through_white_to_vermillion()
    {
        Assert.That(ColourMap.Diverging(-1), Is.EqualTo(HouseStyle.Palette[0]));
        Assert.That(ColourMap.Diverging(0), Is.EqualTo(Colors.White));
        Assert.That(ColourMap.Diverging(7), Is.EqualTo(HouseStyle.Palette[1]));
    }

    [Test]
    public void The_sequential_map_grows_darker_throughout()
    {
        var light = Enumerable.Range(0, 11).Select(k => ColourMap.Sequential(k / 10.0))
            .Select(colour => 0.3 * colour.R + 0.59 * colour.G + 0.11 * colour.B).ToList();
        Assert.That(light, Is.Ordered.Descending);
        Assert.That(light.Distinct().Count(), Is.EqualTo(11));
        Assert.That(ColourMap.Sequential(0), Is.EqualTo(Colors.White));
    }

    [Test]
    public void What_is_no_number_has_a_colour_of_its_own() =>
        Assert.That(
            from map in (Func<double, Color>[])[ColourMap.Diverging, ColourMap.Sequential, ColourMap.Grey]
            select map(double.NaN), Is.All.EqualTo(ColourMap.Missing));
}
