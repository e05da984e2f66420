using static TorchSharp.torch;

namespace Lectures.Models.Networks;

/// <summary>The sigmoid unit of §7.1 (4): g = σ(wᵀx), read as P(positive | x); learns by gradient descent on
/// J = ½ Σ (g − b)².</summary>
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
}
