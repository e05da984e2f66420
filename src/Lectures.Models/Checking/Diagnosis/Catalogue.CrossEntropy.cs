using Lectures.Models.Losses;
using static Lectures.Models.Checking.Diagnosis.WrongGradients;
using static TorchSharp.torch;

namespace Lectures.Models.Checking.Diagnosis;

// L = −(1/N) Σₙ log pₙ,ₜₙ, p = softmax(z):   dz = dL (p − onehot(t)) / N
// with label smoothing s the target q = (1 − s) onehot(t) + s/K stands for onehot(t)
public static partial class Catalogue
{
    private static IEnumerable<Mistake> CrossEntropies =>
    [
        InCrossEntropy("cross-entropy-sum", Cause.SumOrMean,
            "dz = p − onehot(t), the gradient of a sum: the loss is a mean, dz = (p − onehot(t)) / N.",
            s => s.Difference * s.DL),
        InCrossEntropy("cross-entropy-mean-twice", Cause.SumOrMean,
            "dz = (p − onehot(t)) / N², divided by N twice: dz = (p − onehot(t)) / N.",
            s => s.Difference * s.DL / s.N.square()),
        InCrossEntropy("cross-entropy-mean-over-classes", Cause.SumOrMean,
            "dz = (p − onehot(t)) / (N K), a mean over the classes too: dz = (p − onehot(t)) / N.",
            s => s.Difference * s.DL / (s.N * s.Z.size(1))),
        InCrossEntropy("cross-entropy-divided-by-classes", Cause.SumOrMean,
            "dz = (p − onehot(t)) / K, divided by the classes and not by the patterns: dz = (p − onehot(t)) / N.",
            s => s.Difference * s.DL / s.Z.size(1)),
        InCrossEntropy("cross-entropy-sign", Cause.Factor,
            "dz = (onehot(t) − p) / N, the sign is wrong: dz = (p − onehot(t)) / N.",
            s => -s.Difference * s.Share),
        InCrossEntropy("cross-entropy-incoming-ignored", Cause.Factor,
            "dz does not take up dL, the gradient that comes in: dz = dL (p − onehot(t)) / N.",
            s => s.Difference / s.N),
        InCrossEntropy("cross-entropy-onehot-missing", Cause.TermMissing,
            "dz = p / N, −1 at the right class is missing: dz = (p − onehot(t)) / N.",
            s => s.P * s.Counts * s.Share),
        InCrossEntropy("cross-entropy-softmax-missing", Cause.TermMissing,
            "dz = −onehot(t) / N, what the normalisation gives to the other classes is missing: dz = (p −"
            + " onehot(t)) / N.",
            s => -s.Target * s.Counts * s.Share),
        InCrossEntropy("cross-entropy-of-probabilities", Cause.DerivativeMissing,
            "dz = −onehot(t) / (p N), the gradient of p and not of the logits: through softmax's Jacobian"
            + " dz = (p − onehot(t)) / N.",
            s => -s.Target * s.Counts / s.P * s.Share),
        InCrossEntropy("cross-entropy-of-logits", Cause.DerivativeAtWrongPlace,
            "dz = (z − onehot(t)) / N, with the logits where their softmax belongs: dz = (p − onehot(t)) / N.",
            s => (s.Z - s.Target) * s.Counts * s.Share),
        InCrossEntropy("cross-entropy-softmax-twice", Cause.OtherDerivative,
            "dz is multiplied by softmax's Jacobian once more, but p − onehot(t) holds it already: dz ="
            + " (p − onehot(t)) / N.",
            s => s.P * (s.Difference - (s.Difference * s.P).sum(-1L, keepdim: true)) * s.Share),
        InCrossEntropy("cross-entropy-softmax-over-patterns", Cause.WrongAxis,
            "p sums to 1 over the patterns and not over the classes: dz = (p − onehot(t)) / N with p ="
            + " softmax(z) over K.",
            s => (s.Z.softmax(0) - s.Target) * s.Counts * s.Share),
        InCrossEntropy("cross-entropy-ignored-learn", Cause.MaskIgnored,
            "dz is not 0 where the target is the ignored class: those patterns do not count.",
            s => (s.P - s.Target) * s.Share),
        InCrossEntropy("cross-entropy-ignored-counted", Cause.MaskIgnored,
            "N counts the patterns of the ignored class too: dz = (p − onehot(t)) / N, with N those that count.",
            s => s.Difference * s.DL / s.Counts.numel()),
        InCrossEntropy("cross-entropy-smoothing-missing", Cause.TermMissing,
            "dz = (p − onehot(t)) / N without the label smoothing of forward: dz = (p − q) / N with q ="
            + " (1 − s) onehot(t) + s/K.",
            s => (s.P - s.OneHot) * s.Counts * s.Share),
        InCrossEntropy("cross-entropy-smoothing-target-whole", Cause.Factor,
            "q = onehot(t) + s/K sums to 1 + s, for the right class gives nothing away: q ="
            + " (1 − s) onehot(t) + s/K.",
            s => (s.P - s.Target - s.Smoothing * s.OneHot) * s.Counts * s.Share),
        InCrossEntropy("cross-entropy-smoothing-not-divided", Cause.SumOrMean,
            "q = (1 − s) onehot(t) + s, where every class has all of s and not its part: q ="
            + " (1 − s) onehot(t) + s/K.",
            s => (s.P - (1 - s.Smoothing) * s.OneHot - s.Smoothing) * s.Counts * s.Share),
        InCrossEntropy("cross-entropy-smoothing-of-others", Cause.OtherDerivative,
            "q = (1 − s) onehot(t) + s/(K − 1) for the other classes alone is another smoothing than forward's: q ="
            + " (1 − s) onehot(t) + s/K.",
            s => (s.P - (1 - s.Smoothing) * s.OneHot - s.Smoothing / (s.Z.size(1) - 1) * (1 - s.OneHot)) * s.Counts
                * s.Share),
    ];

