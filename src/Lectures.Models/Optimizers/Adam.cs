using Lectures.Models.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Lectures.Models.Optimizers;

/// <summary>Adam: m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², w ← w − ρ m̂ / (√v̂ + ε) with m̂ = m / (1 − β₁ᵗ), v̂ =
/// v / (1 − β₂ᵗ).</summary>
/// <remarks>As torch.optim.Adam. Source: Kingma and Ba (2015), algorithm 1.</remarks>
public sealed class Adam : IOptimizer
{
    private readonly (Weight Weight, Tensor M, Tensor V)[] states;
    private readonly double rate, beta1, beta2;
    private readonly Scalar decay1, decay2, new1, new2, epsilon;    // kept: kernels read them late
    private int t;

    /// <summary>The optimizer of some weights.</summary>
    /// <param name="weights">What to move.</param>
    /// <param name="rate">The learning rate ρ > 0.</param>
    /// <param name="beta1">β₁ in [0, 1).</param>
    /// <param name="beta2">β₂ in [0, 1).</param>
    /// <param name="epsilon">ε > 0.</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public Adam(
        IEnumerable<Weight> weights, double rate = 0.001, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8)
    {
        (this.rate, this.beta1, this.beta2) = (Expect.Positive(rate), Expect.Share(beta1), Expect.Share(beta2));
        (decay1, decay2, new1, new2, this.epsilon) = (beta1, beta2, 1 - beta1, 1 - beta2, Expect.Positive(epsilon));
        states = [.. weights.Select(weight => (weight, Zeros(weight), Zeros(weight)))];
    }

    /// <inheritdoc/>
    public void Step()
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        t++;
        using Scalar step = -rate / (1 - Math.Pow(beta1, t)), correction = Math.Sqrt(1 - Math.Pow(beta2, t));
        foreach (var (weight, m, v) in states)
        {
            if (weight.Gradient is not { } g) continue;
            m.mul_(decay1).add_(g, alpha: new1);
            v.mul_(decay2).addcmul_(g, g, value: new2);
            weight.Value.addcdiv_(m, v.sqrt().div_(correction).add_(epsilon), value: step);
        }
    }

    /// <summary>Releases the moments.</summary>
    public void Dispose()
    {
        foreach (var (_, m, v) in states)
        {
            m.Dispose();
            v.Dispose();
        }
    }

    private static Tensor Zeros(Weight weight) => zeros_like(weight.Value).DetachFromDisposeScope();
}
