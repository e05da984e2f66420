using Lectures.Models.Data.Planes;

namespace Lectures.Models.Tests.Data.Planes;

public class PlaygroundTests
{
    [Test]
    public void Every_set_has_500_points_half_of_each_class_roughly_and_depends_on_the_seed_alone(
        [Values] PlaygroundSet kind)
    {
        var points = Playground.Draw(kind, 0, seed: 3);
        Assert.That(points.Count, Is.EqualTo(500));
        Assert.That(points.All.Count(point => point.Class == 1), Is.InRange(200, 300));
        Assert.That(Playground.Draw(kind, 0, seed: 3).All, Is.EqualTo(points.All));
        Assert.That(Playground.Draw(kind, 0, seed: 4).All, Is.Not.EqualTo(points.All));
        Assert.That(points.All.Take(250).Count(point => point.Class == 1), Is.InRange(90, 160),
            "both halves hold both");
    }

    [Test]
    public void Without_noise_the_labels_follow_the_page()
    {
        Assert.That(Playground.Draw(PlaygroundSet.ExclusiveOr, 0, 1).All, Has.All.Matches<PlanePoint>(point =>
            point.X1 * point.X2 > 0 == (point.Class == 1) && Math.Abs(point.X1) is > 0.3 and < 5.3));
        Assert.That(Playground.Draw(PlaygroundSet.Circle, 0, 1).All, Has.All.Matches<PlanePoint>(point =>
            double.Hypot(point.X1, point.X2) is var radius
                && (point.Class == 1 ? radius < 2.5 : radius is >= 3.5 and < 5)));
        Assert.That(Playground.Draw(PlaygroundSet.Spiral, 0, 1).All, Has.All.Matches<PlanePoint>(point =>
        {
            var t = double.Hypot(point.X1, point.X2) / 5;
            var angle = 3.5 * Math.PI * t + (point.Class == 1 ? 0 : Math.PI);
            return Math.Abs(point.X1 - 5 * t * Math.Sin(angle)) < 1e-9
                && Math.Abs(point.X2 - 5 * t * Math.Cos(angle)) < 1e-9;
        }));
    }

    [TestCase(0, 0.5)]
    [TestCase(0.3, 2.6)]
    [TestCase(0.5, 4)]
    public void The_variance_of_the_clouds_grows_from_a_half_to_4(double noise, double variance)
    {
        var upper = Playground.Draw(PlaygroundSet.Gaussian, noise, 5, 20_000).All.Where(point => point.Class == 1)
            .ToList();
        Assert.That(upper.Average(point => point.X1), Is.EqualTo(2).Within(0.1));      // 5 standard errors of 10,000
        Assert.That(upper.Average(point => Math.Pow(point.X2 - 2, 2)), Is.EqualTo(variance).Within(0.08 * variance));
    }

    [TestCase(-0.1, 500, "noise: expected 0 to 0.5, got -0.1.")]
    [TestCase(0.1, 5, "count: expected an even number from 2, got 5.")]
    public void Refuses_what_the_page_does_not_have(double noise, int count, string message) =>
        Assert.That(() => Playground.Draw(PlaygroundSet.Circle, noise, 1, count),
            Throws.ArgumentException.With.Message.EqualTo(message));
}
