using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>g = σ(h) = 1 / (1 + e⁻ʰ), element by element.</summary>
public sealed class Sigmoid : Layer
{
    private Tensor g = null!;

    // g = σ(h)
    /// <inheritdoc/>
    protected override Tensor ForwardCore(Tensor h)
    {
        Expect.FloatingPoint(h);
        var g = h.sigmoid();
        this.g = Keep(g);
        return g;
    }

    // dh = dg g (1 − g) = dg g − (dg g) g
    /// <inheritdoc/>
    protected override Tensor BackwardCore(Tensor dg)
    {
        var dgg = dg * g;
        return dgg.addcmul_(dgg, g, Scalars.MinusOne);
    }
}
