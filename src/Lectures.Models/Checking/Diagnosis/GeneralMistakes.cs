using static TorchSharp.torch;

namespace Lectures.Models.Checking.Diagnosis;

/// <summary>Mistakes that can be made in any layer; they are recognised from the numbers alone.</summary>
internal static class GeneralMistakes
{
    /// <summary>What the wrong gradients of a layer, taken together, point to.</summary>
    public static IEnumerable<Suspicion> Suspect(LayerFindings finding)
    {
        var wrong = finding.Wrong.ToList();
        if (wrong.TrueForAll(pair => Comparison.Largest(pair.Reference) == 0))
            yield return new(Cause.TermMissing, $"The output does not depend on {Names(wrong)}: forward leaves it out.", 0);
        yield return WithoutDy(finding, wrong);
        foreach (var suspicion in Factor(finding, wrong)) yield return suspicion;
        yield return All(wrong, Cause.Zero, "is zero, or was never given", (_, reference) => zeros_like(reference));
        yield return All(wrong, Cause.Transposed,
            "is transposed: the factors of the product stand in the wrong order or the wrong one is transposed",
            (hand, reference) => reference.dim() == 2 && reference.size(0) == reference.size(1) ? reference.t()
                : reference.dim() == 2 && hand.numel() == reference.numel() ? reference.t().reshape(reference.shape)
                    : null);
        yield return All(wrong, Cause.TimeShifted,
            "is shifted by one place along an axis: it belongs to the step before or after",
            (hand, reference) => Best(hand, Shifts(reference)));
        yield return All(wrong, Cause.Permuted,
            "has the right numbers in other places: an axis is flipped, or parts have changed places", Permuted);
        yield return All(wrong, Cause.TimeTruncated,
            "is right at some places and zero at the others: a sum or a loop ends too early",
            (hand, reference) => reference * hand.ne(0));
        foreach (var suspicion in MissingTerms.Suspect(finding, wrong)) yield return suspicion;
        foreach (var suspicion in Derivatives(finding, wrong)) yield return suspicion;
    }

    /// <summary>The chain rule without its first factor: the derivative of the layer, as if dy were 1.</summary>
    private static Suspicion WithoutDy(LayerFindings finding, List<GradientPair> wrong)
    {
        var dy = finding.Symptoms.OutputGradients;
        using var ones = Gradients.ByAutograd(
            finding.Layer, finding.Symptoms.Inputs, Array.ConvertAll(dy, g => g is null ? null : ones_like(g)));
        return new(Cause.TermMissing, "dy is left out, the gradient that comes in: it is a factor of all that is given back, "
            + "dx = dy f′(x).", wrong.Max(pair => Doctor.Misfit(pair, ones.All.GetValueOrDefault(new("", pair.Tensor)))));
    }

