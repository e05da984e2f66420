using Lectures.Models.Training;

namespace Lectures.Runner.Bench;

/// <summary>Our training step against the plain loop's.</summary>
internal static class StepRows
{
    private const string Word = "step";
    private const int TurnsOfAProcess = 8;      // where its tensors come to lie decides how fast it is, for good

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
            var (effort, turn) = (run.Effort, 0);
            var plainTurn = PlainTurns();
            return Measurement.InTurns(goal, StepLoop.Turns(ours.Run, effort), Plain, effort.Turns, tell);

            Func<double> PlainTurns() => StepLoop.Turns(steps => plain.Run(steps).Milliseconds, effort);

            double Plain()
            {
                if (++turn % TurnsOfAProcess == 0)
                {
                    plain.Restart();
                    plainTurn = PlainTurns();
                }
                return plainTurn();
            }
        })
        {
            PyTorchGoal = bench.Name == "gpt" ? null : Goal.AtLeast(bench.Name is "cnn" or "mlp-b1" ? 2 : 1),
        };
    }
}
