using Lectures.Models.Experiments;

namespace Lectures.Models.Tests.Experiments;

public sealed class InitialValuesTests
{
    [Test]
    public void Quick_form_holds_and_draws()
    {
        var result = InitialValues.Info.Quick().Run(ExperimentData.BuiltIn, _ => { });
        ExperimentAssert.Holds(result);
        ExperimentAssert.Draws(result);
    }

    [Test]
    public void With_four_hidden_units_nothing_is_left_to_the_start() =>
        Assert.That(new InitialValues(40, 4_000, Hidden: 4).Run(ExperimentData.BuiltIn, _ => { }).Claims[0].Holds,
            Is.False);

    [Test]
    public void A_seed_decides_everything() =>
        ExperimentAssert.IsReproducible(new InitialValues(5, 200), InitialValues.Info.Name);
}
