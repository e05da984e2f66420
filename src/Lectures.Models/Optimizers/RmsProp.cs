using System.Numerics;
using System.Runtime.CompilerServices;
using Lectures.Models.Layers;

namespace Lectures.Models.Optimizers;

/// <summary>RMSprop: v ← α v + (1 − α) g², w ← w − ρ g / (√v + ε); with momentum μ, b ← μ b + g / (√v + ε) and w ← w −
/// ρ b.</summary>
/// <remarks>
/// As torch.optim.RMSprop. Keras has √(v + ε) in place of √v + ε, and the rate in b. Source: Tieleman and Hinton
/// (2012), lecture 6.5.
/// </remarks>
public sealed class RmsProp : Optimizer
{
    private readonly double alpha, epsilon, momentum;
    private readonly bool keras;

    /// <summary>The optimizer of some weights.</summary>
    /// <param name="weights">What to move.</param>
    /// <param name="rate">The learning rate ρ > 0; null for 0.01 (PyTorch) or 0.001 (Keras).</param>
    /// <param name="alpha">α in [0, 1), Keras calls it rho; null for 0.99 (PyTorch) or 0.9 (Keras).</param>
    /// <param name="epsilon">ε > 0; null for 1e-8 (PyTorch) or 1e-7 (Keras).</param>
    /// <param name="momentum">μ in [0, 1).</param>
    /// <param name="weightDecay">λ ≥ 0: λ w in the gradient (PyTorch) or w ← w − ρ λ w (Keras).</param>
    /// <param name="convention">Whose formulas and defaults.</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public RmsProp(
        IEnumerable<Weight> weights, double? rate = null, double? alpha = null, double? epsilon = null,
        double momentum = 0, double weightDecay = 0, OptimizerConvention convention = OptimizerConvention.PyTorch)
        : base(weights, rate ?? (convention == OptimizerConvention.Keras ? 0.001 : 0.01), weightDecay,
            convention == OptimizerConvention.Keras,
            Expect.Share(momentum) == 0 ? ["square_avg"]
                : ["square_avg", convention == OptimizerConvention.Keras ? "velocity" : "momentum_buffer"])
    {
        keras = convention == OptimizerConvention.Keras;
        this.alpha = Expect.Share(alpha ?? (keras ? 0.9 : 0.99), nameof(alpha));
        this.epsilon = Expect.Positive(epsilon ?? (keras ? 1e-7 : 1e-8), nameof(epsilon));
        this.momentum = momentum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override void Move<T>(
        Span<Vector<T>> w, ReadOnlySpan<Vector<T>> g, Span<Vector<T>> v, Span<Vector<T>> b)
    {
        var (old, fresh, small) = (Each<T>(alpha), Each<T>(1 - alpha), Each<T>(epsilon));
        var (friction, rate, ahead) = (Each<T>(momentum), Each<T>(Rate), Each<T>(momentum > 0 && keras ? 1 : Rate));
        for (var i = 0; i < w.Length; i++)
        {
            var d = Decay(ref w[i], g[i]);
            v[i] = old * v[i] + fresh * d * d;
            var step = d / (keras ? Vector.SquareRoot(v[i] + small) : Vector.SquareRoot(v[i]) + small);
            if (momentum > 0) step = b[i] = friction * b[i] + (keras ? rate * step : step);
            w[i] -= ahead * step;
        }
    }
}
