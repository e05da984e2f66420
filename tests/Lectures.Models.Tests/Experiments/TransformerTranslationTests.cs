using Lectures.Models.Experiments;
using Lectures.Models.Modules;

namespace Lectures.Models.Tests.Experiments;

[TestFixture]
public sealed class TransformerTranslationTests
{
    private static readonly TransformerTranslation small = new(700, 32, Tests: 100);

    [Test]
    public void Claims_hold_in_the_quick_form_and_the_figures_can_be_drawn()
    {
        var result = TransformerTranslation.Info.Quick().Run(ExperimentData.BuiltIn, _ => { });
        ExperimentAssert.Holds(result);
        ExperimentAssert.Draws(result);
    }

    [Test]
    public void Claims_fail_without_positions() => Assert.That(
        (small with { Steps = 60, Positions = Positions.None }).Run(ExperimentData.BuiltIn, _ => { }).Holds, Is.False);

    [Test]
    public void The_same_seed_gives_the_same_numbers() =>
        ExperimentAssert.IsReproducible(new TransformerTranslation(3, 4, 100, 5), "small");
}
