using Lectures.Models.Kernels;
using static TorchSharp.torch;

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
    private static readonly double linear = Math.Sqrt(8 / Math.PI), cubic = 0.044715 * linear;
    private static readonly TorchSharp.Scalar density = 1 / Math.Sqrt(2 * Math.PI), slope = linear;
    private Tensor x = null!, y = null!, cdf = null!;

    /// <summary>How Φ is computed.</summary>
    public GeluForm Form => form;

    // y = x Φ(x)
    /// <inheritdoc/>
    protected override Tensor ForwardCore(Tensor x)
    {
        Expect.FloatingPoint(x);
        this.x = Keep(x);
        if (form == GeluForm.Exact)
        {
            var y = nn.functional.gelu(x);
            this.y = Keep(y);
            return y;
        }
        var cdf = (x * (x * x * cubic + linear)).sigmoid();                  // ½ (1 + tanh u) = σ(2u)
        this.cdf = Keep(cdf);
        return x * cdf;
    }

    // dx = dy (Φ(x) + x Φ′(x))
    /// <inheritdoc/>
    protected override Tensor BackwardCore(Tensor dy) => form == GeluForm.Exact && GeluGradient.Pays(x, dy)
        ? GeluGradient.Of(x, y, dy) : (form == GeluForm.Exact ? Exact() : ByTanh()).mul_(dy);

    // Φ + x Φ′ with Φ = y/x, ½ where x = 0, and Φ′(x) = e^(−x²/2) / √(2π)
    private Tensor Exact()
    {
        var cdf = (y / x).nan_to_num_(0.5);
        var pdf = x.square().mul_(-0.5).exp_();
        return cdf.addcmul_(x, pdf, density);
    }

    // Φ + x Φ′ with Φ = σ(v), v = 2u = l x + c x³:  x Φ′ = x v′ Φ (1 − Φ),  v′ = l + 3 c x²
    // (far out the factor Φ (1 − Φ) = 0 goes first: x² alone would overflow in float16)
    private Tensor ByTanh()
    {
        var a = (1 - cdf).mul_(cdf).mul_(x);                                 // x Φ (1 − Φ)
        return (a * x).mul_(x).mul_(3 * cubic).add_(a, alpha: slope).add_(cdf);
    }
}
