using Lectures.Models.Layers;
using Lectures.Models.Losses;
using Lectures.Models.Networks;
using static TorchSharp.torch;

namespace Lectures.Models.Experiments;

/// <summary>What backpropagation brings to a dense layer z = W g + b.</summary>
/// <param name="Epsilon">‖∂J/∂z‖, the mean over the patterns: the lecture's ε of all units of the layer.</param>
/// <param name="Weight">‖∂L/∂W‖ of the mean loss.</param>
/// <param name="OfBound">The largest ‖ε‖ / (‖ε of the next layer‖ · ‖W of the next layer‖₂ / 4) of a pattern: at most 1
/// where the units' derivative is at most ¼. Null for the last layer.</param>
public sealed record LayerGradient(double Epsilon, double Weight, double? OfBound);

/// <summary>Measures the gradient in every dense layer of a network, by hand.</summary>
public sealed class GradientNorms : ILayerObserver
{
    private readonly Dictionary<GeneralLayer, Tensor> seen = [];

    private GradientNorms()
    {
    }

    /// <summary>The gradient of the cross-entropy of some patterns, in recognition.</summary>
    /// <param name="net">The network.</param>
    /// <param name="x">Patterns (N, I).</param>
    /// <param name="target">Their classes (N).</param>
    /// <returns>For every dense layer, first to last.</returns>
    public static IReadOnlyList<LayerGradient> Measure(SequentialModel net, Tensor x, Tensor target)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        using var objective = new Objective(net.ByHand(), new CrossEntropy()) { Training = false };
        var observer = new GradientNorms();
        var layers = objective.NamedLayers().Select(named => named.Layer).OfType<Affine>().ToList();
        layers.ForEach(layer => layer.Observer = observer);
        objective.Forward([x, target]);
        objective.Backward();
        // ε (N, O) of every layer, the mean loss's times N; rows are patterns
        var norms = layers.ConvertAll(layer => linalg.vector_norm(observer.seen[layer], 2, [1]) * x.size(0));
        return [.. layers.Select((layer, l) => new LayerGradient(
            Number(norms[l].mean()), Number(layer.Weights[0].Weight.Gradient!.norm()),
            l + 1 == layers.Count ? null
                : Number((norms[l] / norms[l + 1]).max()) / Largest(layers[l + 1].Weights[0].Weight.Value) * 4))];
    }

    void ILayerObserver.OnForward(GeneralLayer layer, Tensor?[] inputs, Tensor?[] outputs)
    {
    }

    void ILayerObserver.OnBackward(GeneralLayer layer, Tensor?[] outputGradients, Tensor?[] inputGradients) =>
        seen[layer] = outputGradients[0]!.to(ScalarType.Float64, copy: true).DetachFromDisposeScope();

    private static double Number(Tensor number) => number.to(ScalarType.Float64).item<double>();

    /// <summary>‖W‖₂, the largest singular value.</summary>
    private static double Largest(Tensor weight) => Number(linalg.svdvals(weight.to(ScalarType.Float64)).max());
}
