using Lectures.Models.Layers;
using static Lectures.Models.Checking.Diagnosis.WrongGradients;
using static TorchSharp.torch;

namespace Lectures.Models.Checking.Diagnosis;

// y = x m, m = 0 for what is dropped, 1/(1 − p) for what is kept (1 in the lecture's form):   dx = dy m
public static partial class Catalogue
{
    private static IEnumerable<Mistake> Dropouts =>
    [
        Mistake.In<Dropout>("dropout-mask-not-applied", Cause.Mask, "dx = dy, the mask is not applied: dx = dy m.",
            (_, s) => Input(s.Dy.clone())),
        Mistake.In<Dropout>("dropout-mask-anew", Cause.Mask,
            "The mask is drawn anew in backward: dx = dy m with the mask of forward, which must be kept.",
            (dropout, s) => dropout.Training ? Input(s.Dy * Drawn(dropout, s.X)) : null),
        Mistake.In<Dropout>("dropout-not-scaled", Cause.Mask,
            "dx = dy [m > 0], what is kept is not divided by 1 − p as in forward: dx = dy m.",
            (dropout, s) => Inverted(dropout) ? Input(s.Dy * s.Y.ne(0)) : null),
        Mistake.In<Dropout>("dropout-scaled-twice", Cause.Mask,
            "dx = dy m / (1 − p), but m holds 1/(1 − p) already: dx = dy m.",
            (dropout, s) => Inverted(dropout) ? Input(s.Dy * s.Y.ne(0) / Math.Pow(1 - dropout.Dropped, 2)) : null),
        Mistake.In<Dropout>("dropout-scaled-only", Cause.Mask,
            "dx = dy / (1 − p), scaled, but nothing is dropped: dx = dy m.",
            (dropout, s) => Inverted(dropout) ? Input(s.Dy / (1 - dropout.Dropped)) : null),
        Mistake.In<Dropout>("dropout-mask-inverted", Cause.Mask,
            "dx is passed on where the unit was dropped, and 0 where it was kept: dx = dy m.",
            (dropout, s) => Input(s.Dy * s.Y.eq(0) / (Inverted(dropout) ? 1 - dropout.Dropped : 1))),
    ];

    private static Tensor Drawn(Dropout dropout, Tensor x) =>
        Dropout.Mask(x, training: true, dropout.Dropped, dropout.Scaling, dropout.Generator)!;

    private static bool Inverted(Dropout dropout) => dropout.Scaling == DropoutScaling.Inverted;
}
