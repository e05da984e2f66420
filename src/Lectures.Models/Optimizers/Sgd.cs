using System.Numerics;
using System.Runtime.CompilerServices;
using Lectures.Models.Layers;

namespace Lectures.Models.Optimizers;

/// <summary>Gradient descent, w ← w − ρ g; with momentum μ, v ← μ v + g and w ← w − ρ v, Nesterov's w ← w − ρ (g + μ
/// v).</summary>
/// <remarks>
/// As torch.optim.SGD. Keras has the rate in the velocity, v ← μ v − ρ g and w ← w + v, Nesterov's w ← w + μ v − ρ g:
/// the same as long as the rate stays. Source: Sutskever et al. (2013), §2.
/// </remarks>
public sealed class Sgd : Optimizer
{
    internal const double DefaultRate = 0.01;

    private readonly double momentum;
    private readonly bool nesterov, rateInside;

    /// <summary>The optimizer of some weights.</summary>
    /// <param name="weights">What to move.</param>
    /// <param name="rate">The learning rate ρ > 0.</param>
    /// <param name="momentum">μ in [0, 1).</param>
    /// <param name="nesterov">Nesterov's momentum; needs μ > 0.</param>
    /// <param name="weightDecay">λ ≥ 0: λ w in the gradient (PyTorch) or w ← w − ρ λ w (Keras).</param>
    /// <param name="convention">Whose formulas.</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public Sgd(
        IEnumerable<Weight> weights, double rate = DefaultRate, double momentum = 0, bool nesterov = false,
        double weightDecay = 0, OptimizerConvention convention = OptimizerConvention.PyTorch)
        : base(weights, rate, weightDecay, convention == OptimizerConvention.Keras,
            Expect.Share(momentum) == 0 ? [] : [convention == OptimizerConvention.Keras ? "velocity" : "momentum_buffer"])
    {
        if (nesterov && momentum == 0) throw new ArgumentException("nesterov: expected a momentum above 0, got 0.");
        (this.momentum, this.nesterov, rateInside) = (momentum, nesterov, convention == OptimizerConvention.Keras);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override void Move<T>(
        Span<Vector<T>> w, ReadOnlySpan<Vector<T>> g, Span<Vector<T>> v, Span<Vector<T>> _)
    {
        var (friction, descent, one) = (Each<T>(momentum), Each<T>(-Rate), Vector<T>.One);
        var (fresh, ahead) = rateInside ? (descent, one) : (one, descent);
        for (var i = 0; i < w.Length; i++)
        {
            var step = fresh * Decay(ref w[i], g[i]);
            if (momentum > 0)
            {
                v[i] = friction * v[i] + step;
                step = nesterov ? step + friction * v[i] : v[i];
            }
            w[i] += ahead * step;
        }
    }
}
