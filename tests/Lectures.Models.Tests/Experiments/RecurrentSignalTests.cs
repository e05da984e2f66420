using Lectures.Models.Experiments;

namespace Lectures.Models.Tests.Experiments;

[TestFixture]
public sealed class RecurrentSignalTests
{
    // Horizons over which every network, or the LSTM alone, remembers.
    private static readonly RecurrentSignal small = new(240, 1, [5, 40], 10);

    [Test]
    public void Elman_forgets_what_an_Lstm_with_an_open_gate_keeps()
    {
        var result = small.Run(ExperimentData.BuiltIn, _ => { });
        Assert.Multiple(() =>
        {
            foreach (var claim in result.Claims.Skip(2))        // those of the sounds need longer learning
                Assert.That(claim.Holds, $"{claim.Statement.English}: {claim.Measured}, expected {claim.Expected}");
        });
        ExperimentAssert.Draws(result);
    }

    [Test]
    public void Claims_fail_when_the_gate_begins_half_open()
    {
        var result = (small with { ForgetBias = 0, MemoryEpochs = 4 }).Run(ExperimentData.BuiltIn, _ => { });
        Assert.That(result.Claims[3].Holds || result.Claims[6].Holds, Is.False);
    }

    [Test]
    public void Sounds_are_told_apart_by_gates_better_than_by_Elman()
    {
        var result = new RecurrentSignal(1_500, 9, [2, 3], 1).Run(ExperimentData.BuiltIn, _ => { });
        Assert.That(result.Claims[0].Holds && result.Claims[1].Holds, result.Verdict.Words.English);
    }

    [Test]
    public void The_same_seed_gives_the_same_numbers() =>
        ExperimentAssert.IsReproducible(new RecurrentSignal(60, 1, [2, 3], 1), "small");
}
