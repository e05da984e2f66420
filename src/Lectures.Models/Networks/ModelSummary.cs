using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Networks;

/// <summary>The layers of a model with their types, output shapes and weights, as one forward shows them.</summary>
/// <param name="Layers">Every layer, a parent before its children; the root comes first, under an empty path.</param>
public sealed record ModelSummary(IReadOnlyList<LayerSummary> Layers)
{
    /// <summary>How many numbers the model learns; a tied weight counts once.</summary>
    public long Parameters => Layers.Sum(layer => layer.Parameters);

    /// <summary>Looks at a module through its network by hand.</summary>
    /// <param name="module">Any model that is <see cref="IHandWritten"/>; its weights, mode and statistics stay as they
    /// are.</param>
    /// <param name="inputs">A small batch, null for an optional input that is not given.</param>
    /// <returns>The summary.</returns>
    /// <exception cref="ArgumentException">The module has no network by hand, or an input does not fit.</exception>
    public static ModelSummary Of(nn.Module module, params Tensor?[] inputs)
    {
        if (module is not IHandWritten model)
            throw new ArgumentException(
                $"{nameof(module)}: expected one with a network by hand (IHandWritten), got {module.GetName()}.");
        using var network = model.ByHand();
        return Of(network, inputs);
    }

    /// <summary>Looks at a layer, or a tree of layers, with one forward in recognition.</summary>
    /// <param name="network">The layer; its mode stays as it is.</param>
    /// <param name="inputs">A small batch, null for an optional input that is not given.</param>
    /// <returns>The summary.</returns>
    /// <exception cref="ArgumentException">An input does not fit.</exception>
    public static ModelSummary Of(GeneralLayer network, params Tensor?[] inputs)
    {
        var shapes = Shapes(network, inputs);
        var first = new Dictionary<Weight, string>();
        return new([.. network.NamedLayers().Select(named => new LayerSummary(
            named.Path,
            named.Layer.GetType().Name,
            shapes.GetValueOrDefault(named.Layer, []),
            [.. named.Layer.Weights.Select(own => Describe(named.Path, own.Name, own.Weight, first))]))]);
    }

    private static WeightSummary Describe(string path, string name, Weight weight, Dictionary<Weight, string> first)
    {
        var isTied = first.TryGetValue(weight, out var tiedTo);
        if (!isTied) first[weight] = path.Length == 0 ? name : $"{path}.{name}";
        return new(name, weight.Value.shape, tiedTo);
    }

    private static Dictionary<GeneralLayer, IReadOnlyList<IReadOnlyList<long>>> Shapes(
        GeneralLayer network, Tensor?[] inputs)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        List<GeneralLayer> layers = [.. network.NamedLayers().Select(named => named.Layer).Distinct()];
        var before = layers.ConvertAll(layer => (layer.Training, layer.Observer));
        var recorder = new ShapeRecorder();
        try
        {
            network.Training = false;       // draws no random numbers and leaves running statistics alone
            foreach (var layer in layers) layer.Observer = recorder;
            network.Forward(inputs);
            return recorder.Outputs;
        }
        finally
        {
            // Children after their parents, whose mode reaches them.
            foreach (var (layer, (training, observer)) in layers.Zip(before))
                (layer.Training, layer.Observer) = (training, observer);
        }
    }

    private sealed class ShapeRecorder : ILayerObserver
    {
        public Dictionary<GeneralLayer, IReadOnlyList<IReadOnlyList<long>>> Outputs { get; } = [];

        public void OnForward(GeneralLayer layer, Tensor?[] inputs, Tensor?[] outputs) =>
            Outputs[layer] = [.. outputs.OfType<Tensor>().Select(y => y.shape)];

        public void OnBackward(GeneralLayer layer, Tensor?[] outputGradients, Tensor?[] inputGradients)
        {
        }
    }
}
