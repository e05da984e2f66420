using Lectures.Models.Experiments;
using Lectures.Models.Modules;

namespace Lectures.Models.Tests.Experiments;

[TestFixture]
public sealed class TransformerEncoderTests
{
    private static readonly TransformerEncoder small = new(450, 32, 2_000);

    [Test]
    public void Claims_hold_in_the_quick_form_and_the_figures_can_be_drawn()
    {
        var result = TransformerEncoder.Info.Quick().Run(ExperimentData.BuiltIn, _ => { });
        ExperimentAssert.Holds(result);
        ExperimentAssert.Draws(result);
    }

    [Test]
    public void Claims_fail_without_positions() => Assert.That(
        (small with { Steps = 50, Positions = Positions.None }).Run(ExperimentData.BuiltIn, _ => { }).Holds, Is.False);

    [Test]
    public void The_same_seed_gives_the_same_numbers() =>
        ExperimentAssert.IsReproducible(new TransformerEncoder(3, 4, 100), "small");
}
