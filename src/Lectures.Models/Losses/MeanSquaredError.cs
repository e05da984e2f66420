using static TorchSharp.torch;

namespace Lectures.Models.Losses;

/// <summary>The mean squared error, L = (1/n) Σ (y − t)² over all n elements.</summary>
/// <remarks>As PyTorch's mse_loss; n counts outputs and patterns together. ∂L/∂y = 2 (y − t) / n.</remarks>
public sealed class MeanSquaredError : Loss
{
    private Tensor difference = null!;

    // L = (1/n) Σ (y − t)²          y (…)   t like y
    /// <inheritdoc/>
    protected override Tensor ForwardCore(Tensor y, Tensor t)
    {
        Expect.FloatingPoint(y);
        Expect.Targets(t, y);
        var difference = y - t;
        this.difference = Keep(difference);
        return difference.square().mean();
    }

    // dy = dL 2 (y − t) / n
    /// <inheritdoc/>
    protected override Tensor BackwardCore(Tensor dL) => difference * (dL * (2.0 / difference.numel()));
}
