using Lectures.Models.Layers;
using static Lectures.Models.Checking.Diagnosis.WrongGradients;

namespace Lectures.Models.Checking.Diagnosis;

// p = softmax(z):         dz = p (dp − Σₖ dpₖ pₖ)
// y = log softmax(z):     dz = dy − softmax(z) Σₖ dyₖ
public static partial class Catalogue
{
    private static IEnumerable<Mistake> Softmaxes =>
    [
        Mistake.In<Softmax>("softmax-diagonal", Cause.SoftmaxDiagonal,
            "dz = dp p (1 − p), the Jacobian's diagonal alone: each zₖ moves every p, dz = p (dp − Σₖ dpₖ pₖ).",
            (_, s) => Input(s.Dy * (s.Y - s.Y * s.Y))),
        Mistake.In<Softmax>("softmax-sum-missing", Cause.TermMissing,
            "dz = p dp, the normalisation's part is missing: dz = p (dp − Σₖ dpₖ pₖ).",
            (_, s) => Input(s.Dy * s.Y)),
        Mistake.In<Softmax>("softmax-derivative-missing", Cause.DerivativeMissing,
            "dz = dp: softmax's Jacobian is missing, dz = p (dp − Σₖ dpₖ pₖ).",
            (_, s) => Input(s.Dy.clone())),
        Mistake.In<Softmax>("softmax-over-patterns", Cause.WrongAxis,
            "dz = p (dp − Σₙ dpₙ pₙ) sums over the patterns and not over the classes: dz = p (dp − Σₖ dpₖ pₖ).",
            (_, s) => Input(s.Y * (s.Dy - (s.Dy * s.Y).sum(0L, keepdim: true)))),
        Mistake.In<LogSoftmax>("log-softmax-derivative-missing", Cause.DerivativeMissing,
            "dz = dy, as if log softmax(z) were z: dz = dy − softmax(z) Σₖ dyₖ.",
            (_, s) => Input(s.Dy.clone())),
        Mistake.In<LogSoftmax>("log-softmax-of-output", Cause.DerivativeAtWrongPlace,
            "dz = dy − y Σₖ dyₖ, with the logarithm y where the probability eʸ belongs: dz = dy − softmax(z) Σₖ dyₖ.",
            (_, s) => Input(s.Dy - s.Y * s.Dy.sum(-1L, keepdim: true))),
        Mistake.In<LogSoftmax>("log-softmax-as-softmax", Cause.OtherDerivative,
            "dz = p (dy − Σₖ dyₖ pₖ), the derivative of softmax without its logarithm: dz = dy − softmax(z) Σₖ dyₖ.",
            (_, s) => Input(s.Y.exp() * (s.Dy - (s.Dy * s.Y.exp()).sum(-1L, keepdim: true)))),
        Mistake.In<LogSoftmax>("log-softmax-diagonal", Cause.SoftmaxDiagonal,
            "dz = dy (1 − softmax(z)), the Jacobian's diagonal alone: dz = dy − softmax(z) Σₖ dyₖ.",
            (_, s) => Input(s.Dy - s.Dy * s.Y.exp())),
        Mistake.In<LogSoftmax>("log-softmax-over-patterns", Cause.WrongAxis,
            "dz = dy − softmax(z) Σₙ dyₙ sums over the patterns and not over the classes: dz = dy − softmax(z) Σₖ dyₖ.",
            (_, s) => Input(s.Dy - s.Y.exp() * s.Dy.sum(0L, keepdim: true))),
    ];
}
