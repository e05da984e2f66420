using Lectures.Models.Experiments;

namespace Lectures.Models.Tests.Experiments;

public sealed class OverfittingTests
{
    [Test]
    public void Quick_form_holds_and_draws()
    {
        var result = Overfitting.Info.Quick().Run(ExperimentData.BuiltIn, _ => { });
        ExperimentAssert.Holds(result);
        ExperimentAssert.Draws(result);
    }

    [Test]
    public void Two_units_in_place_of_a_hundred_do_not_overfit() =>
        Assert.That(new Overfitting(Iterations: 300, Units: 2, Images: 160, Epochs: 1)
            .Run(ExperimentData.BuiltIn, _ => { }).Claims.Take(3)
            .Select(claim => claim.Holds), Has.Some.False);

    [Test]
    public void A_seed_decides_everything() =>
        ExperimentAssert.IsReproducible(new Overfitting(20, 30, 10, 160, 1), Overfitting.Info.Name);
}
