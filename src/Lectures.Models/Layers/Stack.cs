using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>
/// Layers one after the other; those of the general form receive the stack's further inputs too (a memory, a mask),
/// each the same ones. Inputs: x, and those; output y.
/// </summary>
public sealed class Stack : GeneralLayer
{
    private int further;

    /// <summary>The layers by name, first to last.</summary>
    public Stack(params IEnumerable<(string Name, GeneralLayer Layer)> layers)
    {
        foreach (var (name, layer) in layers) Add(name, layer);
    }

    /// <summary>The layers named by their place: 0, 1, 2 …</summary>
    public Stack(params IEnumerable<GeneralLayer> layers) : this(layers.Select((layer, i) => ($"{i}", layer)))
    {
    }

    /// <inheritdoc/>
    protected override IEnumerable<GeneralLayer> Entrances => Bottom(Children);

    // y = fₙ(… f₂(f₁(x, s), s), s)
    /// <inheritdoc/>
    protected override Tensor?[] ForwardCore(Tensor?[] inputs)
    {
        if (inputs is not [{ } x, .. var others]) throw Expect.Inputs(this, 1, inputs);
        further = others.Length;
        foreach (var (_, layer) in Children)
            x = layer.Forward(layer is Layer ? [x] : [x, .. others])[0]!;
        return [x];
    }

    // the chain rule, from the last layer down; ds = Σₗ dsₗ
    /// <inheritdoc/>
    protected override Tensor?[] BackwardCore(Tensor?[] outputGradients)
    {
        var d = outputGradients[0];
        var others = new Tensor?[further];
        foreach (var (_, layer) in Children.Reverse())
        {
            var gradients = layer.Backward([d]);
            d = gradients[0];
            for (var i = 1; i < gradients.Length; i++) others[i - 1] = Sum(others[i - 1], gradients[i]);
        }
        return [d, .. others];
    }
}
