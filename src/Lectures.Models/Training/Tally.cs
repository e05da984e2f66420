using System.Numerics;
using System.Runtime.InteropServices;
using Lectures.Models.Losses;
using Lectures.Models.Networks;
using static TorchSharp.torch;

namespace Lectures.Models.Training;

/// <summary>Adds up loss and accuracy over many batches.</summary>
/// <param name="loss">What is minimised.</param>
internal sealed class Tally(LossFunction loss)
{
    private double losses;
    private long right, count, batches;
    private bool classifies;

    /// <summary>Batches added so far whose loss is not finite begin here; null while all are.</summary>
    public (long Batch, double Loss)? NotFinite { get; private set; }

    /// <summary>All batches so far.</summary>
    public Evaluation Result =>
        new(count == 0 ? double.NaN : losses / count, classifies ? (double)right / count : null, count);

    /// <summary>Adds a batch.</summary>
    /// <param name="batchLoss">Its loss, a scalar.</param>
    /// <param name="prediction">Logits or numbers (…, K).</param>
    /// <param name="target">Classes (…), −100 where none counts; or numbers (…, K).</param>
    public void Add(Tensor batchLoss, Tensor prediction, Tensor target)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var value = Read<double>(batchLoss, ScalarType.Float64)[0];
        if (NotFinite is null && !double.IsFinite(value)) NotFinite = (batches, value);
        var counted = prediction.size(0);
        if (!target.is_floating_point())
        {
            var classes = Read<long>(target, ScalarType.Int64);
            right += prediction.dtype == ScalarType.Float64
                ? Hits(Read<double>(prediction, ScalarType.Float64), classes)
                : Hits(Read<float>(prediction, ScalarType.Float32), classes);
            if (target.dim() > 1) counted = classes.Length - classes.Count(Bert.Ignored);
            classifies = true;
        }
        losses += loss == LossFunction.SquaredError ? value : value * counted;      // a sum over the patterns, or a mean
        (count, batches) = (count + counted, batches + 1);
    }

    // How often the largest number of a row is that of its class: the first of equals, and what is no number above all.
    private static long Hits<T>(ReadOnlySpan<T> predictions, ReadOnlySpan<long> classes) where T : IFloatingPointIeee754<T>
    {
        var (hits, width) = (0L, predictions.Length / classes.Length);
        for (var n = 0; n < classes.Length; n++)
        {
            var row = predictions.Slice(n * width, width);
            var best = 0;
            for (var k = 1; k < width; k++)
                if (row[k] > row[best] || (T.IsNaN(row[k]) && !T.IsNaN(row[best]))) best = k;
            if (best == classes[n]) hits++;
        }
        return hits;
    }

    private static ReadOnlySpan<T> Read<T>(Tensor tensor, ScalarType type) where T : unmanaged =>
        MemoryMarshal.Cast<byte, T>(tensor.to(type, CPU).contiguous().bytes);
}
