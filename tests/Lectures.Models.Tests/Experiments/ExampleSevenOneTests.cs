using Lectures.Models.Experiments;

namespace Lectures.Models.Tests.Experiments;

public sealed class ExampleSevenOneTests
{
    [Test]
    public void Quick_form_holds_and_draws()
    {
        var result = ExampleSevenOne.Info.Quick().Run(ExperimentData.BuiltIn, _ => { });
        ExperimentAssert.Holds(result);
        ExperimentAssert.Draws(result);
    }

    [Test]
    public void Three_units_in_place_of_a_hundred_are_not_the_lectures_classifier() =>
        Assert.That(new ExampleSevenOne(Units: 3).Run(ExperimentData.BuiltIn, _ => { }).Holds, Is.False);

    [Test]
    public void A_seed_decides_everything() =>
        ExperimentAssert.IsReproducible(new ExampleSevenOne(20, 40), ExampleSevenOne.Info.Name);
}
