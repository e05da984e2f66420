using Lectures.Models.Experiments;

namespace Lectures.Models.Tests.Experiments;

[TestFixture]
public sealed class DropoutGapTests
{
    private static readonly DropoutGap small = new(300, 100, Masks: 50, Width: 256);

    [Test]
    public void Claims_hold_in_the_quick_form_and_the_figures_can_be_drawn()
    {
        var result = DropoutGap.Info.Quick().Run(ExperimentData.BuiltIn, _ => { });
        ExperimentAssert.Holds(result);
        ExperimentAssert.Draws(result);
    }

    [Test]
    public void Claims_fail_without_dropout() =>
        Assert.That((small with { Epochs = 20, Dropped = 0.01 }).Run(ExperimentData.BuiltIn, _ => { }).Holds, Is.False);

    [Test]
    public void The_same_seed_gives_the_same_numbers() => ExperimentAssert.IsReproducible(small with { Epochs = 2 },
        "small");
}
