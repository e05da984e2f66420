using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>pₖ = e^zₖ / Σⱼ e^zⱼ over the last dimension: positive numbers that sum to 1.</summary>
public sealed class Softmax : Layer
{
    private Tensor p = null!;

    // p = softmax(z)                z (…,K)   p (…,K)
    /// <inheritdoc/>
    protected override Tensor ForwardCore(Tensor z)
    {
        Expect.FloatingPoint(z);
        Expect.AtLeastDimensions(z, 1, "(…, K)");
        var p = z.softmax(-1);
        this.p = Keep(p);
        return p;
    }

    // dz = p (dp − Σₖ dpₖ pₖ)
    /// <inheritdoc/>
    protected override Tensor BackwardCore(Tensor dp)
    {
        var weighted = dp * p;                                               // (…,K)
        return weighted.addcmul(p, weighted.sum(-1L, keepdim: true), Scalars.MinusOne);
    }
}
