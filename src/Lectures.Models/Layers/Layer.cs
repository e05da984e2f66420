using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>A layer with one tensor in and one out, y = f(x).</summary>
public abstract class Layer : GeneralLayer
{
    /// <summary>Computes y = f(x) and keeps what backward needs.</summary>
    /// <returns>y, in the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">x does not fit.</exception>
    public Tensor Forward(Tensor x) => Forward([x])[0]!;

    /// <summary>Turns ∂L/∂y into ∂L/∂x and fills the gradients of the weights.</summary>
    /// <param name="dy">∂L/∂y, shaped like y.</param>
    /// <returns>∂L/∂x, shaped like x; null where x has none (indices).</returns>
    public Tensor? Backward(Tensor dy) => Backward([dy])[0];

    /// <summary>The layer's equation; made of operations that autograd can follow.</summary>
    protected abstract Tensor ForwardCore(Tensor x);

    /// <summary>The derivative of the layer's equation, written by hand; never writes into
    /// <paramref name="dy"/>.</summary>
    protected abstract Tensor? BackwardCore(Tensor dy);

    /// <inheritdoc/>
    protected sealed override Tensor?[] ForwardCore(Tensor?[] inputs) =>
        inputs is [{ } x] ? [ForwardCore(x)] : throw Expect.Inputs(this, 1, inputs);

    /// <inheritdoc/>
    protected sealed override Tensor?[] BackwardCore(Tensor?[] outputGradients) =>
        [outputGradients[0] is { } dy ? BackwardCore(dy) : null];
}
