using Lectures.Models.Experiments;

namespace Lectures.Models.Tests.Experiments;

public sealed class SoftmaxOutputsTests
{
    [Test]
    public void Quick_form_holds_and_draws()
    {
        var result = SoftmaxOutputs.Info.Quick().Run(ExperimentData.BuiltIn, _ => { });
        ExperimentAssert.Holds(result);
        ExperimentAssert.Draws(result);
    }

    [Test]
    public void Clouds_that_were_hardly_learned_are_far_from_the_best_accuracy() =>
        Assert.That(new SoftmaxOutputs(100, Epochs: 0).Run(ExperimentData.BuiltIn, _ => { }).Claims[^1].Holds,
            Is.False);

    [Test]
    public void A_seed_decides_everything() =>
        ExperimentAssert.IsReproducible(new SoftmaxOutputs(100, 60, 20), SoftmaxOutputs.Info.Name);
}
