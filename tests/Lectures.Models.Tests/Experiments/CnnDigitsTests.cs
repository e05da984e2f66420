using Lectures.Models.Experiments;

namespace Lectures.Models.Tests.Experiments;

[TestFixture]
public sealed class CnnDigitsTests
{
    private static readonly CnnDigits small = new(2_000, 2_000, 5);

    [Test]
    public void Claims_hold_in_the_quick_form_and_the_figures_can_be_drawn()
    {
        var result = CnnDigits.Info.Quick().Run(ExperimentData.BuiltIn, _ => { });
        ExperimentAssert.Holds(result);
        ExperimentAssert.Draws(result);
    }

    [Test]
    public void Claims_fail_without_pooling() =>
        Assert.That((small with { Images = 300, Epochs = 1, Pool = 1 }).Run(ExperimentData.BuiltIn, _ => { }).Holds,
            Is.False);

    [Test]
    public void The_same_seed_gives_the_same_numbers() =>
        ExperimentAssert.IsReproducible(small with { Images = 300, Epochs = 1 }, "small");
}
