using Lectures.Models.Experiments;
using Lectures.Models.Networks;

namespace Lectures.Models.Tests.Experiments;

[TestFixture]
public sealed class VanishingGradientTests
{
    private static readonly VanishingGradient small = new(2_000, 2_000, 500, 100, 300);

    [Test]
    public void Claims_hold_in_the_quick_form_and_the_figures_can_be_drawn()
    {
        var result = VanishingGradient.Info.Quick().Run(ExperimentData.BuiltIn, _ => { });
        ExperimentAssert.Holds(result);
        ExperimentAssert.Draws(result);
    }

    [Test]
    public void Claims_fail_with_relu_units() =>
        Assert.That((small with { Steps = 250, Activation = Activation.Relu })
            .Run(ExperimentData.BuiltIn, _ => { }).Holds, Is.False);

    [Test]
    public void The_same_seed_gives_the_same_numbers() =>
        ExperimentAssert.IsReproducible(small with { Steps = 10, PageEpochs = 20, Iterations = 20 }, "small");
}
