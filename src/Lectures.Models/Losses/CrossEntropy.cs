using static TorchSharp.torch;

namespace Lectures.Models.Losses;

/// <summary>Softmax cross-entropy: mean negative log-likelihood in nats, L = −(1/N) Σₙ log softmax(z)ₙ,ₜₙ; smoothed, every
/// class has a share of the target.</summary>
/// <remarks>
/// Logits z (…, K), classes t (…) int64 in [0, K); leading dimensions together are N. A target equal to
/// <c>ignored</c> does not count, neither in the sum nor in N (as PyTorch's ignore_index); one at least must count.
/// With label smoothing s the target is q = (1 − s) onehot(t) + s/K, L = −(1/N) Σₙ Σₖ qₙₖ log softmax(z)ₙₖ.
/// Source: Bishop (2006), §4.3.4; Szegedy et al. (2016), §7; ∂L/∂z = (softmax(z) − q) / N.
/// </remarks>
/// <param name="ignored">The class that does not count.</param>
/// <param name="labelSmoothing">s in [0, 1), the share of the target that all classes have in equal parts.</param>
public sealed class CrossEntropy(long ignored = -100, double labelSmoothing = 0) : Loss
{
    private readonly double s = Expect.Share(labelSmoothing);
    private Tensor logp = null!, t = null!;
    private Tensor? counts;
    private long n;
    private long[] shape = [];

    /// <summary>The class that does not count.</summary>
    public long Ignored => ignored;

    /// <summary>The share s of the target that all classes have in equal parts.</summary>
    public double LabelSmoothing => s;

    // L = −(1/N) Σₙ ((1 − s) log pₙ,ₜₙ + (s/K) Σₖ log pₙₖ)      p = softmax(z)     z (N,K)   t (N)
    /// <inheritdoc/>
    protected override Tensor ForwardCore(Tensor z, Tensor target)
    {
        Expect.FloatingPoint(z, "logits");
        if (z.dim() < 2) Expect.Shape(z, ["N", "K"], "logits");
        Expect.NotEmpty(z, "logits");
        shape = Expect.Sizes(z);
        Expect.Shape(target, shape[..^1], "targets");
        var classes = shape[^1];
        n = Expect.Indices(target, classes, ignored, "targets");
        if (n == 0)
            throw new ArgumentException($"targets: expected at least one that counts, got {ignored} everywhere.");
        var t = target.reshape(-1, 1);                                       // (N,1)
        var counted = n == t.numel() ? null : t.ne(ignored);                 // (N,1), null where all count
        if (counted is not null) t = t.where(counted, t.new_zeros(1));
        var logp = z.reshape(-1, classes).log_softmax(-1);                   // (N,K)
        (this.logp, this.t, counts) = (Keep(logp), Keep(t), counted is null ? null : Keep(counted.to(z.dtype)));
        if (s == 0 && counts is null) return nn.functional.nll_loss(logp, t.view(-1));
        var likelihood = logp.gather(1, t);                                  // (N,1)
        if (s > 0) likelihood = (1 - s) * likelihood + s * logp.mean([1], keepdim: true);
        if (counts is not null) likelihood *= counts;
        return likelihood.sum() / -n;
    }

    // dz = dL (p − (1 − s) onehot(t) − s/K) / N
    /// <inheritdoc/>
    protected override Tensor BackwardCore(Tensor dL)
    {
        var dz = logp.exp();                                                 // p (N,K)
        dz.scatter_add_(1, t, full(t.shape, s - 1, dz.dtype, dz.device));
        if (s > 0) dz.sub_(s / dz.size(1));
        if (counts is not null) dz.mul_(counts);
        return dz.mul_(dL / n).view(shape);
    }
}
