using static TorchSharp.torch;

namespace Lectures.Models.Checking.Diagnosis;

/// <summary>A gradient that is a sum of which a term is missing: the wrong one and a known part give the right
/// one.</summary>
internal static class MissingTerms
{
    private const int LongestSequence = 32;

    /// <summary>What a layer's wrong gradients point to.</summary>
    public static IEnumerable<Suspicion> Suspect(LayerFindings finding, List<GradientPair> wrong)
    {
        var input = wrong.FirstOrDefault(pair => pair.Tensor == "input");
        if (input is not { ByHand: { } dx, Reference: { } right } pair) yield break;
        if (!dx.shape.AsSpan().SequenceEqual(right.shape)
            || finding.Symptoms.OutputGradients is not [{ } dy, ..]) yield break;
        var (x, y) = (finding.Symptoms.X, finding.Symptoms.Y);
        if (wrong.Count > 1) yield break;    // a missing path spoils dx alone

        foreach (var (child, path) in finding.Paths)
            if (path is not null && Fits(path))
            {
                yield return Missing($"the path through {child}", path);
                yield return Only($"the path through {child}", path);
            }
        if (Fits(dy))
        {
            yield return Missing("the path past the layer (y = x + f(x))", dy);
            if (finding.Layer.Weights.Count + finding.Layer.Children.Count > 0)
                yield return Only("the path past the layer (y = x + f(x))", dy);
        }
        if (Fits(y) && Fits(dy) && x.ne(0).all().item<bool>())
        {
            var first = dy * y / x;    // y = x u(x)
            yield return new(Cause.TermMissing,
                "dx = dy u where y = x u(x): the second term of the product rule is missing, dx = dy (u + x u′).",
                Doctor.Misfit(pair, first));
            yield return new(Cause.TermMissing,
                "dx = dy x u′ where y = x u(x): the first term of the product rule is missing, dx = dy (u + x u′).",
                Doctor.Misfit(pair, right - first));
        }
        foreach (var suspicion in InTime(finding, pair)) yield return suspicion;

        bool Fits(Tensor part) => part.shape.AsSpan().SequenceEqual(dx.shape);
        Suspicion Missing(string what, Tensor part) => new(
            Cause.TermMissing, $"dx lacks {what}: dx is the sum over all paths from x to the loss.",
                Doctor.Misfit(pair, right - part));
        Suspicion Only(string what, Tensor part) => new(
            Cause.TermMissing, $"dx is {what} alone: dx is the sum over all paths from x to the loss.",
                Doctor.Misfit(pair, part));
    }

    /// <summary>Backpropagation through time that ends after k steps, told by what each step of y alone
    /// gives.</summary>
    private static IEnumerable<Suspicion> InTime(LayerFindings finding, GradientPair pair)
    {
        var (x, dy) = (finding.Symptoms.X, finding.Symptoms.Dy);
        for (var axis = 0; axis < Math.Min(2, x.dim() - 1); axis++)
        {
            var steps = x.size(axis);
            if (dy.dim() <= axis || dy.size(axis) != steps || steps is < 2 or > LongestSequence) continue;
            var truncated = zeros_like(pair.Reference!);
            var ofStep = Enumerable.Range(0, (int)steps).Select(s => OfStep(finding, axis, s)).ToList();
            // looks ahead
            if (ofStep.Where((g, s) => s + 1 < steps && g.narrow(axis, s + 1, steps - s - 1).ne(0).any().item<bool>())
                .Any()) continue;
            for (var k = 0; k < steps - 1; k++)
            {
                for (var t = 0; t + k < steps; t++) truncated.narrow(axis, t, 1).add_(ofStep[t + k].narrow(axis, t, 1));
                yield return k == 0
                    ? new(Cause.TermMissing,
                        "dxₜ has the path through its own step alone: the recurrent path is missing, dhₜ = dyₜ + "
                        + "(∂hₜ₊₁/∂hₜ)ᵀ dhₜ₊₁.", Doctor.Misfit(pair, truncated))
                    : new(Cause.TimeTruncated,
                        $"dxₜ ends after {k} step{(k == 1 ? "" : "s")} of time: dhₜ = dyₜ + (∂hₜ₊₁/∂hₜ)ᵀ dhₜ₊₁ from "
                        + $"the last step to the first.", Doctor.Misfit(pair, truncated));
            }
        }
    }

    private static Tensor OfStep(LayerFindings finding, int axis, int step)
    {
        var dy = zeros_like(finding.Symptoms.Dy);
        dy.narrow(axis, step, 1).copy_(finding.Symptoms.Dy.narrow(axis, step, 1));
        var outputGradients = (Tensor?[])[dy, .. new Tensor?[finding.Symptoms.Outputs.Length - 1]];
        using var gradients = Gradients.ByAutograd(finding.Layer, finding.Symptoms.Inputs, outputGradients);
        return gradients.All.GetValueOrDefault(new("", "input"))?.clone() ?? zeros_like(finding.Symptoms.X);
    }
}
