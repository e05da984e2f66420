using Lectures.Models.Checking;
using Lectures.Models.Data;
using Lectures.Models.Training;
using static TorchSharp.torch;

namespace Lectures.Models.Experiments;

/// <summary>Makes modules from a seed and trains them to the end, for experiments and notebooks.</summary>
public static class ModelRun
{
    /// <summary>A float32 module whose weights a seed decides.</summary>
    /// <param name="seed">Decides the weights.</param>
    /// <param name="build">Makes the module, with fresh weights from torch's global generator.</param>
    /// <returns>The module; the caller disposes it.</returns>
    public static T Build<T>(long seed, Func<T> build) where T : nn.Module =>
        Seeded.Build(seed, build, ScalarType.Float32);

    /// <summary>Trains a module to the end.</summary>
    /// <param name="task">How it is called, and its loss.</param>
    /// <param name="module">The module, trained in place.</param>
    /// <param name="train">What it learns from.</param>
    /// <param name="test">What it is judged by after every round, or null.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told the share done in (0, 1].</param>
    /// <param name="after">Called after every round.</param>
    /// <param name="restoreBest">Whether the module ends with the weights of the round that was judged best.</param>
    /// <returns>The rounds, at least one.</returns>
    public static IReadOnlyList<Round> Train(
        ModelTask task, nn.Module module, IPatterns train, IPatterns? test, TrainingOptions options,
        Action<double>? progress = null, Action<Round>? after = null, bool restoreBest = false)
    {
        using var trainer = new Trainer(task, module, train, test, options);
        var rounds = new List<Round>();
        while (!trainer.Finished)
        {
            var begin = trainer.Step;
            rounds.Add(trainer.RunRound(now => progress?.Invoke((begin + now.Step) / (double)trainer.Steps)));
            after?.Invoke(rounds[^1]);
        }
        if (restoreBest) trainer.RestoreBest();
        return rounds;
    }

    /// <summary>Trains a module to the end and then judges it.</summary>
    /// <returns>The accuracy on the test patterns.</returns>
    /// <inheritdoc cref="Train"/>
    public static double Accuracy(
        ModelTask task, nn.Module module, IPatterns train, IPatterns test, TrainingOptions options,
        Action<double>? progress = null)
    {
        Train(task, module, train, null, options, progress);
        return Evaluator.Run(task, module, test).Accuracy!.Value;
    }

    /// <summary>The accuracy after a round that was judged.</summary>
    public static double TestAccuracy(this Round round) => round.Validation!.Value.Accuracy!.Value;
}
