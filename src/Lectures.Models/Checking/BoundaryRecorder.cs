using Lectures.Models.Layers;
using Lectures.Models.Losses;
using static TorchSharp.torch;

namespace Lectures.Models.Checking;

/// <summary>Watches every layer of a tree, and keeps what crosses its boundaries.</summary>
internal sealed class BoundaryRecorder : ILayerObserver, IDisposable
{
    private readonly GeneralLayer root;
    private readonly Dictionary<GeneralLayer, Boundary> boundaries = [];
    private readonly TiedUses tied;

    public BoundaryRecorder(GeneralLayer root)
    {
        this.root = root;
        tied = new(root);
        foreach (var (_, layer) in root.NamedLayers())
            if (layer is not Objective) layer.Observer = this;    // its boundaries are the network's and the loss's
    }

    /// <summary>What was seen of each layer.</summary>
    public IReadOnlyDictionary<GeneralLayer, Boundary> Boundaries => boundaries;

    /// <summary>What a layer adds to the gradient of its weight by hand: of a tied weight its own use alone.</summary>
    public Tensor? GradientByHand(GeneralLayer layer, Weight weight) => tied.GradientByHand(layer, weight);

    /// <summary>The same by autograd.</summary>
    public Tensor? GradientByAutograd(GeneralLayer layer, Weight weight) => tied.GradientByAutograd(layer, weight);

    public void OnForwardBegins(GeneralLayer layer) => tied.OnForwardBegins(layer);

    public void OnForward(GeneralLayer layer, Tensor?[] inputs, Tensor?[] outputs)
    {
        tied.OnForward(layer);
        var seen = boundaries[layer] = new Boundary(inputs, outputs);
        foreach (var tensor in seen.Forward)
        {
            tensor.DetachFromDisposeScope();
            if (tensor is { requires_grad: true, is_leaf: false }) tensor.retain_grad();
        }
    }

    public void OnBackward(GeneralLayer layer, Tensor?[] outputGradients, Tensor?[] inputGradients)
    {
        tied.OnBackward(layer);
        if (!boundaries.TryGetValue(layer, out var seen)) return;
        if (inputGradients.Length != seen.Inputs.Length)
            throw new LayerException(
                $"{Named(layer)}: its backward gave {inputGradients.Length} input gradients (null for none), "
                + $"expected {seen.Inputs.Length}.");
        for (var i = 0; i < inputGradients.Length; i++)
            if (inputGradients[i] is { } dx && seen.Inputs[i] is { } x && !dx.shape.AsSpan().SequenceEqual(x.shape))
                throw new LayerException(
                    $"{Named(layer)}: its backward gave {TensorPath.Boundary("input", i)} a gradient of shape "
                    + $"{Expect.Text(dx.shape)}, expected {Expect.Text(x.shape)}.");
        seen.OutputGradients = Array.ConvertAll(outputGradients, Own);
        seen.InputGradients = Array.ConvertAll(inputGradients, Own);
    }

    public LayerException Name(GeneralLayer layer, Exception error) => LayerException.Of(Named(layer), error);

    private string Named(GeneralLayer layer) =>
        root.NamedLayers().First(named => named.Layer == layer).Path is { Length: > 0 } path
            ? $"{path} ({layer.GetType().Name})" : layer.GetType().Name;

    public void Dispose()
    {
        foreach (var (_, layer) in root.NamedLayers()) layer.Observer = null;
        foreach (var seen in boundaries.Values) seen.Dispose();
        tied.Dispose();
    }

    // A copy: the layer above may go on to add to what it was given.
    private static Tensor? Own(Tensor? tensor) => tensor?.clone().DetachFromDisposeScope();

    /// <summary>The tensors at the boundary of one layer.</summary>
    internal sealed class Boundary(Tensor?[] inputs, Tensor?[] outputs) : IDisposable
    {
        public Tensor?[] Inputs => inputs;

        public Tensor?[] Outputs => outputs;

        /// <summary>Nulls where backward did not pass.</summary>
        public Tensor?[] OutputGradients { get; set; } = new Tensor?[outputs.Length];

        public Tensor?[] InputGradients { get; set; } = new Tensor?[inputs.Length];

        /// <summary>Inputs and outputs that are there, each once.</summary>
        public IEnumerable<Tensor> Forward => inputs.Concat(outputs).OfType<Tensor>()
            .Distinct(ReferenceEqualityComparer.Instance).Cast<Tensor>();

        public void Dispose()
        {
            foreach (var tensor in Forward) tensor.Dispose();
            foreach (var gradient in OutputGradients.Concat(InputGradients)) gradient?.Dispose();
        }
    }
}
