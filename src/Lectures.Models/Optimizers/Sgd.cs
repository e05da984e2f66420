using Lectures.Models.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Lectures.Models.Optimizers;

/// <summary>Gradient descent, w ← w − ρ ∂L/∂w; with momentum μ, v ← μ v + ∂L/∂w and w ← w − ρ v.</summary>
/// <remarks>As torch.optim.SGD; the first v is the gradient.</remarks>
public sealed class Sgd : IOptimizer
{
    private readonly Weight[] weights;
    private readonly Tensor?[] velocities;
    private readonly bool hasMomentum;
    private readonly Scalar step, momentum;    // kept: kernels read them late

    /// <summary>The optimizer of some weights.</summary>
    /// <param name="weights">What to move.</param>
    /// <param name="rate">The learning rate ρ > 0.</param>
    /// <param name="momentum">μ in [0, 1).</param>
    /// <exception cref="ArgumentException">The rate or momentum is out of range.</exception>
    public Sgd(IEnumerable<Weight> weights, double rate, double momentum = 0)
    {
        this.weights = [.. weights];
        velocities = new Tensor?[this.weights.Length];
        (step, this.momentum, hasMomentum) = (-Expect.Positive(rate), Expect.Share(momentum), momentum > 0);
    }

    /// <inheritdoc/>
    public void Step()
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        for (var i = 0; i < weights.Length; i++)
        {
            if (weights[i].Gradient is not { } gradient) continue;
            if (hasMomentum)
                gradient = velocities[i] = velocities[i]?.mul_(momentum).add_(gradient)
                    ?? gradient.clone().DetachFromDisposeScope();
            weights[i].Value.add_(gradient, alpha: step);
        }
    }

    /// <summary>Releases the velocities.</summary>
    public void Dispose()
    {
        foreach (var velocity in velocities) velocity?.Dispose();
    }
}
