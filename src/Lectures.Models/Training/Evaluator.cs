using Lectures.Models.Checking;
using Lectures.Models.Data;
using static TorchSharp.torch;

namespace Lectures.Models.Training;

/// <summary>Judges a module by patterns, in recognition, and by what is true: targets are not smoothed.</summary>
public static class Evaluator
{
    private const int Batch = 500;

    /// <summary>Loss and accuracy over all patterns, in their order.</summary>
    /// <param name="task">How the module is called, and its loss.</param>
    /// <param name="module">The module; left in the mode it was in.</param>
    /// <param name="patterns">What it is judged by.</param>
    /// <param name="see">Sees the batches and predictions (N, …), for more than loss and accuracy.</param>
    /// <param name="cancel">Stops between two batches.</param>
    /// <exception cref="ArgumentException">The patterns do not fit the module.</exception>
    public static Evaluation Run(
        ModelTask task, nn.Module module, IPatterns patterns, Action<Batch, Tensor>? see = null,
        CancellationToken cancel = default)
    {
        task = task with { LabelSmoothing = 0 };
        using var off = no_grad();
        var tally = new Tally(task.Loss);
        var wasTraining = module.training;
        module.eval();
        try
        {
            for (var first = 0; first < patterns.Count; first += Batch)
            {
                cancel.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                var batch = patterns.Take(arange(first, Math.Min(first + Batch, patterns.Count), ScalarType.Int64));
                var prediction = task.Call(module, batch.Inputs);
                tally.Add(task.LossOf(prediction, task.TargetOf(batch)), prediction, batch.Target);
                see?.Invoke(batch, prediction);
            }
        }
        finally
        {
            module.train(wasTraining);
        }
        return tally.Result;
    }
}
