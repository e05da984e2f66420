using Lectures.Models.Losses;
using static Lectures.Models.Checking.Diagnosis.WrongGradients;
using static TorchSharp.torch;

namespace Lectures.Models.Checking.Diagnosis;

// J = ½ Σ (g − b)²:            dg = dJ (g − b)
// L = (1/n) Σ (y − t)²:        dy = dL 2 (y − t) / n
// L = −(1/n) Σ (t log σ(z) + (1 − t) log(1 − σ(z))):    dz = dL (σ(z) − t) / n
public static partial class Catalogue
{
    private static IEnumerable<Mistake> Losses =>
    [
        Mistake.In<SquaredError>("squared-error-doubled", Cause.Factor,
            "dg = 2 (g − b): the ½ of J = ½ Σ (g − b)² takes the 2 away, dg = g − b.",
            (_, s) => Input((s.X - s.Inputs[1]!) * s.Dy * 2)),
        Mistake.In<SquaredError>("squared-error-halved", Cause.Factor,
            "dg = ½ (g − b), the ½ of J = ½ Σ (g − b)² is kept without the 2 of the square: dg = g − b.",
            (_, s) => Input((s.X - s.Inputs[1]!) * s.Dy / 2)),
        Mistake.In<SquaredError>("squared-error-mean", Cause.SumOrMean,
            "dg = (g − b) / N: J is a sum over the patterns and no mean, dg = g − b.",
            (_, s) => Input((s.X - s.Inputs[1]!) * s.Dy / s.X.size(0))),
        Mistake.In<SquaredError>("squared-error-sign", Cause.Factor,
            "dg = b − g, the sign is wrong (the lecture's update adds what descent subtracts): dg = g − b.",
            (_, s) => Input((s.Inputs[1]! - s.X) * s.Dy)),
        Mistake.In<SquaredError>("squared-error-absolute", Cause.OtherDerivative,
            "dg = sign(g − b), the derivative of Σ |g − b|: dg = g − b.",
            (_, s) => Input((s.X - s.Inputs[1]!).sign() * s.Dy)),
        Mistake.In<MeanSquaredError>("mean-squared-error-sum", Cause.SumOrMean,
            "dy = 2 (y − t), the gradient of a sum: the loss is a mean over all n elements, dy = 2 (y − t) / n.",
            (_, s) => Input((s.X - s.Inputs[1]!) * s.Dy * 2)),
        Mistake.In<MeanSquaredError>("mean-squared-error-two-missing", Cause.Factor,
            "dy = (y − t) / n, the 2 of the square is missing: dy = 2 (y − t) / n.",
            (_, s) => Input((s.X - s.Inputs[1]!) * s.Dy / s.X.numel())),
        Mistake.In<MeanSquaredError>("mean-squared-error-over-patterns", Cause.SumOrMean,
            "dy = 2 (y − t) / N, divided by the patterns and not by all n elements: dy = 2 (y − t) / n.",
            (_, s) => Input((s.X - s.Inputs[1]!) * s.Dy * 2 / s.X.size(0))),
        Mistake.In<MeanSquaredError>("mean-squared-error-sign", Cause.Factor,
            "dy = 2 (t − y) / n, the sign is wrong: dy = 2 (y − t) / n.",
            (_, s) => Input((s.Inputs[1]! - s.X) * s.Dy * 2 / s.X.numel())),
        Mistake.In<BinaryCrossEntropy>("binary-cross-entropy-sum", Cause.SumOrMean,
            "dz = σ(z) − t, the gradient of a sum: the loss is a mean over all n elements, dz = (σ(z) − t) / n.",
            (_, s) => Input((s.X.sigmoid() - s.Inputs[1]!) * s.Dy)),
        Mistake.In<BinaryCrossEntropy>("binary-cross-entropy-over-patterns", Cause.SumOrMean,
            "dz = (σ(z) − t) / N, divided by the patterns and not by all n elements: dz = (σ(z) − t) / n.",
            (_, s) => Input((s.X.sigmoid() - s.Inputs[1]!) * s.Dy / s.X.size(0))),
        Mistake.In<BinaryCrossEntropy>("binary-cross-entropy-sigmoid-twice", Cause.OtherDerivative,
            "dz is multiplied by σ(z) (1 − σ(z)) once more, but σ(z) − t holds it already: dz = (σ(z) − t) / n.",
            (_, s) => Input(BinaryDifference(s) * SigmoidSlope(s))),
        Mistake.In<BinaryCrossEntropy>("binary-cross-entropy-of-probabilities", Cause.DerivativeMissing,
            "dz = (σ − t) / (σ (1 − σ) n), the gradient of the probability and not of the logit: dz = (σ(z) − t) / n.",
            (_, s) => Input(BinaryDifference(s) / SigmoidSlope(s))),
        Mistake.In<BinaryCrossEntropy>("binary-cross-entropy-of-logits", Cause.DerivativeAtWrongPlace,
            "dz = (z − t) / n, with the logit where its sigmoid belongs: dz = (σ(z) − t) / n.",
            (_, s) => Input((s.X - s.Inputs[1]!) * s.Dy / s.X.numel())),
        Mistake.In<BinaryCrossEntropy>("binary-cross-entropy-positive-term-only", Cause.TermMissing,
            "dz = −t (1 − σ(z)) / n, the term (1 − t) log(1 − σ(z)) of the loss is missing: dz = (σ(z) − t) / n.",
            (_, s) => Input(s.Inputs[1]! * (s.X.sigmoid() - 1) * s.Dy / s.X.numel())),
    ];

    // dL (σ(z) − t) / n
    private static Tensor BinaryDifference(Symptoms s) => (s.X.sigmoid() - s.Inputs[1]!) * s.Dy / s.X.numel();

    private static Tensor SigmoidSlope(Symptoms s) => s.X.sigmoid() * (1 - s.X.sigmoid());
}
