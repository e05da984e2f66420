using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>y = tanh x, element by element.</summary>
public sealed class Tanh : Layer
{
    private Tensor y = null!;

    // y = tanh x
    /// <inheritdoc/>
    protected override Tensor ForwardCore(Tensor x)
    {
        Expect.FloatingPoint(x);
        var y = x.tanh();
        this.y = Keep(y);
        return y;
    }

    // dx = dy (1 − y²) = dy − (dy y) y
    /// <inheritdoc/>
    protected override Tensor BackwardCore(Tensor dy) => dy.addcmul(dy * y, y, Scalars.MinusOne);
}
