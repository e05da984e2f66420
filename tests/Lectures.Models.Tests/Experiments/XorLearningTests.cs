using Lectures.Models.Experiments;

namespace Lectures.Models.Tests.Experiments;

public sealed class XorLearningTests
{
    // Fewer starts and epochs than the quick form, whose three million epochs take their time.
    private static readonly XorLearning small = new(60, 4_000, 50);

    [Test]
    public void Shares_agree_and_figures_can_be_drawn()
    {
        var result = small.Run(ExperimentData.BuiltIn, _ => { });
        ExperimentAssert.Draws(result);
        Assert.That(result.Tables[1].Rows, Has.Count.GreaterThanOrEqualTo(3),
            "the course's run, a solved and a stuck one");
        // The course's stuck run and ours end in the same minimum, whose two undecided patterns may be any two.
        Assert.That(result.Tables[1].Rows[2].Values.Take(4).Count(g => g is > 0.4 and < 0.6), Is.EqualTo(2));
    }

    [Test]
    public void Too_few_epochs_solve_nothing() =>
        Assert.That((small with { Epochs = 100 }).Run(ExperimentData.BuiltIn, _ => { }).Claims[0].Holds, Is.False);
}
