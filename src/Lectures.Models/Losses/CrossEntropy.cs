using Lectures.Models.Kernels;
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
    private Tensor p = null!, t = null!;
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
        (z, target) = (z.reshape(-1, classes), target.reshape(-1));          // (N,K)   (N)
        t = Keep(target.clone());                                             // the caller may use its memory again
        if (!is_grad_enabled() && Numbers.Are(z))
        {
            var (sum, softmax) = SoftmaxCrossEntropy.Forward(z, target, ignored, s);
            p = Keep(softmax);
            return tensor(sum / n, z.dtype);
        }
        var logp = z.log_softmax(-1);
        p = Keep(logp.exp());
        if (s == 0 && n == target.numel()) return nn.functional.nll_loss(logp, target);
        var counts = target.ne(ignored);                                     // (N)
        var likelihood = logp.gather(1, target.where(counts, target.new_zeros(1)).unsqueeze(1)).squeeze(1);
        if (s > 0) likelihood = (1 - s) * likelihood + s * logp.mean([1]);
        return likelihood.where(counts, likelihood.new_zeros(1)).sum() / -n;
    }

    // dz = dL (p − (1 − s) onehot(t) − s/K) / N
    /// <inheritdoc/>
    protected override Tensor BackwardCore(Tensor dL)
    {
        var exact = Numbers.Are(p) ? p : p.to(ScalarType.Float32);
        return SoftmaxCrossEntropy.Backward(exact, t, ignored, s, dL.to(ScalarType.Float64).item<double>() / n)
            .to(p.dtype).view(shape);
    }
}
