using Lectures.Models.Experiments;
using Lectures.Models.Networks;

namespace Lectures.Models.Tests.Experiments;

[TestFixture]
public sealed class ReluUnitsTests
{
    private static readonly ReluUnits small = new(2_000, 2_000, 30);

    [Test]
    public void Claims_hold_in_the_quick_form_and_the_figures_can_be_drawn()
    {
        var result = ReluUnits.Info.Quick().Run(ExperimentData.BuiltIn, _ => { });
        ExperimentAssert.Holds(result);
        ExperimentAssert.Draws(result);
    }

    [Test]
    public void Claims_fail_with_sigmoid_units() =>
        Assert.That((small with { Epochs = 5, Activation = Activation.Sigmoid })
            .Run(ExperimentData.BuiltIn, _ => { }).Holds, Is.False);

    [Test]
    public void The_same_seed_gives_the_same_numbers() => ExperimentAssert.IsReproducible(small with { Epochs = 1 },
        "small");
}
