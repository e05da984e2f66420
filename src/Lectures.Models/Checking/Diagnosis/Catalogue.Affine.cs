using Lectures.Models.Layers;
using static Lectures.Models.Checking.Diagnosis.WrongGradients;
using static TorchSharp.torch;

namespace Lectures.Models.Checking.Diagnosis;

// y = x Wᵀ + b:   dx = dy W     dW = dyᵀ x     db = Σₙ dyₙ
public static partial class Catalogue
{
    private static IEnumerable<Mistake> Affine =>
    [
        Mistake.In<Affine>("affine-weight-halved", Cause.Factor, "dW = ½ dyᵀ x: dW = dyᵀ x has no factor.",
            (_, s) => Weight("weight", Rows(s.Dy).t().mm(Rows(s.X)) / 2)),
        Mistake.In<Affine>("affine-weight-mean", Cause.SumOrMean,
            "dW = dyᵀ x / N, a mean: the loss has divided by N already, dW = dyᵀ x is a sum.",
            (_, s) => Weight("weight", Rows(s.Dy).t().mm(Rows(s.X)) / Rows(s.Dy).size(0))),
        Mistake.In<Affine>("affine-bias-mean", Cause.SumOrMean,
            "db is the mean of dy over the patterns: db = Σₙ dyₙ is their sum.",
            (_, s) => HasBias(s) ? Weight("bias", Rows(s.Dy).mean([0])) : null),
        Mistake.In<Affine>("affine-bias-forgotten", Cause.Zero, "db is never given: db = Σₙ dyₙ.",
            (_, s) => HasBias(s) ? Weight("bias", null) : null),
        Mistake.In<Affine>("affine-bias-over-outputs", Cause.WrongAxis,
            "db sums dy over the outputs and not over the patterns: db = Σₙ dyₙ.",
            (_, s) => HasBias(s) ? Weight("bias", Rows(s.Dy).sum(-1L).sum().expand(s.Dy.size(-1)).clone()) : null),
        Mistake.In<Affine>("affine-weight-transposed", Cause.Transposed,
            "dW = xᵀ dy, read row by row into W's shape: dW = dyᵀ x.",
            (_, s) => Weight("weight", Rows(s.X).t().mm(Rows(s.Dy)).reshape(s.Weight("weight").shape))),
        Mistake.In<Affine>("affine-sign", Cause.Factor, "dx = −dy W, the sign is wrong: dx = dy W.",
            (_, s) => Input(-Rows(s.Dy).mm(s.Weight("weight")).reshape(s.X.shape))),
    ];

    private static bool HasBias(Symptoms symptoms) => symptoms.Layer.Weights.Any(own => own.Name == "bias");

    /// <summary>Leading dimensions as one batch: (…, I) → (N, I).</summary>
    private static Tensor Rows(Tensor x) => x.reshape(-1, x.size(-1));
}
