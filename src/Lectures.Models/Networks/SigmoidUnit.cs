using Lectures.Models.Layers;
using Lectures.Models.Losses;
using Lectures.Models.Optimizers;
using Lectures.Models.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Lectures.Models.Networks;

/// <summary>The sigmoid unit of §7.1 (4): g = σ(wᵀx), x₀ = 1 for the bias, read as P(positive | x).</summary>
/// <remarks>x (N, I) → g (N, 1). Parameters: 0.weight (1, I), 0.bias (1).</remarks>
public sealed class SigmoidUnit : SequentialModel
{
    private readonly long inputs;

    /// <summary>The unit with fresh weights from torch's global generator.</summary>
    /// <param name="inputs">Input units I, at least 1.</param>
    public SigmoidUnit(long inputs) : base(nameof(SigmoidUnit))
    {
        this.inputs = Expect.AtLeast(inputs, 1);
        AppendAffine(inputs, 1);
        Append(Activation.Sigmoid);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor x)
    {
        Expect.Shape(x, ["N", inputs]);
        return base.forward(x);
    }

    // w ← w − ρ ∂J/∂w               J = ½ Σₚ (gₚ − bₚ)²
    /// <summary>One step of gradient descent on the patterns together, its gradient by hand.</summary>
    /// <param name="x">Patterns (N, I).</param>
    /// <param name="b">Teacher signals (N, 1), each in [0, 1].</param>
    /// <param name="rho">Learning rate ρ > 0.</param>
    /// <returns>J from before the step.</returns>
    /// <exception cref="ArgumentException">The shapes or types do not fit, or ρ is not positive.</exception>
    public double Learn(Tensor x, Tensor b, double rho)
    {
        Expect.Shape(x, ["N", inputs]);
        using var objective = new Objective(ByHand(), new SquaredError());
        using var descent = new Sgd(objective.NamedWeights().Select(named => named.Weight), Expect.Positive(rho));
        using var error = Learning.StepByHand(objective, [x, b], descent);
        return error.ToDouble();
    }
}
