using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Checking.Diagnosis;

// x̂ = (x − μ) r, r = 1/√(σ² + ε), y = w x̂ + b:   dw = Σ dy x̂     db = Σ dy
//     dx = r (dx̂ − m − x̂ m′), dx̂ = dy w, m and m′ the means of dx̂ and dx̂ x̂
public static partial class Catalogue
{
    private static IEnumerable<Mistake> Norms =>
    [
        .. NormsOf<BatchNorm>("batch-norm", (norm, s) => norm.Training ? Norm.Of(s, 1, norm.Epsilon) : null),
        .. NormsOf<LayerNorm>("layer-norm", (norm, s) => Norm.Of(s, (int)s.X.dim() - 1, norm.Epsilon)),
    ];

    private static IEnumerable<Mistake> NormsOf<T>(string name, Func<T, Symptoms, Norm?> of) where T : GeneralLayer
    {
        const string right = "dx = r (dx̂ − m − x̂ m′), m and m′ the means of dx̂ and dx̂ x̂.";
        return
        [
            Wrong("constant-statistics", Cause.StatisticsConstant,
                $"dx = r dx̂, with mean and variance as constants: {right}",
                "input", n => n.R * n.Dn),
            Wrong("constant-variance", Cause.StatisticsConstant,
                $"dx = r (dx̂ − m), with the variance as a constant: {right}",
                "input", n => n.R * (n.Dn - n.Mean(n.Dn))),
            Wrong("constant-mean", Cause.StatisticsConstant,
                $"dx = r (dx̂ − x̂ m′), with the mean as a constant: {right}",
                "input", n => n.R * (n.Dn - n.Normal * n.Mean(n.Dn * n.Normal))),
            Wrong("sums-for-means", Cause.SumOrMean, $"m and m′ are sums: {right}",
                "input", n => n.Dx(n.Mean(n.Dn) * n.Count, n.Mean(n.Dn * n.Normal) * n.Count)),
            Wrong("one-less", Cause.SumOrMean,
                $"m′ is divided by n − 1, but forward divides the variance by n: {right}",
                "input", n => n.Dx(n.Mean(n.Dn), n.Mean(n.Dn * n.Normal) * (n.Count / (n.Count - 1.0)))),
            Wrong("over-wrong-axis", Cause.WrongAxis,
                $"m and m′ are means over the wrong axis, not over those that are normalised: {right}",
                "input", n => n.Dx(n.MeanOverOthers(n.Dn), n.MeanOverOthers(n.Dn * n.Normal))),
            Wrong("weight-left-out", Cause.TermMissing, $"dx̂ = dy, without the weight: {right} dx̂ = dy w.",
                "input", n => (n with { W = ones_like(n.W) }).RightDx),
            Wrong("root-missing", Cause.OtherDerivative, $"dx = r² (…), the root of the variance is missing: {right}",
                "input", n => n.R * n.RightDx),
            Wrong("input-for-normal", Cause.DerivativeAtWrongPlace,
                $"dx = r (dx̂ − m − x m′), m′ the mean of dx̂ x, with x where x̂ belongs: {right}",
                "input", n => n.R * (n.Dn - n.Mean(n.Dn) - n.X * n.Mean(n.Dn * n.X))),
            Wrong("weight-of-input", Cause.DerivativeAtWrongPlace,
                "dw = Σ dy x, with x before the normalisation: dw = Σ dy x̂.",
                "weight", n => n.SumOverOthers(n.Dy * n.X)),
            Wrong("weight-of-centred", Cause.DerivativeAtWrongPlace,
                "dw = Σ dy (x − μ), centred but not divided by the deviation: dw = Σ dy x̂.",
                "weight", n => n.SumOverOthers(n.Dy * (n.X - n.Mean(n.X)))),
            Wrong("weight-as-bias", Cause.OtherDerivative, "dw = Σ dy, the bias' gradient: dw = Σ dy x̂.",
                "weight", n => n.SumOverOthers(n.Dy)),
            Wrong("bias-forgotten", Cause.Zero, "db is never given: db = Σ dy.",
                "bias", _ => null),
            Wrong("bias-mean", Cause.SumOrMean, "db is a mean of dy: db = Σ dy.",
                "bias", n => n.SumOverOthers(n.Dy) * n.W.numel() / n.Dy.numel()),
        ];

        Mistake Wrong(string what, Cause cause, string sentence, string tensor, Func<Norm, Tensor?> gradient) =>
            Mistake.In<T>($"{name}-{what}", cause, sentence,
                (layer, s) => of(layer, s) is { } norm ? new WrongGradients().And(tensor, gradient(norm)) : null);
    }

    /// <summary>What a norm's backward is made of.</summary>
    /// <param name="X">The input.</param>
    /// <param name="Dy">∂L/∂y.</param>
    /// <param name="Normal">x̂.</param>
    /// <param name="R">1/√(σ² + ε), which broadcasts over x.</param>
    /// <param name="W">The weight, which broadcasts over x.</param>
    /// <param name="Over">The axes that are normalised.</param>
    /// <param name="Others">All axes but the weight's.</param>
    private sealed record Norm(Tensor X, Tensor Dy, Tensor Normal, Tensor R, Tensor W, long[] Over, long[] Others)
    {
        /// <summary>dx̂ = dy w.</summary>
        public Tensor Dn => Dy * W;

        /// <summary>n, over how many elements is normalised.</summary>
        public long Count => Over.Aggregate(1L, (n, axis) => n * X.size((int)axis));

        /// <param name="s">What the norm saw.</param>
        /// <param name="features">The weight's axis: a batch norm normalises over all others, a layer norm over it.</param>
        /// <param name="epsilon">ε.</param>
        public static Norm Of(Symptoms s, int features, double epsilon)
        {
            var axes = Enumerable.Range(0, (int)s.X.dim());
            long[] others = [.. axes.Where(axis => axis != features).Select(axis => (long)axis)];
            long[] over = s.Layer is LayerNorm ? [features] : others;
            var centred = s.X - s.X.mean(over, keepdim: true);
            var r = (centred.square().mean(over, keepdim: true) + epsilon).rsqrt();
            var shape = Enumerable.Repeat(1L, (int)s.X.dim()).ToArray();
            shape[features] = -1;
            return new(s.X, s.Dy, centred * r, r, s.Weight("weight").view(shape), over, others);
        }

        public Tensor RightDx => Dx(Mean(Dn), Mean(Dn * Normal));

        public Tensor Dx(Tensor m, Tensor m2) => R * (Dn - m - Normal * m2);

        public Tensor Mean(Tensor t) => t.mean(Over, keepdim: true);

        public Tensor MeanOverOthers(Tensor t) => t.mean(Over.SequenceEqual(Others) ? [1L] : Others, keepdim: true);

        /// <summary>(…) → the weight's shape.</summary>
        public Tensor SumOverOthers(Tensor t) => t.sum(Others);
    }
}
