using static TorchSharp.torch;

namespace Lectures.Models.Data;

/// <summary>Some patterns of others, in an order of their own; the others stay their owner's.</summary>
/// <param name="all">The others.</param>
/// <param name="indices">Which ones, shape (n), int64, each in [0, all.Count); the subset keeps a copy.</param>
public sealed class Subset(IPatterns all, Tensor indices) : IPatterns
{
    private readonly Tensor indices = indices.clone().DetachFromDisposeScope();
    private readonly Tensor? classes = all.Classes?.index_select(0, indices).DetachFromDisposeScope();

    /// <inheritdoc/>
    public int Count => (int)indices.size(0);

    /// <inheritdoc/>
    public Tensor? Classes => classes;

    /// <inheritdoc/>
    public Batch Take(Tensor indices, Generator? random = null)
    {
        using var chosen = this.indices.index_select(0, indices);
        return all.Take(chosen, random);
    }

    /// <summary>Some patterns of others, drawn at random.</summary>
    /// <param name="all">The others; they must outlive the subset.</param>
    /// <param name="count">How many, at least 1 and at most all.</param>
    /// <param name="seed">Decides which.</param>
    /// <exception cref="ArgumentException">There are not so many.</exception>
    public static Subset Draw(IPatterns all, int count, long seed)
    {
        if (count < 1 || count > all.Count)
            throw new ArgumentException($"count: expected 1 to {all.Count} patterns, got {count}.");
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seed);
        return new(all, randperm(all.Count, generator: generator).narrow(0, 0, count).sort().Values);
    }

    /// <summary>Cuts patterns in two: what is learned from, and a share held out to judge by, of every class the
    /// same.</summary>
    /// <param name="all">The patterns; they must outlive both parts.</param>
    /// <param name="share">The share held out, in (0, 1).</param>
    /// <param name="seed">Decides which.</param>
    /// <exception cref="DataException">One of the parts would be empty.</exception>
    public static (Subset Train, Subset HeldOut) Split(IPatterns all, double share, long seed)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seed);
        var order = randperm(all.Count, generator: generator);
        if (all.Classes is { } classes)        // the classes one after the other, shuffled within
            order = order.index_select(0, classes.index_select(0, order).sort(stable: true).Indices);
        // Every (1/share)-th is held out: p is held out where ⌊(p + 1) · share⌋ rises, so each class loses its share.
        var rank = ((arange(all.Count, dtype: ScalarType.Float64) + 1) * share + 1e-9).floor();
        var held = cat([zeros(1, ScalarType.Float64), rank]).diff() > 0;
        var heldOut = order.masked_select(held);
        if (heldOut.size(0) == 0 || heldOut.size(0) == all.Count)
        {
            throw new DataException($"validation: a share of {share} of {all.Count} patterns leaves one part empty; "
                + "choose another share.");
        }
        // in the order of the set, so that what comes next does not depend on how the share was drawn
        return (new(all, order.masked_select(held.logical_not()).sort().Values), new(all, heldOut.sort().Values));
    }

    /// <summary>Releases the numbers; the patterns stay.</summary>
    public void Dispose()
    {
        indices.Dispose();
        classes?.Dispose();
    }
}
