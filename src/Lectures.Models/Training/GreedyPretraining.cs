using Lectures.Models.Layers;
using Lectures.Models.Losses;
using Lectures.Models.Networks;
using Lectures.Models.Optimizers;
using static TorchSharp.torch;

namespace Lectures.Models.Training;

/// <summary>How each autoencoder of a stack is trained.</summary>
/// <param name="Epochs">Passes over the patterns, at least 1.</param>
/// <param name="Batch">Patterns per step, at least 1; a smaller rest at the end of an epoch is used too.</param>
/// <param name="LearningRate">Adam's learning rate.</param>
/// <param name="Seed">Decides the order of the patterns.</param>
public sealed record PretrainingOptions(int Epochs = 5, int Batch = 128, double LearningRate = 0.001, long Seed = 1);

/// <summary>Greedy layer-wise pre-training, §7.3.2: each autoencoder learns to reproduce its own input, which is the
/// code of the one before; backpropagation is the hand-written one.</summary>
public static class GreedyPretraining
{
    /// <summary>Trains the autoencoders of a stack one after the other, in place.</summary>
    /// <param name="stack">The stack; left in the mode (learning or recognition) that it was in.</param>
    /// <param name="x">Patterns (N, I) of the stack's type.</param>
    /// <param name="options">How.</param>
    /// <returns>The mean squared error of each autoencoder's reproduction in each epoch: [layer][epoch].</returns>
    /// <exception cref="ArgumentException">The patterns do not fit the stack, or an option is out of range.</exception>
    public static IReadOnlyList<IReadOnlyList<double>> Run(
        StackedAutoencoder stack, Tensor x, PretrainingOptions options)
    {
        Expect.AtLeast(options.Epochs, 1);
        Expect.AtLeast(options.Batch, 1);
        Expect.Shape(x, ["N", stack.Layers[0].Inputs]);
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)options.Seed);
        var errors = new List<IReadOnlyList<double>>();
        var wasTraining = stack.training;
        try
        {
            foreach (var layer in stack.Layers)
            {
                layer.train();
                errors.Add(Train(layer, x, options, generator));
                layer.eval();
                using var off = no_grad();
                x = layer.Encode(x);
            }
        }
        finally
        {
            stack.train(wasTraining);
        }
        return errors;
    }

    private static List<double> Train(Autoencoder layer, Tensor x, PretrainingOptions options, Generator generator)
    {
        using var objective = new Objective(layer.ByHand(), new MeanSquaredError());
        using var adam = new Adam(objective.NamedWeights().Select(named => named.Weight), options.LearningRate);
        var errors = new List<double>();
        for (var epoch = 0; epoch < options.Epochs; epoch++)
        {
            using var scope = NewDisposeScope();
            var sum = zeros(1, x.dtype, x.device);
            foreach (var indices in randperm(x.size(0), generator: generator).split(options.Batch))
            {
                using var batch = x.index_select(0, indices.to(x.device));
                sum += Learning.StepByHand(objective, [batch, batch], adam) * indices.size(0);
            }
            errors.Add(sum.to(ScalarType.Float64).item<double>() / x.size(0));
        }
        return errors;
    }
}
