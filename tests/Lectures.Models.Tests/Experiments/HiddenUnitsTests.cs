using Lectures.Models.Data.Planes;
using Lectures.Models.Experiments;
using Lectures.Models.Tests.Data;

namespace Lectures.Models.Tests.Experiments;

public sealed class HiddenUnitsTests
{
    [Test]
    public void Quick_form_holds_and_draws()
    {
        var result = new HiddenUnits(Starts: 2) { Seeds = 40 }.Run(ExperimentData.BuiltIn, _ => { });
        ExperimentAssert.Holds(result);
        ExperimentAssert.Draws(result);
    }

    [Test]
    public void With_two_units_the_demo_fails() =>
        Assert.That(new HiddenUnits(1_000, 1, DemoUnits: 2) { Seeds = 10 }.Run(ExperimentData.BuiltIn,
            _ => { }).Claims[0].Holds, Is.False);

    [Test]
    public void Own_points_of_three_classes_are_learned_and_drawn()
    {
        using var folder = new TemporaryFolder();
        var file = folder.PathOf("points.csv");
        File.WriteAllLines(file, PlaneShapes.Clouds(60, 3, 2_000, 500, 1).All.Select(point =>
            FormattableString.Invariant($"{point.X1},{point.X2},{point.Class}")));
        var result = new HiddenUnits(20, 1) { Seeds = 2 }.Run(new ExperimentData(points: file), _ => { });
        Assert.That(result.Claims[^1].Holds);
        Assert.That(result.Tables[0].Rows[^1].Values[1], Is.LessThan(0.1));
        Assert.That(result.Figures[0].Name, Is.EqualTo("own-points"));
        ExperimentAssert.Draws(result with { Figures = [result.Figures[0]] });
    }

    [Test]
    public void A_seed_decides_everything() =>
        ExperimentAssert.IsReproducible(new HiddenUnits(30, 1) { Seeds = 2 }, HiddenUnits.Info.Name);
}
