using Lectures.Models.Experiments;

namespace Lectures.Models.Tests.Experiments;

[TestFixture]
public sealed class MlpDigitsTests
{
    private static readonly MlpDigits small = new(2_000, 2_000);

    [Test]
    public void Claims_hold_in_the_quick_form_and_the_figures_can_be_drawn()
    {
        var result = MlpDigits.Info.Quick().Run(ExperimentData.BuiltIn, _ => { });
        ExperimentAssert.Holds(result);
        ExperimentAssert.Draws(result);
    }

    [Test]
    public void Claims_fail_for_a_linear_model() =>
        Assert.That((small with { Hidden = 0 }).Run(ExperimentData.BuiltIn, _ => { }).Holds, Is.False);

    [Test]
    public void The_same_seed_gives_the_same_numbers() =>
        ExperimentAssert.IsReproducible(small with { Epochs = 1, Hidden = 32 }, "small");
}
