using Lectures.Models.Training;

namespace Lectures.Runner.Bench;

/// <summary>The training step by hand against that by autograd.</summary>
internal static class HandRows
{
    private const string Word = "hand";

    /// <summary>A row for each case.</summary>
    public static BenchGroup Group { get; } = new(
        Word, "Our training step with backpropagation by hand against that by autograd.", "ms",
        "by hand", "by autograd", "hand / autograd", [.. BenchCase.All.Select(Row)]);

    private static BenchRow Row(BenchCase bench)
    {
        var goal = Goal.AtMost(bench.Name switch { "mlp-b1" => 0.6, "mlp-512" or "mlp-4x128" or "cnn" => 0.9, _ => 1 });
        return new($"{Word}-{bench.Name}", bench.Setting, goal, (run, tell) =>
        {
            using var hand = new OurSteps(bench, Backpropagation.Hand);
            using var autograd = new OurSteps(bench, Backpropagation.Autograd);
            var effort = run.Effort;
            return Measurement.InTurns(
                goal, StepLoop.Turns(hand.Run, effort),
                StepLoop.Turns(autograd.Run, effort), effort.Turns, tell);
        });
    }
}
