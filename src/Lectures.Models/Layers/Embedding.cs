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
    /// <param name="paddingIndex">The index that only fills up: its vector is 0 and does not learn. Null for none.</param>
    /// <exception cref="ArgumentException">W has not two dimensions, the index is not in [0, V), or its row is not 0.</exception>
    public Embedding(Weight weight, long? paddingIndex = null)
    {
        Expect.Shape(weight.Value, ["V", "E"], nameof(weight));
        if (paddingIndex is { } padding) CheckPadding(weight.Value, padding);
        this.weight = Add(nameof(weight), weight);
        this.paddingIndex = paddingIndex;
    }

    // y = W[i], 0 where i is padding               i (…) int64   W (V,E)   y (…,E)
    /// <inheritdoc/>
    protected override Tensor ForwardCore(Tensor i)
    {
        Expect.Indices(i, weight.Value.size(0), "indices");
        rows = Keep(i.reshape(-1, 1));                                       // (N,1)
        var y = weight.Value.index_select(0, rows.view(-1));                 // (N,E)
        if (paddingIndex is { } padding) y = y.masked_fill(rows.eq(padding), 0);
        return y.reshape([.. i.shape, weight.Value.size(1)]);
    }

    // dW[v] = Σ of dy where i = v, 0 for the padding
    /// <inheritdoc/>
    protected override Tensor? BackwardCore(Tensor dy)
    {
        var features = weight.Value.size(1);
        var dw = zeros_like(weight.Value)
            .scatter_add_(0, rows.expand(-1, features), dy.reshape(-1, features));
        if (paddingIndex is { } padding) dw[padding].zero_();
        weight.Accumulate(dw);
        return null;
    }

    private static void CheckPadding(Tensor table, long padding)
    {
        if (padding < 0 || padding >= table.size(0))
            throw new ArgumentException($"paddingIndex: expected an index in [0, {table.size(0)}), got {padding}.");
        using var scope = NewDisposeScope();
        if (table[padding].count_nonzero().item<long>() > 0)
            throw new ArgumentException(
                $"weight: expected zeros in row {padding}, the padding; zero it, or leave paddingIndex out.");
    }
}
