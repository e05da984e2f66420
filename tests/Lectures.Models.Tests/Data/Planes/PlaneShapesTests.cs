using Lectures.Models.Data.Planes;

namespace Lectures.Models.Tests.Data.Planes;

public class PlaneShapesTests
{
    [Test]
    public void Clouds_stand_as_far_apart_as_asked()
    {
        var points = PlaneShapes.Clouds(20_000, distance: 3, deviation: 0.5, seed: 1).All;
        var (first, second) = (Centre(0), Centre(1));
        Assert.That(double.Hypot(second.X1 - first.X1, second.X2 - first.X2), Is.EqualTo(3).Within(0.04));

        (double X1, double X2) Centre(int k) => (
            points.Where(point => point.Class == k).Average(point => point.X1),
            points.Where(point => point.Class == k).Average(point => point.X2));
    }

    [Test]
    public void Moons_without_noise_lie_on_half_circles() =>
        Assert.That(PlaneShapes.TwoMoons(200, 0, 2).All, Has.All.Matches<PlanePoint>(point => point.Class == 0
            ? Math.Abs(double.Hypot(point.X1, point.X2) - 1) < 1e-12 && point.X2 >= 0
            : Math.Abs(double.Hypot(point.X1 - 1, point.X2 - 0.5) - 1) < 1e-12 && point.X2 <= 0.5));

    [Test]
    public void A_classification_has_its_clusters_on_two_corners_and_flips_few_labels()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var points = PlaneShapes.Classification(4_000, seed).All;
            var flipped = points.Index().Count(entry => entry.Item.Class != entry.Index % 2);
            Assert.That(flipped, Is.InRange(5, 40), "1 % are drawn anew, half of them come out the same");
            var centres = Enumerable.Range(0, 2).Select(k => (
                points.Where((_, i) => i % 2 == k).Average(point => point.X1),
                points.Where((_, i) => i % 2 == k).Average(point => point.X2))).ToArray();
            Assert.That(centres, Has.All.Matches<(double X1, double X2)>(c =>
                Math.Abs(Math.Abs(c.X1) - 1) < 0.15 && Math.Abs(Math.Abs(c.X2) - 1) < 0.15), "5 standard errors");
            Assert.That(Math.Sign(centres[0].Item1) == Math.Sign(centres[1].Item1)
                && Math.Sign(centres[0].Item2) == Math.Sign(centres[1].Item2), Is.False);
        }
    }
}
