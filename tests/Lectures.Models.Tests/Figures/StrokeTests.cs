using Lectures.Models.Figures;
using ScottPlot;

namespace Lectures.Models.Tests.Figures;

public class StrokeTests
{
    [Test]
    public void Dashes_are_in_the_svg_too()
    {
        int Length(LinePattern pattern)
        {
            var plot = HouseStyle.NewPlot();
            plot.Axes.SetLimits(0, 1, 0, 1);
            plot.Add.Plottable(Stroke.Horizontal(0.5, new() { Width = 4, Pattern = pattern }));
            using var figure = new Figure([plot]);
            return figure.ToSvg().Length;
        }
        Assert.That(Length(LinePattern.Dashed), Is.GreaterThan(Length(LinePattern.Solid) + 500));
    }
}
