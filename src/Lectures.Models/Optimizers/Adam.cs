using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Optimizers;

/// <summary>Adam: m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², w ← w − ρ m̂ / (√v̂ + ε) with m̂ = m / (1 − β₁ᵗ), v̂ =
/// v / (1 − β₂ᵗ).</summary>
/// <remarks>
/// As torch.optim.Adam, but t counts the optimizer's steps and not the weight's own. With c = √(1 − β₂ᵗ) the step is
/// ρ c / (1 − β₁ᵗ) · m / (√v + c ε); Keras has ε in place of c ε. Source: Kingma and Ba (2015), algorithm 1 and §2.
/// </remarks>
public class Adam : Optimizer
{
    internal const double DefaultRate = 0.001, DefaultBeta1 = 0.9, DefaultBeta2 = 0.999;

    private readonly Tensor t;
    private readonly double beta1, beta2, epsilon;
    private readonly bool keras;
    private double step, addend;

    /// <summary>The optimizer of some weights.</summary>
    /// <param name="weights">What to move.</param>
    /// <param name="rate">The learning rate ρ > 0.</param>
    /// <param name="beta1">β₁ in [0, 1).</param>
    /// <param name="beta2">β₂ in [0, 1).</param>
    /// <param name="epsilon">ε > 0; null for 1e-8 (PyTorch) or 1e-7 (Keras).</param>
    /// <param name="weightDecay">λ ≥ 0: λ w in the gradient (PyTorch) or w ← w − ρ λ w (Keras).</param>
    /// <param name="convention">Whose formulas and defaults.</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public Adam(
        IEnumerable<Weight> weights, double rate = DefaultRate, double beta1 = DefaultBeta1,
        double beta2 = DefaultBeta2, double? epsilon = null, double weightDecay = 0,
        OptimizerConvention convention = OptimizerConvention.PyTorch)
        : this(weights, rate, beta1, beta2, epsilon, weightDecay, convention, convention == OptimizerConvention.Keras)
    {
    }

    private protected Adam(
        IEnumerable<Weight> weights, double rate, double beta1, double beta2, double? epsilon, double weightDecay,
        OptimizerConvention convention, bool decoupled)
        : base(weights, rate, weightDecay, decoupled, "exp_avg", "exp_avg_sq")
    {
        keras = convention == OptimizerConvention.Keras;
        (this.beta1, this.beta2) = (Expect.Share(beta1), Expect.Share(beta2));
        this.epsilon = Expect.Positive(epsilon ?? (keras ? 1e-7 : 1e-8), nameof(epsilon));
        t = Add("step", zeros([], ScalarType.Int64));
    }

    private protected override void Begin()
    {
        var t = ++MemoryMarshal.Cast<byte, long>(this.t.bytes)[0];
        var c = Math.Sqrt(1 - Math.Pow(beta2, t));
        (step, addend) = (Rate * c / (1 - Math.Pow(beta1, t)), keras ? epsilon : c * epsilon);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override void Move<T>(
        Span<Vector<T>> w, ReadOnlySpan<Vector<T>> g, Span<Vector<T>> m, Span<Vector<T>> v)
    {
        var (old1, fresh1, old2, fresh2) = (Each<T>(beta1), Each<T>(1 - beta1), Each<T>(beta2), Each<T>(1 - beta2));
        var (step, addend) = (Each<T>(this.step), Each<T>(this.addend));
        for (var i = 0; i < w.Length; i++)
        {
            var d = Decay(ref w[i], g[i]);
            m[i] = old1 * m[i] + fresh1 * d;
            v[i] = old2 * v[i] + fresh2 * d * d;
            w[i] -= step * m[i] / (Vector.SquareRoot(v[i]) + addend);
        }
    }
}
