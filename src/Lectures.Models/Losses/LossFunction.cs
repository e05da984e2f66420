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
    public static Loss ByHand(this LossFunction loss) => loss switch
    {
        LossFunction.CrossEntropy => new CrossEntropy(),
        LossFunction.BinaryCrossEntropy => new BinaryCrossEntropy(),
        LossFunction.SquaredError => new SquaredError(),
        LossFunction.MeanSquaredError => new MeanSquaredError(),
        _ => throw new ArgumentOutOfRangeException(nameof(loss), loss, null),
    };

    /// <summary>The loss by TorchSharp's own functions, for autograd; logits (…, K) and classes (…) for the
    /// cross-entropy.</summary>
    public static Tensor Of(this LossFunction loss, Tensor prediction, Tensor target) => loss switch
    {
        LossFunction.CrossEntropy => nn.functional.cross_entropy(
            prediction.reshape(-1, prediction.size(-1)), target.reshape(-1)),
        LossFunction.BinaryCrossEntropy => nn.functional.binary_cross_entropy_with_logits(prediction, target),
        LossFunction.SquaredError => (prediction - target).square().sum() / 2,
        LossFunction.MeanSquaredError => nn.functional.mse_loss(prediction, target),
        _ => throw new ArgumentOutOfRangeException(nameof(loss), loss, null),
    };
}
