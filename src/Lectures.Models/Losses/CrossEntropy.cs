using static TorchSharp.torch;

namespace Lectures.Models.Losses;

/// <summary>Softmax cross-entropy: mean negative log-likelihood in nats, L = −(1/N) Σₙ log softmax(z)ₙ,ₜₙ.</summary>
/// <remarks>
/// Logits z (…, K), classes t (…) int64 in [0, K); leading dimensions together are N. A target equal to
/// <c>ignored</c> does not count, neither in the sum nor in N (as PyTorch's ignore_index); one at least must count.
/// Source: Bishop (2006), §4.3.4; ∂L/∂z = (softmax(z) − onehot(t)) / N.
/// </remarks>
/// <param name="ignored">The class that does not count.</param>
public sealed class CrossEntropy(long ignored = -100) : Loss
{
    private Tensor p = null!, t = null!, counts = null!, n = null!;
    private long[] shape = [];

    /// <summary>The class that does not count.</summary>
    public long Ignored => ignored;

    // L = −(1/N) Σₙ log pₙ,ₜₙ       p = softmax(z)     z (N,K)   t (N)
    /// <inheritdoc/>
    protected override Tensor ForwardCore(Tensor z, Tensor target)
    {
        Expect.FloatingPoint(z, "logits");
        if (z.dim() < 2) Expect.Shape(z, ["N", "K"], "logits");
        Expect.NotEmpty(z, "logits");
        Expect.Shape(target, z.shape[..^1], "targets");
        var classes = z.size(-1);
        var counts = target.ne(ignored).reshape(-1, 1);                      // (N,1)
        var t = target.reshape(-1, 1).where(counts, target.new_zeros(1));    // (N,1)
        Expect.Indices(t, classes, "targets");
        if (!counts.any().item<bool>())
            throw new ArgumentException($"targets: expected at least one that counts, got {ignored} everywhere.");
        var logp = z.reshape(-1, classes).log_softmax(-1);                   // (N,K)
        shape = z.shape;
        (p, this.t, this.counts, n) = (Keep(logp.exp()), Keep(t), Keep(counts.to(z.dtype)), Keep(counts.sum()));
        return -(logp.gather(1, t) * this.counts).sum() / n;
    }

    // dz = dL (p − onehot(t)) / N
    /// <inheritdoc/>
    protected override Tensor BackwardCore(Tensor dL)
    {
        var dz = p.scatter_add(1, t, -ones_like(counts));                    // (N,K)
        return (dz * (counts * (dL / n))).reshape(shape);
    }
}
