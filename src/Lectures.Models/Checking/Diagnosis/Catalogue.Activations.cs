using Lectures.Models.Layers;
using static Lectures.Models.Checking.Diagnosis.WrongGradients;

namespace Lectures.Models.Checking.Diagnosis;

// y = f(x):   dx = dy f′(x)
public static partial class Catalogue
{
    private static IEnumerable<Mistake> Activations =>
    [
        Mistake.In<Sigmoid>("sigmoid-derivative-missing", Cause.DerivativeMissing, "dh = dg: the derivative is missing, dh = dg g (1 − g).",
            (_, s) => Input(s.Dy.clone())),
        Mistake.In<Sigmoid>("sigmoid-derivative-of-input", Cause.DerivativeAtWrongPlace, "dh = dg h (1 − h), with the input h where the output g belongs: dh = dg g (1 − g).",
            (_, s) => Input(s.Dy * (s.X - s.X * s.X))),
        Mistake.In<Sigmoid>("sigmoid-of-output", Cause.DerivativeAtWrongPlace, "dh = dg σ(g) (1 − σ(g)), the function applied twice: dh = dg g (1 − g).",
            (_, s) => Input(s.Dy * (s.Y.sigmoid() - s.Y.sigmoid().square()))),
        Mistake.In<Sigmoid>("sigmoid-as-tanh", Cause.OtherDerivative, "dh = dg (1 − g²), the derivative of tanh: dh = dg g (1 − g).",
            (_, s) => Input(s.Dy - s.Dy * s.Y * s.Y)),
        Mistake.In<Relu>("relu-derivative-missing", Cause.DerivativeMissing, "dx = dy everywhere: dx = dy [x > 0].",
            (_, s) => Input(s.Dy.clone())),
        Mistake.In<Relu>("relu-of-gradient", Cause.OtherDerivative, "dx = max(0, dy), the function applied to the gradient: dx = dy [x > 0].",
            (_, s) => Input(s.Dy.relu())),
        Mistake.In<Tanh>("tanh-derivative-of-input", Cause.DerivativeAtWrongPlace, "dx = dy (1 − x²), with the input where the output belongs: dx = dy (1 − y²).",
            (_, s) => Input(s.Dy - s.Dy * s.X * s.X)),
    ];
}
