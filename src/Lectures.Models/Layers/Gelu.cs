using static TorchSharp.torch;
using Approximate = TorchSharp.Modules.GELU.Approximate;

namespace Lectures.Models.Layers;

/// <summary>How the normal distribution function Φ in <see cref="Gelu"/> is computed.</summary>
public enum GeluForm
{
    /// <summary>Φ(x) = ½ (1 + erf(x / √2)).</summary>
    Exact,

    /// <summary>Φ(x) ≈ ½ (1 + tanh(√(2/π) (x + 0.044715 x³))).</summary>
    Tanh,
}

/// <summary>y = x Φ(x), element by element, Φ the distribution function of the standard normal distribution.</summary>
/// <param name="form">How Φ is computed.</param>
/// <remarks>Source: Hendrycks, Gimpel (2016), Gaussian Error Linear Units.</remarks>
public sealed class Gelu(GeluForm form = GeluForm.Exact) : Layer
{
    private const double Cubic = 0.044715;
    private static readonly double scale = Math.Sqrt(2 / Math.PI);
    private Tensor x = null!;

    // y = x Φ(x)
    /// <inheritdoc/>
    protected override Tensor ForwardCore(Tensor x)
    {
        Expect.FloatingPoint(x);
        this.x = Keep(x);
        return nn.functional.gelu(x, form == GeluForm.Exact ? Approximate.none : Approximate.tanh);
    }

    // dx = dy (Φ(x) + x Φ′(x))
    /// <inheritdoc/>
    protected override Tensor BackwardCore(Tensor dy) => (form == GeluForm.Exact ? Exact() : ByTanh()) * dy;

    // Φ + x Φ′ with Φ′(x) = e^(−x²/2) / √(2π)
    private Tensor Exact()
    {
        var cdf = (x * Math.Sqrt(0.5)).erf_().add_(1).mul_(0.5);
        var pdf = (x * x).mul_(-0.5).exp_();
        return cdf.addcmul_(x, pdf, 1 / Math.Sqrt(2 * Math.PI));
    }

    // Φ + x Φ′ with t = tanh u, u = s (x + c x³):  Φ = ½ (1 + t), Φ′ = ½ (1 − t²) u′, u′ = s (1 + 3 c x²)
    private Tensor ByTanh()
    {
        var square = x * x;
        var t = (square * (scale * Cubic)).add_(scale).mul_(x).tanh_();
        var slope = square.mul_(3 * scale * Cubic).add_(scale).mul_(x);      // x u′
        return (1 - t * t).mul_(slope).add_(t).add_(1).mul_(0.5);
    }
}
