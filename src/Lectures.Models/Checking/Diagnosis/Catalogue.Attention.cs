using Lectures.Models.Layers;

namespace Lectures.Models.Checking.Diagnosis;

// P = softmax(q kᵀ / √d), o = P v; the right way back: AttentionBackward.
public static partial class Catalogue
{
    private static IEnumerable<Mistake> Attention =>
    [
        Mistake.InWhole<MultiHeadAttention>("attention-scale-missing", Cause.ScaleMissing,
            "dq = dS k and dk = dSᵀ q, without the scale of the scores: dq = dS k / √d, dk = dSᵀ q / √d.",
            (layer, s) => new AttentionBackward(layer, s) { QueryScale = false, KeyScale = false }.Run()),
        Mistake.InWhole<MultiHeadAttention>("attention-key-scale-missing", Cause.ScaleMissing,
            "dk = dSᵀ q, without the scale of the scores: dk = dSᵀ q / √d.",
            (layer, s) => new AttentionBackward(layer, s) { KeyScale = false }.Run()),
        Mistake.InWhole<MultiHeadAttention>("attention-softmax-diagonal", Cause.SoftmaxDiagonal,
            "dS = dP P (1 − P), the diagonal of the softmax's Jacobian alone: dS = P (dP − Σₛ P dP).",
            (layer, s) => new AttentionBackward(layer, s) { Softmax = (p, dP) => dP * p * (1 - p) }.Run()),
        Mistake.InWhole<MultiHeadAttention>("attention-softmax-sum-missing", Cause.TermMissing,
            "dS = P dP, as if the softmax did not divide by its sum: dS = P (dP − Σₛ P dP).",
            (layer, s) => new AttentionBackward(layer, s) { Softmax = (p, dP) => dP * p }.Run()),
        Mistake.InWhole<MultiHeadAttention>("attention-softmax-missing", Cause.DerivativeMissing,
            "dS = dP: the derivative of the softmax is missing, dS = P (dP − Σₛ P dP).",
            (layer, s) => new AttentionBackward(layer, s) { Softmax = (_, dP) => dP.clone() }.Run()),
        Mistake.InWhole<MultiHeadAttention>("attention-softmax-wrong-axis", Cause.WrongAxis,
            "The softmax's sum runs over the queries: it runs over the keys of a row, dS = P (dP − Σₛ P dP).",
            (layer, s) => new AttentionBackward(layer, s) { Softmax = (p, dP) => p * (dP - (p * dP).sum(1, keepdim: true)) }.Run()),
        Mistake.InWhole<MultiHeadAttention>("attention-mask-ignored", Cause.MaskIgnored,
            "Backward computes P anew without the mask: masked scores are −∞, P and dS are 0 there.",
            (layer, s) => layer.Probabilities.eq(0).any().item<bool>()
                ? new AttentionBackward(layer, s) { Probabilities = _ => new AttentionBackward(layer, s).Scores().softmax(-1) }.Run()
                : null),
        Mistake.InWhole<MultiHeadAttention>("attention-values-not-transposed", Cause.Transposed,
            "dv = P do, the product of forward: dv = Pᵀ do.",
            (layer, s) => Square(layer) ? new AttentionBackward(layer, s) { ForValues = p => p }.Run() : null),
        Mistake.InWhole<MultiHeadAttention>("attention-keys-not-transposed", Cause.Transposed,
            "dk = dS q / √d: rows of dS are queries, dk = dSᵀ q / √d.",
            (layer, s) => Square(layer) ? new AttentionBackward(layer, s) { ForKeys = dS => dS }.Run() : null),
        Mistake.InWhole<MultiHeadAttention>("attention-heads-mixed", Cause.Permuted,
            "dq, dk, dv (N,A,T,d) are read as (N,T,A·d): the heads go beside their features first, (N,T,A,d).",
            (layer, s) => new AttentionBackward(layer, s) { HeadsInPlace = false }.Run()),
        Mistake.InWhole<MultiHeadAttention>("attention-query-path", Cause.TermMissing,
            "dx leaves out what comes through the queries: dx = dq Wq + dk Wk + dv Wv.",
            (layer, s) => new AttentionBackward(layer, s) { Shares = (0, 1, 1) }.Run()),
        Mistake.InWhole<MultiHeadAttention>("attention-key-path", Cause.TermMissing,
            "The gradient of what was read leaves out what comes through the keys: ds = dk Wk + dv Wv.",
            (layer, s) => new AttentionBackward(layer, s) { Shares = (1, 0, 1) }.Run()),
        Mistake.InWhole<MultiHeadAttention>("attention-value-path", Cause.TermMissing,
            "The gradient of what was read leaves out what comes through the values: ds = dk Wk + dv Wv.",
            (layer, s) => new AttentionBackward(layer, s) { Shares = (1, 1, 0) }.Run()),
    ];

    private static bool Square(MultiHeadAttention layer) => layer.Probabilities.size(2) == layer.Probabilities.size(3);
}
