using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Checking;

/// <summary>The place of a tensor in a tree of layers.</summary>
/// <param name="Layer">The layer's path, empty for the root.</param>
/// <param name="Tensor">A weight's name, or <c>input</c> / <c>output</c> for a boundary (with [i] from the second on,
/// and whose it is where layers share a path: <c>input of Residual</c>).</param>
public readonly record struct TensorPath(string Layer, string Tensor)
{
    /// <inheritdoc/>
    public override string ToString() => Layer.Length == 0 ? Tensor : $"{Layer}.{Tensor}";

    internal static string Boundary(string side, int index) => index == 0 ? side : $"{side}[{index}]";
}

/// <summary>
/// The gradients of L = Σ ⟨dy, y⟩ at every boundary of a tree of layers and of every weight, from one forward and
/// one backward: written by hand, or by autograd through the layers' own forward.
/// </summary>
public sealed class Gradients : IDisposable
{
    private readonly Dictionary<TensorPath, Tensor?> all = [];
    private readonly Dictionary<string, double> layerLargest = [];

    private Gradients(Tensor?[] outputs) => Outputs = outputs;

    /// <summary>The root's outputs.</summary>
    public IReadOnlyList<Tensor?> Outputs { get; }

    /// <summary>Every gradient in the order of forward; null where there is none.</summary>
    public IReadOnlyDictionary<TensorPath, Tensor?> All => all;

    /// <summary>The largest gradient in a tensor's layer: its weights and boundaries, and what is packed with its
    /// weights in one module (an attention's q, k and v).</summary>
    public double LargestOfLayer(TensorPath path) => layerLargest.GetValueOrDefault(path.Layer);

    /// <summary>The gradients as the layers' hand-written backward gives them.</summary>
    /// <param name="root">The tree.</param>
    /// <param name="inputs">The root's inputs.</param>
    /// <param name="outputGradients">dy for each output.</param>
    public static Gradients ByHand(GeneralLayer root, Tensor?[] inputs, Tensor?[] outputGradients)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        using var recorder = new BoundaryRecorder(root);
        var outputs = root.Forward(inputs);
        root.Backward(outputGradients);
        var result = new Gradients(Array.ConvertAll(outputs, Own));
        foreach (var (path, layer) in root.NamedLayers())
        {
            if (!recorder.Boundaries.TryGetValue(layer, out var seen)) continue;
            result.Add(path, layer, "output", seen.OutputGradients, g => g);
            foreach (var (name, weight) in layer.Weights)
                result.Add(new(path, name), layer, weight.Gradient);
            result.Add(path, layer, "input", seen.InputGradients, g => g);
        }
        result.FindLargest(root);
        return result;
    }

    /// <summary>The gradients that autograd finds through the layers' own forward.</summary>
    /// <inheritdoc cref="ByHand"/>
    public static Gradients ByAutograd(GeneralLayer root, Tensor?[] inputs, Tensor?[] outputGradients)
    {
        using var on = enable_grad();
        using var scope = NewDisposeScope();
        using var recorder = new BoundaryRecorder(root);
        using var leaves = new Leaves(root);
        var outputs = root.Forward(Array.ConvertAll(inputs, Leaves.Of));
        var loss = Sum(outputs, outputGradients);
        if (loss is { requires_grad: true }) loss.backward();
        var result = new Gradients(Array.ConvertAll(outputs, y => Own(y?.detach())));
        foreach (var (path, layer) in root.NamedLayers())
        {
            if (!recorder.Boundaries.TryGetValue(layer, out var seen)) continue;
            result.Add(path, layer, "output", seen.Outputs, y => y.grad);
            foreach (var (name, weight) in layer.Weights)
                result.Add(new(path, name), layer, weight.Value.grad);
            result.Add(path, layer, "input", seen.Inputs, x => x.grad);
        }
        result.FindLargest(root);
        return result;
    }

    /// <summary>L = Σ ⟨dy, y⟩ over the outputs that have a gradient; null when none has.</summary>
    internal static Tensor? Sum(Tensor?[] outputs, Tensor?[] outputGradients) => outputs.Zip(outputGradients)
        .Where(pair => pair is { First: not null, Second: not null })
        .Select(pair => (pair.First! * pair.Second!).sum())
        .Aggregate((Tensor?)null, (sum, term) => sum is null ? term : sum + term);

    private void Add(
        string path, GeneralLayer layer, string side, Tensor?[] tensors, Func<Tensor, Tensor?> gradient)
    {
        for (var i = 0; i < tensors.Length; i++)
            Add(new(path, TensorPath.Boundary(side, i)), layer, tensors[i] is { } t ? gradient(t) : null);
    }

    // A layer without a name of its own shares the path of the one around it: its boundary says whose it is.
    private void Add(TensorPath path, GeneralLayer layer, Tensor? gradient)
    {
        var own = path;
        for (var n = 1; all.ContainsKey(own); n++)
            own = path with { Tensor = $"{path.Tensor} of {layer.GetType().Name}{(n == 1 ? "" : $" {n}")}" };
        all.Add(own, Own(gradient));
    }

    private void FindLargest(GeneralLayer root)
    {
        foreach (var (path, gradient) in all)
            layerLargest[path.Layer] = Math.Max(LargestOfLayer(path), Comparison.Largest(gradient));
        var packed = root.NamedLayers()
            .Where(named => named.Layer.Weights.Any(own => own.Weight.Source?.Rows is not null))
            .GroupBy(named => named.Layer.Weights[0].Weight.Source!.Module, named => named.Path);
        foreach (var paths in packed)
        {
            var largest = paths.Max(path => layerLargest.GetValueOrDefault(path));
            foreach (var path in paths) layerLargest[path] = largest;
        }
    }

    private static Tensor? Own(Tensor? tensor) => tensor?.alias().DetachFromDisposeScope();

    /// <summary>Releases the gradients and outputs.</summary>
    public void Dispose()
    {
        foreach (var gradient in all.Values) gradient?.Dispose();
        foreach (var output in Outputs) output?.Dispose();
    }
}