    private static Mistake InCrossEntropy(string name, Cause cause, string sentence, Func<ClassScores, Tensor> dz) =>
        Mistake.In<CrossEntropy>(name, cause, sentence,
            (loss, s) => Input(dz(ClassScores.Of(loss, s)).reshape(s.X.shape)));

    /// <summary>What the cross-entropy's backward is made of.</summary>
    /// <param name="Z">Logits (N,K).</param>
    /// <param name="P">Their softmax (N,K).</param>
    /// <param name="OneHot">1 at the target's class (N,K); at class 0 where it is ignored.</param>
    /// <param name="Counts">1 for a pattern that counts, 0 for one that is ignored (N,1).</param>
    /// <param name="DL">∂L/∂L, a scalar.</param>
    /// <param name="Smoothing">The share s of the target that all classes have in equal parts.</param>
    private sealed record ClassScores(
        Tensor Z, Tensor P, Tensor OneHot, Tensor Counts, Tensor DL, double Smoothing)
    {
        /// <summary>q, the one-hot classes or what label smoothing makes of them (N,K).</summary>
        public Tensor Target => Smoothing == 0 ? OneHot : (1 - Smoothing) * OneHot + Smoothing / Z.size(1);

        /// <summary>How many patterns count, a scalar.</summary>
        public Tensor N => Counts.sum();

        /// <summary>dL / N.</summary>
        public Tensor Share => DL / N;

        /// <summary>p − q, 0 for the ignored (N,K).</summary>
        public Tensor Difference => (P - Target) * Counts;

        public static ClassScores Of(CrossEntropy loss, Symptoms s)
        {
            var (z, target) = (Rows(s.X), s.Inputs[1]!.reshape(-1, 1));
            var counts = target.ne(loss.Ignored);
            var classes = target.where(counts, zeros_like(target));
            var oneHot = zeros_like(z).scatter_(1, classes, ones_like(classes).to(z.dtype));
            return new(z, z.softmax(-1), oneHot, counts.to(z.dtype), s.Dy, loss.LabelSmoothing);
        }
    }
}
