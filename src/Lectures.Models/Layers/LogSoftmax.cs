using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>yₖ = log softmax(z)ₖ = zₖ − log Σⱼ e^zⱼ over the last dimension, computed without overflow.</summary>
public sealed class LogSoftmax : Layer
{
    private Tensor y = null!;

    // y = z − log Σⱼ e^zⱼ           z (…,K)   y (…,K)
    /// <inheritdoc/>
    protected override Tensor ForwardCore(Tensor z)
    {
        Expect.FloatingPoint(z);
        Expect.AtLeastDimensions(z, 1, "(…, K)");
        var y = z.log_softmax(-1);
        this.y = Keep(y);
        return y;
    }

    // dz = dy − softmax(z) Σₖ dyₖ
    /// <inheritdoc/>
    protected override Tensor BackwardCore(Tensor dy) =>
        dy.addcmul(y.exp(), dy.sum(-1L, keepdim: true), Scalars.MinusOne);
}
