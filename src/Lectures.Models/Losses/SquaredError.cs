using static TorchSharp.torch;

namespace Lectures.Models.Losses;

/// <summary>The lecture's squared error, J = ½ Σₚ Σₗ (gₗₚ − bₗₚ)², summed over outputs and patterns.</summary>
/// <remarks>Source: lecture, §7.2.2; ∂J/∂g = g − b.</remarks>
public sealed class SquaredError : Loss
{
    private Tensor difference = null!;

    // J = ½ Σ (g − b)²              g (…)   b like g
    /// <inheritdoc/>
    protected override Tensor ForwardCore(Tensor g, Tensor b)
    {
        Expect.FloatingPoint(g);
        Expect.Targets(b, g, "teacher signals");
        var difference = g - b;
        this.difference = Keep(difference);
        return difference.square().sum() / 2;
    }

    // dg = dJ (g − b)
    /// <inheritdoc/>
    protected override Tensor BackwardCore(Tensor dJ) => difference * dJ;
}
