using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>A residual connection, y = x + f(x). Inputs: x, and any further ones, which f receives as they are (a
/// source, a mask). Output y, shaped like x.</summary>
/// <remarks>Source: He et al. (2016), Deep Residual Learning for Image Recognition.</remarks>
public sealed class Residual : GeneralLayer
{
    private readonly GeneralLayer inner;

    /// <summary>The connection around f, whose weights keep their paths with <paramref name="name"/> in
    /// front.</summary>
    /// <param name="inner">f; its first input and its output are shaped like x.</param>
    /// <param name="name">Its name.</param>
    public Residual(GeneralLayer inner, string name = "inner") => this.inner = Add(name, inner);

    // y = x + f(x)
    /// <inheritdoc/>
    protected override Tensor?[] ForwardCore(Tensor?[] inputs)
    {
        if (inputs is not [{ } x, ..]) throw Expect.Inputs(this, 1, inputs);
        var f = inner.Forward(inputs)[0]!;
        Expect.Shape(f, x.shape, "residual f(x)");
        return [x + f];
    }

    // dx = dy + f′ᵀ dy
    /// <inheritdoc/>
    protected override Tensor?[] BackwardCore(Tensor?[] outputGradients)
    {
        var gradients = inner.Backward(outputGradients);
        return [Sum(outputGradients[0], gradients[0]), .. gradients[1..]];
    }
}
