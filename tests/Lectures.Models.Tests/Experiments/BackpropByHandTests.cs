using Lectures.Models.Experiments;

namespace Lectures.Models.Tests.Experiments;

public sealed class BackpropByHandTests
{
    [Test]
    public void Quick_form_holds_and_draws()
    {
        var result = BackpropByHand.Info.Full().Run(ExperimentData.BuiltIn, _ => { });
        ExperimentAssert.Holds(result);
        ExperimentAssert.Draws(result);
    }

    [Test]
    public void A_step_that_is_far_too_long_raises_the_error() =>
        Assert.That(new BackpropByHand(1e6) { Seed = 3 }.Run(ExperimentData.BuiltIn, _ => { }).Claims[^1].Holds, Is.False);

    [Test]
    public void A_seed_decides_everything() =>
        ExperimentAssert.IsReproducible(new BackpropByHand(), BackpropByHand.Info.Name);
}
