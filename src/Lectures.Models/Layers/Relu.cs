using Lectures.Models.Kernels;
using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>y = max(0, x), element by element; the derivative at 0 is taken as 0, as libtorch takes it.</summary>
public sealed class Relu : Layer, IPiecewise
{
    private Tensor y = null!;

    /// <inheritdoc/>
    public Tensor Pieces => Keep(y > 0);

    // y = max(0, x)
    /// <inheritdoc/>
    protected override Tensor ForwardCore(Tensor x)
    {
        Expect.FloatingPoint(x);
        var y = x.relu();
        this.y = Keep(y);
        return y;
    }

    // dx = dy [x > 0]
    /// <inheritdoc/>
    protected override Tensor BackwardCore(Tensor dy) => ReluGradient.Of(y, dy);
}
