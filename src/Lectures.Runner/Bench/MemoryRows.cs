using Lectures.Models.Training;

namespace Lectures.Runner.Bench;

/// <summary>Resident memory after many steps against that after few.</summary>
internal static class MemoryRows
{
    private const string Word = "memory";
    private const double MiB = 1 << 20;

    /// <summary>A row for each case.</summary>
    public static BenchGroup Group { get; } = new(
        Word, "Resident memory of a process after 10,000 training steps against that after 1,000 (--quick: 30, 10).",
        "MiB", "after all", "after the first", "all / first", [.. BenchCase.All.Select(Row)]);

    private static BenchRow Row(BenchCase bench)
    {
        var goal = Goal.AtMost(1.02);
        return new($"{Word}-{bench.Name}", bench.Setting, goal, (run, tell) =>
        {
            using var process = new StepProcess(bench, Backpropagation.Autograd, run.Threads);
            var (few, all, bytes) = (run.Effort.FirstSteps, run.Effort.Steps, new List<long>());
            for (var steps = few; steps <= all; steps += few)
            {
                bytes.Add(process.Run(few).Bytes);
                tell((double)steps / all);
            }
            var (first, last) = (bytes[0] / MiB, bytes[^1] / MiB);
            return new(last, first, goal.Ratio(last, first), null);
        });
    }
}
