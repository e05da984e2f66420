using Lectures.Models.Layers;
using static Lectures.Models.Checking.Diagnosis.WrongGradients;

namespace Lectures.Models.Checking.Diagnosis;

// y = x W + b, W tied to an encoder's:   dx = dy Wᵀ     dW = xᵀ dy, added to the encoder's     db = Σₙ dyₙ
public static partial class Catalogue
{
    private static IEnumerable<Mistake> TransposedAffines =>
    [
        Mistake.In<TransposedAffine>("transposed-affine-use-forgotten", Cause.TermMissing,
            "dW is not given, one of the two uses of a tied weight is missing: dW = xᵀ dy is added to the"
            + " encoder's dyᵀ x.",
            (_, _) => Weight("weight", null)),
        Mistake.In<TransposedAffine>("transposed-affine-weight-transposed", Cause.Transposed,
            "dW = dyᵀ x, as in the encoder, read row by row into W's shape: here y = x W, dW = xᵀ dy.",
            (_, s) => Weight("weight", Rows(s.Dy).t().mm(Rows(s.X)).reshape(s.Weight("weight").shape))),
        Mistake.In<TransposedAffine>("transposed-affine-weight-mean", Cause.SumOrMean,
            "dW = xᵀ dy / N, a mean: the loss has divided by N already, dW = xᵀ dy is a sum.",
            (_, s) => Weight("weight", Rows(s.X).t().mm(Rows(s.Dy)) / Rows(s.X).size(0))),
        Mistake.In<TransposedAffine>("transposed-affine-use-doubled", Cause.Factor,
            "dW = 2 xᵀ dy, as if a tied weight's uses were alike: each use adds its own gradient once, dW = xᵀ dy.",
            (_, s) => Weight("weight", Rows(s.X).t().mm(Rows(s.Dy)) * 2)),
        Mistake.In<TransposedAffine>("transposed-affine-bias-forgotten", Cause.Zero,
            "db is never given, but the decoder has a bias of its own: db = Σₙ dyₙ.",
            (_, s) => HasBias(s) ? Weight("bias", null) : null),
    ];
}
