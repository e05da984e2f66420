using Lectures.Models.Checking;
using Lectures.Models.Data;
using Lectures.Models.Losses;
using Lectures.Models.Networks;
using static TorchSharp.torch;

namespace Lectures.Models.Training;

/// <summary>Greedy layer-wise pre-training, §7.3.2: each autoencoder learns to reproduce its own input, which is the
/// code of the one before.</summary>
public static class GreedyPretraining
{
    /// <summary>A stage for each autoencoder of a stack, first to last; each is to be trained before the next is asked
    /// for.</summary>
    /// <param name="stack">The stack, trained in place; it stays the caller's.</param>
    /// <param name="patterns">What the first one reads: their first input (N, I), of the stack's type.</param>
    /// <param name="options">How each is trained.</param>
    public static IEnumerable<Stage> Stages(StackedAutoencoder stack, IPatterns patterns, TrainingOptions options)
    {
        for (var i = 0; i < stack.Layers.Count; i++)
        {
            var layer = stack.Layers[i];
            var before = stack.Layers.Take(i).ToList();
            before.ForEach(trained => trained.eval());
            using var codes = new CodePatterns(
                patterns, x => before.Aggregate(x, (code, trained) => trained.Encode(code)));
            var task = ModelTask.Of(() => layer, LossFunction.MeanSquaredError);
            yield return new($"pre-training {i + 1}", stack, layer, task, codes, null, options);
        }
    }

    /// <summary>Trains the autoencoders of a stack one after the other, in place.</summary>
    /// <param name="stack">The stack; left in the mode (learning or recognition) that it was in.</param>
    /// <param name="x">Patterns (N, I) of the stack's type.</param>
    /// <param name="options">How.</param>
    /// <returns>The mean squared error of each autoencoder's reproduction in each epoch: [layer][epoch].</returns>
    /// <exception cref="ArgumentException">The patterns do not fit the stack, or an option is out of range.</exception>
    public static IReadOnlyList<IReadOnlyList<double>> Run(StackedAutoencoder stack, Tensor x, TrainingOptions options)
    {
        Expect.Shape(x, ["N", stack.Layers[0].Inputs]);
        using var patterns = new TensorPatterns(x, x);
        var errors = new List<IReadOnlyList<double>>();
        var wasTraining = stack.training;
        try
        {
            foreach (var stage in Stages(stack, patterns, options))
            {
                using var trainer = new Trainer(stage.Task, stage.Trained, stage.Train, null, stage.Options);
                var ofLayer = new List<double>();
                while (!trainer.Finished) ofLayer.Add(trainer.RunRound().Train.Loss);
                errors.Add(ofLayer);
            }
        }
        finally
        {
            stack.train(wasTraining);
        }
        return errors;
    }
}
