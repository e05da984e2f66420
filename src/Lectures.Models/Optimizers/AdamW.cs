using Lectures.Models.Layers;

namespace Lectures.Models.Optimizers;

/// <summary>Adam with decoupled weight decay: w ← w − ρ λ w, then Adam's step without it.</summary>
/// <remarks>As torch.optim.AdamW; every weight decays, biases too. Source: Loshchilov and Hutter (2019), algorithm
/// 2.</remarks>
public sealed class AdamW : Adam
{
    /// <summary>The optimizer of some weights.</summary>
    /// <param name="weights">What to move.</param>
    /// <param name="rate">The learning rate ρ > 0.</param>
    /// <param name="beta1">β₁ in [0, 1).</param>
    /// <param name="beta2">β₂ in [0, 1).</param>
    /// <param name="epsilon">ε > 0; null for 1e-8 (PyTorch) or 1e-7 (Keras).</param>
    /// <param name="weightDecay">λ ≥ 0; null for 0.01 (PyTorch) or 0.004 (Keras).</param>
    /// <param name="convention">Whose formulas and defaults.</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public AdamW(
        IEnumerable<Weight> weights, double rate = DefaultRate, double beta1 = DefaultBeta1,
        double beta2 = DefaultBeta2, double? epsilon = null, double? weightDecay = null,
        OptimizerConvention convention = OptimizerConvention.PyTorch)
        : base(weights, rate, beta1, beta2, epsilon,
            weightDecay ?? (convention == OptimizerConvention.Keras ? 0.004 : 0.01), convention, decoupled: true)
    {
    }
}
