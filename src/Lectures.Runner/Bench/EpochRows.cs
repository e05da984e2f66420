using System.Diagnostics;
using Lectures.Models.Checking;
using Lectures.Models.Data;
using Lectures.Models.Training;
using static TorchSharp.torch;

namespace Lectures.Runner.Bench;

/// <summary>A whole epoch of training against its steps alone.</summary>
internal static class EpochRows
{
    private const string Word = "epoch";

    /// <summary>A row for each model of images.</summary>
    public static BenchGroup Group { get; } = new(
        Word, "A step within an epoch of training, with data, metrics and progress, against the step alone, batches ready.", "ms",
        "in an epoch", "alone", "epoch / alone",
        [
            Row("mlp-512", ImageLayout.Flat), Row("mlp-4x128", ImageLayout.Flat), Row("cnn", ImageLayout.Picture),
            Row("elman", ImageLayout.Rows),
        ]);

    private static BenchRow Row(string name, ImageLayout layout)
    {
        var (bench, goal) = (BenchCase.Of(name), Goal.AtMost(1.05));
        return new($"{Word}-{name}", bench.Setting, goal, (run, tell) =>
        {
            var effort = run.Effort;
            using var patterns = new ImagePatterns(Strokes.Generate(effort.Images, seed: 1), layout);
            using var module = Seeded.Build(1, bench.Task.Build, ScalarType.Float32);
            using var batch = bench.Data().Target;
            var size = batch.size(0);
            using var trainer = new Trainer(bench.Task, module, patterns, null, new()
            {
                Epochs = effort.Epochs + 1,
                Batch = (int)size,
                DropLast = true,        // all steps alike
                Optimizer = bench.Optimizer,
            });
            var (steps, done) = ((int)trainer.StepsPerEpoch, 0.0);
            using var alone = new OurSteps(bench, Backpropagation.Autograd, [.. Enumerable.Range(0, steps).Select(Ready)]);
            Epoch();
            alone.Run(steps);
            return Measurement.InTurns(goal, Epoch, () => alone.Run(steps), effort.Epochs, share => tell(done = share));

            // the same images, as batches that lie ready
            Batch Ready(int step)
            {
                using var indices = arange(step * size, (step + 1) * size);
                return patterns.Take(indices);
            }

            double Epoch()
            {
                var clock = Stopwatch.StartNew();
                trainer.RunRound(_ => tell(done));
                return clock.Elapsed.TotalMilliseconds / steps;
            }
        });
    }
}
