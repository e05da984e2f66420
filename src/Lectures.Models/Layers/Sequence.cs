using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>Layers one after the other, y = fₙ(… f₂(f₁(x))).</summary>
public sealed class Sequence : Layer
{
    /// <summary>The layers by name, first to last.</summary>
    public Sequence(params IEnumerable<(string Name, Layer Layer)> layers)
    {
        foreach (var (name, layer) in layers) Add(name, layer);
    }

    /// <summary>The layers named by their place: 0, 1, 2 …</summary>
    public Sequence(params IEnumerable<Layer> layers) : this(layers.Select((layer, i) => ($"{i}", layer)))
    {
    }

    // y = fₙ(… f₂(f₁(x)))
    /// <inheritdoc/>
    protected override Tensor ForwardCore(Tensor x)
    {
        foreach (var (_, layer) in Children) x = ((Layer)layer).Forward(x);
        return x;
    }

    // the chain rule, from the last layer down
    /// <inheritdoc/>
    protected override Tensor? BackwardCore(Tensor dy)
    {
        Tensor? d = dy;
        foreach (var (_, layer) in Children.Reverse()) d = d is null ? null : ((Layer)layer).Backward(d);
        return d;
    }
}
