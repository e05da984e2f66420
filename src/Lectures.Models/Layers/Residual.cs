using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>y = x + f(x), where f keeps the shape.</summary>
public sealed class Residual : Layer
{
    private readonly Layer inner;

    /// <summary>The connection around <paramref name="inner"/>, whose weights keep their paths with <paramref name="name"/> in front.</summary>
    public Residual(Layer inner, string name = "inner") => this.inner = Add(name, inner);

    // y = x + f(x)
    /// <inheritdoc/>
    protected override Tensor ForwardCore(Tensor x)
    {
        var f = inner.Forward(x);
        Expect.Shape(f, x.shape, "residual f(x)");
        return x + f;
    }

    // dx = dy + f'(x)ᵀ dy
    /// <inheritdoc/>
    protected override Tensor BackwardCore(Tensor dy) => inner.Backward(dy) is { } dx ? dy + dx : dy;
}
