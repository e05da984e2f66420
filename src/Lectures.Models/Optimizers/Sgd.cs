using Lectures.Models.Layers;
using static TorchSharp.torch;

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

    private readonly Factor descent, momentum, fresh, velocity;
    private readonly double mu;
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
        (mu, this.nesterov, rateInside) = (momentum, nesterov, convention == OptimizerConvention.Keras);
        (descent, this.momentum, fresh, velocity) = (Factor(-rate), Factor(momentum), Factor(1), Factor(1));
    }

    private protected override void Begin()
    {
        descent.Value = -Rate;
        fresh.Value = rateInside ? -Rate : 1;
        velocity.Value = (rateInside ? 1 : -Rate) * (nesterov ? mu : 1);
    }

    private protected override void Move(Tensor w, Tensor g, Tensor[] buffers)
    {
        if (buffers is not [var v])
        {
            w.add_(g, alpha: descent);
            return;
        }
        v.mul_(momentum).add_(g, alpha: fresh);
        if (nesterov) w.add_(g, alpha: descent);
        w.add_(v, alpha: velocity);
    }
}
