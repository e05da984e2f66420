using static TorchSharp.torch;

namespace Lectures.Models.Data;

/// <summary>Patterns that are tensors already.</summary>
public sealed class TensorPatterns : IPatterns
{
    private readonly Tensor x, target;

    /// <summary>The patterns; they stay the caller's and must outlive this.</summary>
    /// <param name="x">What is read, one pattern in each row (N, …).</param>
    /// <param name="target">What is to be said (N, …): classes int64, or numbers.</param>
    /// <exception cref="ArgumentException">They are not equally many, or none.</exception>
    public TensorPatterns(Tensor x, Tensor target)
    {
        if (x.dim() == 0 || target.dim() == 0 || x.size(0) != target.size(0) || x.size(0) == 0)
            throw new ArgumentException(
                $"target: expected as many as x, at least 1; got {Expect.Text(target.shape)} for {Expect.Text(x.shape)}.");
        (this.x, this.target) = (x, target);
    }

    /// <inheritdoc/>
    public int Count => (int)x.size(0);

    /// <inheritdoc/>
    public Tensor? Classes => target.dtype == ScalarType.Int64 && target.dim() == 1 ? target : null;

    /// <inheritdoc/>
    public Batch Take(Tensor indices, Generator? random = null)
    {
        var chosen = x.index_select(0, indices);
        return new([chosen], ReferenceEquals(x, target) ? chosen : target.index_select(0, indices));
    }

    /// <summary>Nothing is owned.</summary>
    public void Dispose()
    {
    }
}
