using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Losses;

/// <summary>A layer that compares a prediction with its target: a scalar out, where every backward begins.</summary>
public abstract class Loss : GeneralLayer
{
    /// <summary>The scalar loss L, in the caller's dispose scope.</summary>
    /// <exception cref="ArgumentException">Prediction and target do not fit each other.</exception>
    public Tensor Forward(Tensor prediction, Tensor target) => Forward([prediction, target])[0]!;

    /// <summary>∂L/∂prediction for ∂L/∂L = 1.</summary>
    public Tensor Backward()
    {
        using var one = tensor(1.0);
        return Backward([one])[0]!;
    }

    /// <summary>The loss; made of operations that autograd can follow.</summary>
    protected abstract Tensor ForwardCore(Tensor prediction, Tensor target);

    /// <summary>∂L/∂prediction for the given ∂L/∂L (a scalar).</summary>
    protected abstract Tensor BackwardCore(Tensor dL);

    /// <inheritdoc/>
    protected sealed override Tensor?[] ForwardCore(Tensor?[] inputs) =>
        inputs is [{ } prediction, { } target]
            ? [ForwardCore(prediction, target.detach())]                     // what is to be learned has no gradient
            : throw Expect.Inputs(this, 2, inputs);

    /// <inheritdoc/>
    protected sealed override Tensor?[] BackwardCore(Tensor?[] outputGradients) =>
        [outputGradients[0] is { } dL ? BackwardCore(dL) : null, null];
}