    /// <summary>One factor for each wrong tensor, named where it is one of the layer's sizes.</summary>
    private static IEnumerable<Suspicion> Factor(LayerFindings finding, List<GradientPair> wrong)
    {
        var fits = wrong.Select(pair => (pair.Tensor, Factor: Fit(pair.ByHand, pair.Reference), pair)).ToList();
        if (fits.Any(fit => fit.Factor is null or 0)) yield break;
        var misfit = fits.Max(fit => Doctor.Misfit(fit.pair, fit.pair.Reference! * fit.Factor!.Value));
        var first = fits[0].Factor!.Value;
        var (size, isSize) = NameOf(first, finding);
        yield return new(isSize ? Cause.SumOrMean : Cause.Factor,
            $"{string.Join(", ", fits.Select(fit => $"{fit.Tensor} is {fit.Factor:0.######} × the right gradient"))}"
            + (size is null ? "." : $": a factor {size} is missing or too many."), misfit);
    }

    /// <summary>The factor as one says it: a usual one, or one of the sizes of what the layer saw.</summary>
    private static (string? Text, bool IsSize) NameOf(double factor, LayerFindings finding)
    {
        var usual = new (double Value, string Text)[] { (2, "2"), (0.5, "½"), (-1, "−1"), (-2, "−2"), (-0.5, "−½") };
        foreach (var (value, text) in usual)
            if (Close(factor, value) && !Sizes(finding).Any(size => size.Value == value && size.Value != 2))
                return (text, false);
        foreach (var (value, name) in Sizes(finding))
        {
            if (Close(factor, value)) return ($"{name} = {value}", true);
            if (Close(factor, 1.0 / value)) return ($"1/{name} = 1/{value}", true);
            if (Close(factor * factor, value)) return ($"√{value}", false);
            if (Close(factor * factor, 1.0 / value)) return ($"1/√{value}", false);
        }
        return (null, false);
    }

    private static IEnumerable<(long Value, string Name)> Sizes(LayerFindings finding)
    {
        var names = new[] { "N", "T", "C", "D" };
        foreach (var tensor in finding.Symptoms.Inputs.Concat(finding.Symptoms.Outputs).OfType<Tensor>())
        {
            for (var d = 0; d < tensor.dim(); d++)
                if (tensor.size(d) > 1) yield return (tensor.size(d), d < names.Length && d == 0 ? "N" : $"size {d}");
            if (tensor.numel() > 1) yield return (tensor.numel(), "number of elements");
        }
    }

    /// <summary>dx = dy ⊙ f′ with f′ left out, or taken of another function or of another value.</summary>
    private static IEnumerable<Suspicion> Derivatives(LayerFindings finding, List<GradientPair> wrong)
    {
        if (wrong is not [{ Tensor: "input", ByHand: { } dx } pair]
            || finding.Symptoms is not { OutputGradients: [{ } dy], Inputs: [not null] }) yield break;
        var (x, y) = (finding.Symptoms.X, finding.Symptoms.Y);
        if (!dx.shape.AsSpan().SequenceEqual(dy.shape) || !x.shape.AsSpan().SequenceEqual(dy.shape)) yield break;
        yield return new(Cause.DerivativeMissing,
            "dx = dy: the derivative of the activation is missing, dx = dy f′(x).", Doctor.Misfit(pair, dy));
        using var elsewhere = Gradients.ByAutograd(finding.Layer, [y], [ones_like(y)]);
        if (elsewhere.All.GetValueOrDefault(new("", "input")) is { } slope)
            yield return new(Cause.DerivativeAtWrongPlace,
                "dx = dy f′(y), the derivative taken at the output: dx = dy f′(x).", Doctor.Misfit(pair, dy * slope));
        foreach (var (name, value, other) in new[] { ("y", y, x), ("x", x, y) })
            foreach (var (function, derivative) in knownDerivatives)
            {
                var right = Doctor.Misfit(pair with { ByHand = pair.Reference }, dy * derivative(other)) < 1e-6;
                yield return new(right ? Cause.DerivativeAtWrongPlace : Cause.OtherDerivative,
                    $"dx = dy f′ with the derivative of {function} taken at {name}"
                    + (right ? ", where it belongs at the other end of the activation."
                        : ": not the derivative of this activation."),
                    Doctor.Misfit(pair, dy * derivative(value)));
            }
    }

    private static readonly (string, Func<Tensor, Tensor>)[] knownDerivatives =
    [
        ("sigmoid, written with its output, v (1 − v)", v => v - v * v),
        ("sigmoid, written with its input, σ(v) (1 − σ(v))", v => v.sigmoid() - v.sigmoid().square()),
        ("tanh, written with its output, 1 − v²", v => ones_like(v) - v * v),
        ("tanh, written with its input, 1 − tanh² v", v => ones_like(v) - v.tanh().square()),
        ("ReLU, [v > 0]", v => v.gt(0).to(v.dtype)),
    ];

    /// <summary>The supposition that a mistake was made in every wrong tensor; infinite misfit where it cannot have
    /// been.</summary>
    private static Suspicion All(
        List<GradientPair> wrong, Cause cause, string predicate, Func<Tensor, Tensor, Tensor?> suppose)
    {
        var misfit = wrong.Max(pair =>
        {
            if (pair.Reference is not { } reference) return double.PositiveInfinity;
            var hand = pair.ByHand ?? zeros_like(reference);
            var supposed = hand.numel() == reference.numel() ? suppose(hand, reference) : null;
            return supposed is null ? double.PositiveInfinity : Doctor.Misfit(pair with { ByHand = hand }, supposed);
        });
        return new(cause, $"{Names(wrong)} {predicate}.", misfit);
    }

    private static string Names(List<GradientPair> wrong) => string.Join(", ", wrong.Select(pair => pair.Tensor));

    // The same numbers in order of size: if they are, the supposition fits exactly.
    private static Tensor? Permuted(Tensor hand, Tensor reference)
    {
        if (!hand.shape.AsSpan().SequenceEqual(reference.shape) || hand.numel() < 2) return null;
        var (sorted, order) = hand.reshape(-1).sort();
        var supposed = zeros_like(sorted);
        return supposed.scatter_(0, order, reference.reshape(-1).sort().Values).reshape(hand.shape);
    }

    private static IEnumerable<Tensor> Shifts(Tensor reference)
    {
        for (var d = 0; d < reference.dim(); d++)
        {
            if (reference.size(d) < 2) continue;
            foreach (var step in (long[])[1, -1])
            {
                var rolled = reference.roll(step, d);
                yield return rolled;
                var cut = rolled.clone();
                cut.narrow(d, step > 0 ? 0 : reference.size(d) - 1, 1).zero_();
                yield return cut;
            }
        }
    }

    private static Tensor? Best(Tensor hand, IEnumerable<Tensor> supposed) =>
        hand.dim() == 0 ? null
            : supposed.MinBy(tensor => tensor.shape.AsSpan().SequenceEqual(hand.shape)
                ? (tensor - hand).abs().max().item<double>() : double.PositiveInfinity);

    /// <summary>The factor c for which c × reference comes nearest to the hand-written gradient.</summary>
    private static double? Fit(Tensor? hand, Tensor? reference)
    {
        if (hand is null || reference is null || !hand.shape.AsSpan().SequenceEqual(reference.shape)) return null;
        var norm = reference.square().sum().item<double>();
        return norm == 0 ? null : (hand * reference).sum().item<double>() / norm;
    }

    private static bool Close(double a, double b) => Math.Abs(a - b) <= 1e-6 * Math.Abs(b);
}
