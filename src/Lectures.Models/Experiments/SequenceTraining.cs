using Lectures.Models.Optimizers;
using Lectures.Models.Training;

namespace Lectures.Models.Experiments;

/// <summary>How models of sequences learn in experiments: by hand, with Adam.</summary>
internal static class SequenceTraining
{
    /// <summary>Passes at one rate, gradients clipped at norm 1.</summary>
    public static TrainingOptions Clipped(int epochs, int batch, double rate, long seed) => new()
    {
        Epochs = epochs,
        Batch = batch,
        Seed = seed,
        By = Backpropagation.Hand,
        Optimizer = new() { Rate = rate },
        Clip = 1,
    };

    /// <summary>Steps at a rate that rises to <paramref name="rate"/> and falls again.</summary>
    public static TrainingOptions OneCycle(int steps, int batch, double rate, long seed) => new()
    {
        Steps = steps,
        Batch = batch,
        Seed = seed,
        By = Backpropagation.Hand,
        Optimizer = new() { Rate = rate },
        Schedule = new() { Kind = ScheduleKind.OneCycle },
    };
}
