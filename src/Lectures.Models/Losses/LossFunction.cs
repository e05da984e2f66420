using static TorchSharp.torch;

namespace Lectures.Models.Losses;

/// <summary>What is minimised.</summary>
public enum LossFunction
{
    /// <summary>Softmax cross-entropy on logits, targets are classes.</summary>
    CrossEntropy,

    /// <summary>Binary cross-entropy on logits, targets in [0, 1].</summary>
    BinaryCrossEntropy,

    /// <summary>The lecture's ½ Σ (g − b)².</summary>
    SquaredError,

    /// <summary>The mean of (g − b)² over all elements.</summary>
    MeanSquaredError,
}

/// <summary>The two forms of every loss.</summary>
public static class LossFunctionExtensions
{
    /// <summary>The loss by hand.</summary>
    /// <param name="loss">Which.</param>
    /// <param name="labelSmoothing">In [0, 1); of the cross-entropy only.</param>
    /// <exception cref="ArgumentException">The smoothing is out of range, or the loss has no use for it.</exception>
    public static Loss ByHand(this LossFunction loss, double labelSmoothing = 0) => loss.Checked(labelSmoothing) switch
    {
        LossFunction.CrossEntropy => new CrossEntropy(labelSmoothing: labelSmoothing),
        LossFunction.BinaryCrossEntropy => new BinaryCrossEntropy(),
        LossFunction.SquaredError => new SquaredError(),
        LossFunction.MeanSquaredError => new MeanSquaredError(),
        _ => throw new ArgumentOutOfRangeException(nameof(loss), loss, null),
    };

    /// <summary>The loss by TorchSharp's own functions, for autograd; logits (…, K) and classes (…) for the
    /// cross-entropy.</summary>
    /// <inheritdoc cref="ByHand"/>
    public static Tensor Of(this LossFunction loss, Tensor prediction, Tensor target, double labelSmoothing = 0) =>
        loss.Checked(labelSmoothing) switch
        {
            LossFunction.CrossEntropy => prediction.dim() == 2
                ? nn.functional.cross_entropy(prediction, target, label_smoothing: labelSmoothing)
                : nn.functional.cross_entropy(
                    prediction.reshape(-1, prediction.size(-1)), target.reshape(-1), label_smoothing: labelSmoothing),
            LossFunction.BinaryCrossEntropy => nn.functional.binary_cross_entropy_with_logits(prediction, target),
            LossFunction.SquaredError => (prediction - target).square().sum() / 2,
            LossFunction.MeanSquaredError => nn.functional.mse_loss(prediction, target),
            _ => throw new ArgumentOutOfRangeException(nameof(loss), loss, null),
        };

    /// <summary>The loss, if it has a use for the smoothing.</summary>
    internal static LossFunction Checked(this LossFunction loss, double labelSmoothing) =>
        Expect.Share(labelSmoothing) == 0 || loss == LossFunction.CrossEntropy
            ? loss
            : throw new ArgumentException($"labelSmoothing: {loss} has no use for it; leave it out.");
}
