using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>The last step of a sequence, x (N,T,I) → y (N,I).</summary>
public sealed class LastStep : Layer
{
    private long[] shape = [];

    // y = x_T
    /// <inheritdoc/>
    protected override Tensor ForwardCore(Tensor x)
    {
        Expect.Shape(x, ["N", "T", "I"]);
        shape = x.shape;
        return x.select(1, -1);
    }

    // dx_T = dy, 0 at every other step
    /// <inheritdoc/>
    protected override Tensor BackwardCore(Tensor dy)
    {
        var dx = dy.new_zeros(shape);
        dx.select(1, -1).copy_(dy);
        return dx;
    }
}
