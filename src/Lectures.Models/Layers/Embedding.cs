using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>y = W[i]: looks up a vector for each index; an index has no gradient.</summary>
public sealed class Embedding : Layer
{
    private readonly Weight weight;
    private readonly long? paddingIndex;
    private Tensor rows = null!;

    /// <summary>The layer on a given table.</summary>
    /// <param name="weight">W, shape (V, E).</param>
    /// <param name="paddingIndex">The index that only fills up: its vector, whatever it holds, is a constant and does
    /// not learn, as PyTorch's padding_idx. Null for none.</param>
    /// <exception cref="ArgumentException">W has not two dimensions, or the index is not in [0, V).</exception>
    public Embedding(Weight weight, long? paddingIndex = null)
    {
        Expect.Shape(weight.Value, ["V", "E"], nameof(weight));
        var count = weight.Value.size(0);
        if (paddingIndex < 0 || paddingIndex >= count)
            throw new ArgumentException($"paddingIndex: expected an index in [0, {count}), got {paddingIndex}.");
        this.weight = Add(nameof(weight), weight);
        this.paddingIndex = paddingIndex;
    }

    // y = W[i]                      i (…) int64   W (V,E)   y (…,E)
    /// <inheritdoc/>
    protected override Tensor ForwardCore(Tensor i)
    {
        Expect.Indices(i, weight.Value.size(0), name: "indices");
        rows = Keep(i.reshape(-1, 1));                                       // (N,1)
        var y = weight.Value.index_select(0, rows.view(-1));                 // (N,E)
        if (paddingIndex is { } padding) y = y.where(rows.ne(padding), y.detach());
        return y.reshape([.. i.shape, weight.Value.size(1)]);
    }

    // dW[v] = Σ of dy where i = v, 0 for the padding, which is a constant
    /// <inheritdoc/>
    protected override Tensor? BackwardCore(Tensor dy)
    {
        var features = weight.Value.size(1);
        var dw = zeros_like(weight.Value)
            .scatter_add_(0, rows.expand(-1, features), dy.reshape(-1, features));
        if (paddingIndex is { } padding) dw[padding].zero_();
        weight.AccumulateOwn(dw);
        return null;
    }
}
