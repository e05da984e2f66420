using Lectures.Models.Experiments;

namespace Lectures.Models.Tests.Experiments;

[TestFixture]
public sealed class PretrainingTests
{
    private static readonly Pretraining small = new(2_000, 2_000, 600, 80);

    [Test]
    public void Claims_hold_in_the_quick_form_and_the_figures_can_be_drawn()
    {
        var result = Pretraining.Info.Quick().Run(ExperimentData.BuiltIn, _ => { });
        ExperimentAssert.Holds(result);
        ExperimentAssert.Draws(result);
    }

    [Test]
    public void Claims_fail_without_pretraining() =>
        Assert.That((small with { Steps = 100, StepsPerLayer = 0 }).Run(ExperimentData.BuiltIn, _ => { }).Holds,
            Is.False);

    [Test]
    public void The_same_seed_gives_the_same_numbers() =>
        ExperimentAssert.IsReproducible(small with { Steps = 24, StepsPerLayer = 2 }, "small");
}
