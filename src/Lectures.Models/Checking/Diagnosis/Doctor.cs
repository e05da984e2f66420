using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Checking.Diagnosis;

/// <summary>Finds where a hand-written gradient goes wrong first, and what mistake would give just these
/// numbers.</summary>
internal static class Doctor
{
    /// <summary>Diagnoses every guilty layer of a tree, from the loss down.</summary>
    /// <param name="root">The tree, with float64 weights.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="outputGradients">dy for each output.</param>
    /// <param name="state">Restored before every forward.</param>
    public static IReadOnlyList<Diagnosis> Diagnose(
        GeneralLayer root, Tensor?[] inputs, Tensor?[] outputGradients, LayerState state)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var findings = LayerFindings.Of(root, inputs, outputGradients, state);
        var guilty = findings.Where(finding => finding.Guilty).ToList();
        var deepest = guilty.Where(finding =>
            !guilty.Any(other => other != finding && IsBelow(other.Layer, finding.Layer)));
        var diagnoses = deepest.Reverse().Select(finding => Explain(finding, part => Suspect(part, findings, Refresh)))
            .ToList();
        state.Restore();
        return diagnoses;

        // Layers made of others call them again when a mistake is tried: each must hold what it kept of this forward, and so
        // is watched, for then none works at once with another.
        void Refresh()
        {
            state.Restore();
            using var recorder = new BoundaryRecorder(root);
            root.Forward(inputs);
        }
    }

    private static bool IsBelow(GeneralLayer layer, GeneralLayer above) =>
        above.Children.Any(child => child.Layer == layer || IsBelow(layer, child.Layer));

    private static Diagnosis Explain(LayerFindings finding, Func<LayerFindings, IEnumerable<Suspicion>> suspect)
    {
        var suspicions = suspect(finding).ToList();
        // No one mistake explains all that is wrong: perhaps each tensor has one of its own.
        if (!suspicions.Any(suspicion => suspicion.Explains) && finding.Wrong.Count() > 1)
            suspicions.AddRange(finding.Wrong.ToList().SelectMany(pair =>
                suspect(finding with { Results = [pair], HandedDown = [] })
                    .Where(suspicion => suspicion.Explains).Take(1)
                    .Select(suspicion => suspicion with { Sentence = $"{pair.Tensor} alone: {suspicion.Sentence}" })));
        return new(finding.Path, finding.Layer.GetType().Name, [.. finding.Wrong.Select(pair => pair.Tensor)],
            [.. suspicions.OrderBy(suspicion => suspicion.Explains ? 0 : suspicion.Misfit)
                .DistinctBy(suspicion => suspicion.Sentence)])
        {
            IncomingIsRight = finding.IncomingIsRight,
        };
    }

    /// <summary>Every mistake that comes near; of those that explain it exactly the special before the
    /// general.</summary>
    private static IEnumerable<Suspicion> Suspect(
        LayerFindings finding, IReadOnlyList<LayerFindings> findings, Action refresh)
    {
        refresh();
        var known = Catalogue.All.Where(mistake => mistake.Layer.IsInstanceOfType(finding.Layer)).ToList();
        return known.Select(mistake => Try(finding, mistake, findings)).OfType<Suspicion>()
            .Concat(known.Count > 0 ? [] : OfTwins(finding))
            .Concat(Masks.Suspect(finding))
            .Concat(Memory.Suspect(finding))
            .Concat(GeneralMistakes.Suspect(finding))
            .Where(suspicion => suspicion.Misfit < 0.1)
            .OrderBy(suspicion => suspicion.Explains ? 0 : suspicion.Misfit);    // stable
    }

    private static List<Suspicion> OfTwins(LayerFindings finding)
    {
        var suspicions = new List<Suspicion>();
        foreach (var twin in Twin.Of(finding))
            using (twin)
                foreach (var (mistake, wrong) in twin.Mistakes(finding))
                    suspicions.Add(new(mistake.Cause, $"{twin.Equation}: {mistake.Sentence}", Misfit(finding, wrong)));
        return suspicions;
    }

    /// <summary>How well a mistake explains all of a layer's gradients, the right ones too, and all that the layers
    /// below received; null where it cannot be made.</summary>
    private static Suspicion? Try(LayerFindings finding, Mistake mistake, IReadOnlyList<LayerFindings> findings)
    {
        if (finding.Symptoms.OutputGradients.All(dy => dy is null)) return null;
        if (mistake.Backward(finding.Symptoms) is not { } wrong) return null;
        var misfit = Misfit(finding, wrong);
        foreach (var below in findings.Where(other => wrong.HandedDown.ContainsKey(other.Layer)))
            foreach (var (pair, handed) in below.Outputs.Zip(wrong.HandedDown[below.Layer]))
                misfit = Math.Max(misfit, Misfit(pair, handed));
        return new(mistake.Cause, mistake.Sentence, misfit);
    }

    private static double Misfit(LayerFindings finding, WrongGradients wrong) =>
        finding.Results.Max(pair =>
            Misfit(pair, wrong.Tensors.TryGetValue(pair.Tensor, out var g) ? g : pair.Reference));

    /// <summary>How far a supposed gradient is from the hand-written one, relative to the largest of it and of the
    /// right one.</summary>
    internal static double Misfit(GradientPair pair, Tensor? supposed) =>
        Comparison.Compare(supposed, pair.ByHand,
            Math.Max(Comparison.Largest(pair.ByHand), Comparison.Largest(pair.Reference))).Error;
}
