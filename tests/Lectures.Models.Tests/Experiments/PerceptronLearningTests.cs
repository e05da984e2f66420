using Lectures.Models.Experiments;

namespace Lectures.Models.Tests.Experiments;

public sealed class PerceptronLearningTests
{
    [Test]
    public void Quick_form_holds_and_draws()
    {
        var result = PerceptronLearning.Info.Quick().Run(ExperimentData.BuiltIn, _ => { });
        ExperimentAssert.Holds(result);
        ExperimentAssert.Draws(result);
    }

    [Test]
    public void The_cycle_on_xor_ends_where_it_began()
    {
        var table = new PerceptronLearning(20).Run(ExperimentData.BuiltIn, _ => { }).Tables[0];
        // w ← w + (b − g) x pattern by pattern; over the epoch the changes cancel.
        var change = table.Rows.Select(row => row.Values[0]!.Value - row.Values[1]!.Value).ToArray();
        Assert.That(change, Has.Some.Not.Zero);
        Assert.That(change.Sum(), Is.Zero);
        Assert.That(change[2] + change[3], Is.Zero, "w₁");
        Assert.That(change[1] + change[3], Is.Zero, "w₂");
    }

    [Test]
    public void A_seed_decides_everything() =>
        ExperimentAssert.IsReproducible(new PerceptronLearning(50, XorEpochs: 50) { Seeds = 2 },
            PerceptronLearning.Info.Name);
}
