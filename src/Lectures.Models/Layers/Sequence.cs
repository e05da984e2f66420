using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>Layers one after the other, y = fₙ(… f₂(f₁(x))).</summary>
public sealed class Sequence : Layer
{
    private readonly PooledConvolution2d?[] pooled;         // at the places of convolutions with a pool behind them
    private readonly List<GeneralLayer> taken = [];         // those of the last forward: each layer, or a pair at once

    /// <summary>The layers by name, first to last; one of the general form gets its first input alone.</summary>
    public Sequence(params IEnumerable<(string Name, GeneralLayer Layer)> layers)
    {
        foreach (var (name, layer) in layers) Add(name, layer);
        pooled = [.. Children.Select((child, i) => child.Layer is Convolution2d convolution
            && Children.ElementAtOrDefault(i + 1).Layer is MaxPool2d pool ? new PooledConvolution2d(convolution, pool) : null)];
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
        taken.Clear();
        for (var i = 0; i < Children.Count; i++)
        {
            var layer = Children[i].Layer;
            if (pooled[i] is { } both)
            {
                if (both.Pays(y)) (layer, i) = (both, i + 1);
                else both.Release();
            }
            taken.Add(layer);
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
        for (var i = taken.Count - 1; i >= 0 && d is not null; i--)
        {
            var next = taken[i].Backward([d])[0];
            if (!ReferenceEquals(d, dy)) d.Dispose();
            d = next;
        }
        return d;
    }

    /// <inheritdoc/>
    protected override void OnDispose()
    {
        foreach (var both in pooled) both?.Dispose();
    }
}
