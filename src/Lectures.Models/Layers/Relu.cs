using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>y = max(0, x), element by element; the derivative at 0 is taken as 0, as libtorch takes it.</summary>
public sealed class Relu : Layer, IPiecewise
{
    private Tensor positive = null!;

    /// <inheritdoc/>
    public Tensor Pieces => positive;

    // y = max(0, x)
    /// <inheritdoc/>
    protected override Tensor ForwardCore(Tensor x)
    {
        Expect.FloatingPoint(x);
        positive = Keep(x > 0);
        return x.relu();
    }

    // dx = dy [x > 0]
    /// <inheritdoc/>
    protected override Tensor BackwardCore(Tensor dy) => dy * positive;
}
