using Lectures.Models.Data.Planes;
using Lectures.Models.Experiments;
using Lectures.Models.Literal;

namespace Lectures.Models.Tests.Experiments;

public sealed class SigmoidUnitLearningTests
{
    [Test]
    public void Quick_form_holds_and_draws()
    {
        var result = SigmoidUnitLearning.Info.Quick().Run(ExperimentData.BuiltIn, _ => { });
        ExperimentAssert.Holds(result);
        ExperimentAssert.Draws(result);
    }

    [Test]
    public void Twenty_steps_do_not_reach_the_optimum()
    {
        var result = new SigmoidUnitLearning(Epochs: 20).Run(ExperimentData.BuiltIn, _ => { });
        Assert.That(result.Claims.Take(2).Select(claim => claim.Holds), Is.All.False);
    }

    [TestCase(OutputError.Squared)]
    [TestCase(OutputError.CrossEntropy)]
    public void Newtons_optimum_is_lower_than_anything_around_it(OutputError error)
    {
        var points = PlaneShapes.Clouds(101, 1.5, 1, 3);
        var (w, least) = SigmoidUnitOptimum.Find(points, error);
        Assert.That(SigmoidUnitOptimum.Error(points, error, w), Is.EqualTo(least));
        for (var i = 0; i < 3; i++)
            foreach (var step in (double[])[-1e-3, 1e-3])
            {
                double[] near = [.. w];
                near[i] += step;
                Assert.That(SigmoidUnitOptimum.Error(points, error, near), Is.GreaterThan(least));
            }
    }

    [Test]
    public void A_seed_decides_everything() =>
        ExperimentAssert.IsReproducible(new SigmoidUnitLearning(50, Epochs: 50) { Seeds = 2 },
            SigmoidUnitLearning.Info.Name);
}
