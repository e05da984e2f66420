using Lectures.Models.Layers;
using static Lectures.Models.Checking.Diagnosis.WrongGradients;
using static TorchSharp.torch;

namespace Lectures.Models.Checking.Diagnosis;

// y = x Φ(x):   dx = dy (Φ(x) + x Φ′(x))
// exact:      Φ = ½ (1 + erf(x/√2)),  Φ′ = e^(−x²/2) / √(2π)
// tanh form:  Φ = σ(v), v = √(8/π) (x + 0.044715 x³),  Φ′ = Φ (1 − Φ) √(8/π) (1 + 3·0.044715 x²)
public static partial class Catalogue
{
    private static IEnumerable<Mistake> Gelus =>
    [
        Mistake.In<Gelu>("gelu-derivative-missing", Cause.DerivativeMissing,
            "dx = dy: the derivative is missing, dx = dy (Φ(x) + x Φ′(x)).",
            (_, s) => Input(s.Dy.clone())),
        Mistake.In<Gelu>("gelu-density-missing", Cause.TermMissing,
            "dx = dy Φ(x), the product rule's second term is missing: dx = dy (Φ(x) + x Φ′(x)).",
            (gelu, s) => Input(s.Dy * GeluParts(gelu.Form, s.X).Cdf)),
        Mistake.In<Gelu>("gelu-cdf-missing", Cause.TermMissing,
            "dx = dy x Φ′(x), the product rule's first term is missing: dx = dy (Φ(x) + x Φ′(x)).",
            (gelu, s) => Input(s.Dy * s.X * GeluParts(gelu.Form, s.X).Density)),
        Mistake.In<Gelu>("gelu-x-missing", Cause.TermMissing,
            "dx = dy (Φ(x) + Φ′(x)), the factor x before Φ′ is missing: dx = dy (Φ(x) + x Φ′(x)).",
            (gelu, s) => Input(GeluParts(gelu.Form, s.X) is var (cdf, density) ? s.Dy * (cdf + density) : s.Dy)),
        Mistake.In<Gelu>("gelu-as-relu", Cause.OtherDerivative,
            "dx = dy [x > 0], the derivative of ReLU: dx = dy (Φ(x) + x Φ′(x)).",
            (_, s) => Input(s.Dy * s.X.gt(0))),
        Mistake.In<Gelu>("gelu-other-form", Cause.OtherDerivative,
            "dx is the derivative of the other form (tanh's for erf, erf's for tanh): forward and"
            + " backward must use the same Φ.",
            (gelu, s) => Input(s.Dy * GeluSlope(gelu.Form == GeluForm.Exact ? GeluForm.Tanh : GeluForm.Exact, s.X))),
        Mistake.In<Gelu>("gelu-quick", Cause.OtherDerivative,
            "dx is the derivative of x σ(1.702 x), the quick approximation: dx = dy (Φ(x) + x Φ′(x)).",
            (_, s) =>
            {
                var sigma = (s.X * 1.702).sigmoid();
                return Input(s.Dy * (sigma + s.X * 1.702 * sigma * (1 - sigma)));
            }),
        Mistake.In<Gelu>("gelu-density-unscaled", Cause.OtherDerivative,
            "Φ′(x) = e^(−x²/2), the density without 1/√(2π): dx = dy (Φ(x) + x Φ′(x)), Φ′(x) = e^(−x²/2) / √(2π).",
            (gelu, s) => gelu.Form != GeluForm.Exact ? null
                : Input(s.Dy * (GeluParts(gelu.Form, s.X).Cdf + s.X * (s.X.square() / -2).exp()))),
        Mistake.In<Gelu>("gelu-cubic-missing", Cause.TermMissing,
            "v′ = √(8/π), without the cubic term's derivative: v′ = √(8/π) (1 + 3·0.044715 x²).",
            (gelu, s) => gelu.Form != GeluForm.Tanh ? null : Input(s.Dy * GeluSlope(gelu.Form, s.X, 0))),
        Mistake.In<Gelu>("gelu-cubic-three-missing", Cause.OtherDerivative,
            "v′ = √(8/π) (1 + 0.044715 x²), x³ differentiated without its 3: v′ = √(8/π) (1 + 3·0.044715 x²).",
            (gelu, s) => gelu.Form != GeluForm.Tanh ? null : Input(s.Dy * GeluSlope(gelu.Form, s.X, 1))),
    ];

    /// <summary>Φ + x Φ′, with a choice of the 3 in v′ of the tanh form.</summary>
    private static Tensor GeluSlope(GeluForm form, Tensor x, double three = 3)
    {
        var (cdf, density) = GeluParts(form, x, three);
        return cdf + x * density;
    }

    private static (Tensor Cdf, Tensor Density) GeluParts(GeluForm form, Tensor x, double three = 3)
    {
        if (form == GeluForm.Exact)
            return (((x / Math.Sqrt(2)).erf() + 1) / 2, (x.square() / -2).exp() / Math.Sqrt(2 * Math.PI));
        const double cubic = 0.044715;
        var linear = Math.Sqrt(8 / Math.PI);
        var cdf = ((x + x.pow(3) * cubic) * linear).sigmoid();
        return (cdf, cdf * (1 - cdf) * (x.square() * (three * cubic) + 1) * linear);
    }
}
