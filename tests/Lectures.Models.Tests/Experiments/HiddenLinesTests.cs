using Lectures.Models.Experiments;

namespace Lectures.Models.Tests.Experiments;

public sealed class HiddenLinesTests
{
    [Test]
    public void Quick_form_holds_and_draws()
    {
        var result = HiddenLines.Info.Quick().Run(ExperimentData.BuiltIn, _ => { });
        ExperimentAssert.Holds(result);
        ExperimentAssert.Draws(result);
    }

    [Test]
    public void One_hidden_unit_is_no_better_than_a_line() =>
        Assert.That(new HiddenLines(1, 500).Run(ExperimentData.BuiltIn, _ => { }).Claims[1].Holds, Is.False);

    [Test]
    public void A_seed_decides_everything() =>
        ExperimentAssert.IsReproducible(new HiddenLines(3, 20), HiddenLines.Info.Name);
}
