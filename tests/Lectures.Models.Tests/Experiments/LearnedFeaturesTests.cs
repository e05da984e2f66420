using Lectures.Models.Experiments;

namespace Lectures.Models.Tests.Experiments;

[TestFixture]
public sealed class LearnedFeaturesTests
{
    private static readonly LearnedFeatures small = new(2_000, 2_000, 25);

    [Test]
    public void Claims_hold_in_the_quick_form_and_the_figures_can_be_drawn()
    {
        var result = LearnedFeatures.Info.Quick().Run(ExperimentData.BuiltIn, _ => { });
        ExperimentAssert.Holds(result);
        ExperimentAssert.Draws(result);
    }

    [Test]
    public void Claims_fail_for_a_first_layer_that_did_not_learn() =>
        Assert.That((small with { IsLearned = false }).Run(ExperimentData.BuiltIn, _ => { }).Holds, Is.False);

    [Test]
    public void The_same_seed_gives_the_same_numbers() => ExperimentAssert.IsReproducible(small with { Epochs = 1 },
        "small");
}
