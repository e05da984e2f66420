using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>Layers one after the other, y = fₙ(… f₂(f₁(x))).</summary>
public sealed class Sequence : Layer
{
    /// <summary>The layers by name, first to last; one of the general form gets its first input alone.</summary>
    public Sequence(params IEnumerable<(string Name, GeneralLayer Layer)> layers)
    {
        foreach (var (name, layer) in layers) Add(name, layer);
    }

    /// <summary>The layers named by their place: 0, 1, 2 …</summary>
    public Sequence(params IEnumerable<GeneralLayer> layers) : this(layers.Select((layer, i) => ($"{i}", layer)))
    {
    }

    /// <inheritdoc/>
    protected override IEnumerable<GeneralLayer> Entrances => Bottom(Children);

    // y = fₙ(… f₂(f₁(x)))
    /// <inheritdoc/>
    protected override Tensor ForwardCore(Tensor x)
    {
        var y = x;
        foreach (var (_, layer) in Children)
        {
            var next = layer.Forward([y])[0]!;
            if (!ReferenceEquals(x, y)) y.Dispose();
            y = next;
        }
        return y;
    }

    // the chain rule, from the last layer down
    /// <inheritdoc/>
    protected override Tensor? BackwardCore(Tensor dy)
    {
        Tensor? d = dy;
        for (var i = Children.Count - 1; i >= 0 && d is not null; i--)
        {
            var next = Children[i].Layer.Backward([d])[0];
            if (!ReferenceEquals(d, dy)) d.Dispose();
            d = next;
        }
        return d;
    }
}
