using Lectures.Models.Training;

namespace Lectures.Runner.Bench;

/// <summary>Our training step against the plain loop's.</summary>
internal static class StepRows
{
    private const string Word = "step";

    /// <summary>A row for each case.</summary>
    public static BenchGroup Group { get; } = new(
        Word, "Our training step against the same of TorchSharp's modules and optimizers, as tutorials write it.", "ms",
        "ours", "plain", "plain / ours", [.. BenchCase.All.Select(Row)]);

    private static BenchRow Row(BenchCase bench)
    {
        var goal = Goal.AtLeast(bench.Name switch { "cnn" => 2.5, "mlp-512" => 1.2, _ => 1.1 });
        return new($"{Word}-{bench.Name}", bench.Setting, goal, (run, tell) =>
        {
            using var ours = new OurSteps(bench, Backpropagation.Autograd);
            using var plain = new StepProcess(bench, null, run.Threads);
            var effort = run.Effort;
            return Measurement.InTurns(
                goal, StepLoop.Turns(ours.Run, effort),
                StepLoop.Turns(steps => plain.Run(steps).Milliseconds, effort), effort.Turns, tell);
        })
        {
            PyTorchGoal = bench.Name == "gpt" ? null : Goal.AtLeast(bench.Name is "cnn" or "mlp-b1" ? 2 : 1),
        };
    }
}
