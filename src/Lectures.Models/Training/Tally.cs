using Lectures.Models.Losses;
using Lectures.Models.Networks;
using static TorchSharp.torch;

namespace Lectures.Models.Training;

/// <summary>Adds up loss and accuracy over many batches; numbers are read back from the tensors only now and
/// then.</summary>
/// <param name="loss">What is minimised.</param>
internal sealed class Tally(LossFunction loss) : IDisposable
{
    private const int MostPending = 50;

    private readonly List<(Tensor Loss, Tensor? Right, Tensor Count)> pending = [];
    private double losses;
    private long right, count, read;
    private bool classifies;

    /// <summary>Batches added so far whose loss is not finite begin here; null while all are.</summary>
    public (long Batch, double Loss)? NotFinite { get; private set; }

    /// <summary>All batches so far.</summary>
    public Evaluation Result
    {
        get
        {
            Read();
            return new(count == 0 ? double.NaN : losses / count, classifies ? (double)right / count : null, count);
        }
    }

    /// <summary>Adds a batch.</summary>
    /// <param name="batchLoss">Its loss, a scalar.</param>
    /// <param name="prediction">Logits or numbers (…, K).</param>
    /// <param name="target">Classes (…), −100 where none counts; or numbers (…, K).</param>
    public void Add(Tensor batchLoss, Tensor prediction, Tensor target)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        Tensor? hits = null;
        var counted = tensor(prediction.size(0));
        if (!target.is_floating_point())
        {
            hits = prediction.argmax(-1).eq(target).sum();
            if (target.dim() > 1) counted = target.ne(Bert.Ignored).sum();
        }
        pending.Add((batchLoss.detach().DetachFromDisposeScope(), hits?.DetachFromDisposeScope(),
            counted.DetachFromDisposeScope()));
        if (pending.Count == MostPending) Read();
    }

    private void Read()
    {
        foreach (var (batchLoss, hits, counted) in pending)
        {
            using var exact = batchLoss.to(ScalarType.Float64);
            var (value, n) = (exact.item<double>(), counted.item<long>());
            if (NotFinite is null && !double.IsFinite(value)) NotFinite = (read, value);
            losses += loss == LossFunction.SquaredError ? value : value * n;     // a sum over the patterns, or a mean
            if (hits is not null) (right, classifies) = (right + hits.item<long>(), true);
            (count, read) = (count + n, read + 1);
            batchLoss.Dispose();
            hits?.Dispose();
            counted.Dispose();
        }
        pending.Clear();
    }

    /// <summary>Releases what was not read.</summary>
    public void Dispose()
    {
        foreach (var (batchLoss, hits, counted) in pending)
        {
            batchLoss.Dispose();
            hits?.Dispose();
            counted.Dispose();
        }
    }
}
