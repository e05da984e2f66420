using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>Lays all dimensions but the batch in one row, e.g. (N, C, H, W) → (N, C·H·W).</summary>
public sealed class Flatten : Layer
{
    private long[] shape = [];

    // y = x                         x (N,…)   y (N,I)
    /// <inheritdoc/>
    protected override Tensor ForwardCore(Tensor x)
    {
        Expect.AtLeastDimensions(x, 2, "(N, …)");
        shape = x.shape;
        return x.flatten(1);                                                 // (N,I)
    }

    // dx = dy
    /// <inheritdoc/>
    protected override Tensor BackwardCore(Tensor dy) => dy.reshape(shape);  // (N,…)
}
