using Lectures.Models.Data.Planes;
using Lectures.Models.Experiments;
using Lectures.Models.Literal;

namespace Lectures.Models.Tests.Experiments;

public sealed class PlaneGridTests
{
    private static readonly PlanePoints points = new([new(-1, 2, 0), new(3, 0, 1), new(4, -1, 1)]);

    [Test]
    public void A_panel_has_all_points_and_the_model_where_it_was_asked()
    {
        var panel = PlaneGrid.Panel(points, x => x.Select(pattern => pattern[0] + 10 * pattern[1]), "sum");
        Assert.That((panel.Title, panel.Points), Is.EqualTo(("sum", points.All)));
        foreach (var point in points.All)
        {
            Assert.That(point.X1, Is.InRange(panel.Extent.Left, panel.Extent.Right));
            Assert.That(point.X2, Is.InRange(panel.Extent.Bottom, panel.Extent.Top));
        }
        var last = panel.Extent.Centres(panel.Values.GetLength(0), panel.Values.GetLength(1)).Last();
        Assert.That(panel.Values[panel.Values.GetLength(0) - 1, panel.Values.GetLength(1) - 1],
            Is.EqualTo(last.X1 + 10 * last.X2).Within(1e-12));
    }

    [Test]
    public void Accuracy_is_the_share_of_points_on_their_side_of_the_line()
    {
        var unit = new BatchNetwork(UnitFunction.Sigmoid, UnitFunction.Sigmoid, OutputError.Squared, 2, 1);
        (unit.W(1)[0], unit.W(1)[1]) = (-3.5, 1);        // x₁ > 3.5
        Assert.That(unit.Accuracy(points), Is.EqualTo(2 / 3.0));
        Assert.That(unit.Line(1, "border"), Is.EqualTo(new Models.Figures.PlaneLine(-3.5, 1, 0, "border")));
    }
}
