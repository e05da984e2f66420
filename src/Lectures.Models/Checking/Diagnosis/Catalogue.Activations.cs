using Lectures.Models.Layers;
using static Lectures.Models.Checking.Diagnosis.WrongGradients;

namespace Lectures.Models.Checking.Diagnosis;

// y = f(x):   dx = dy f′(x)
public static partial class Catalogue
{
    private static IEnumerable<Mistake> Activations =>
    [
        Mistake.In<Sigmoid>("sigmoid-derivative-missing", Cause.DerivativeMissing,
            "dh = dg: the derivative is missing, dh = dg g (1 − g).",
            (_, s) => Input(s.Dy.clone())),
        Mistake.In<Sigmoid>("sigmoid-derivative-of-input", Cause.DerivativeAtWrongPlace,
            "dh = dg h (1 − h), with the input h where the output g belongs: dh = dg g (1 − g).",
            (_, s) => Input(s.Dy * (s.X - s.X * s.X))),
        Mistake.In<Sigmoid>("sigmoid-of-output", Cause.DerivativeAtWrongPlace,
            "dh = dg σ(g) (1 − σ(g)), the function applied twice: dh = dg g (1 − g).",
            (_, s) => Input(s.Dy * (s.Y.sigmoid() - s.Y.sigmoid().square()))),
        Mistake.In<Sigmoid>("sigmoid-as-tanh", Cause.OtherDerivative,
            "dh = dg (1 − g²), the derivative of tanh: dh = dg g (1 − g).",
            (_, s) => Input(s.Dy - s.Dy * s.Y * s.Y)),
        Mistake.In<Relu>("relu-derivative-missing", Cause.DerivativeMissing, "dx = dy everywhere: dx = dy [x > 0].",
            (_, s) => Input(s.Dy.clone())),
        Mistake.In<Relu>("relu-of-gradient", Cause.OtherDerivative,
            "dx = max(0, dy), the function applied to the gradient: dx = dy [x > 0].",
            (_, s) => Input(s.Dy.relu())),
        Mistake.In<Tanh>("tanh-derivative-of-input", Cause.DerivativeAtWrongPlace,
            "dx = dy (1 − x²), with the input where the output belongs: dx = dy (1 − y²).",
            (_, s) => Input(s.Dy - s.Dy * s.X * s.X)),
        Mistake.In<Tanh>("tanh-derivative-missing", Cause.DerivativeMissing,
            "dx = dy: the derivative is missing, dx = dy (1 − y²).",
            (_, s) => Input(s.Dy.clone())),
        Mistake.In<Tanh>("tanh-of-output", Cause.DerivativeAtWrongPlace,
            "dx = dy (1 − tanh² y), the function applied twice: dx = dy (1 − y²).",
            (_, s) => Input(s.Dy - s.Dy * s.Y.tanh().square())),
        Mistake.In<Tanh>("tanh-as-sigmoid", Cause.OtherDerivative,
            "dx = dy y (1 − y), the derivative of the sigmoid: dx = dy (1 − y²).",
            (_, s) => Input(s.Dy * (s.Y - s.Y * s.Y))),
        Mistake.In<Tanh>("tanh-square-missing", Cause.OtherDerivative,
            "dx = dy (1 − y), the square is missing: dx = dy (1 − y²).",
            (_, s) => Input(s.Dy - s.Dy * s.Y)),
        Mistake.In<LeakyRelu>("leaky-relu-derivative-missing", Cause.DerivativeMissing,
            "dx = dy everywhere: dx = a dy where x ≤ 0.",
            (_, s) => Input(s.Dy.clone())),
        Mistake.In<LeakyRelu>("leaky-relu-as-relu", Cause.OtherDerivative,
            "dx = 0 where x ≤ 0, the derivative of ReLU: dx = a dy there.",
            (_, s) => Input(s.Dy * s.X.gt(0))),
        Mistake.In<LeakyRelu>("leaky-relu-slope-sign", Cause.OtherDerivative,
            "dx = −a dy where x ≤ 0, the slope's sign is wrong: dx = a dy there.",
            (layer, s) => Input(s.Dy * s.X.gt(0) - s.Dy * s.X.le(0) * layer.Slope)),
        Mistake.In<LeakyRelu>("leaky-relu-sides-swapped", Cause.OtherDerivative,
            "dx = a dy where x > 0 and dy elsewhere, the two sides are swapped: dx = dy where x > 0, a dy elsewhere.",
            (layer, s) => Input(s.Dy * s.X.le(0) + s.Dy * s.X.gt(0) * layer.Slope)),
        Mistake.In<LeakyRelu>("leaky-relu-of-gradient", Cause.OtherDerivative,
            "dx asks for the sign of dy, the function applied to the gradient: dx = dy where x > 0, a dy elsewhere.",
            (layer, s) => Input(s.Dy * s.Dy.gt(0) + s.Dy * s.Dy.le(0) * layer.Slope)),
    ];
}
