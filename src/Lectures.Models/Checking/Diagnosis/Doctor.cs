using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Checking.Diagnosis;

/// <summary>Finds where a hand-written gradient goes wrong first, and what mistake would give just these numbers.</summary>
internal static class Doctor
{
    /// <summary>Diagnoses every guilty layer of a tree, from the loss down.</summary>
    /// <param name="root">The tree, with float64 weights.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="outputGradients">dy for each output.</param>
    /// <param name="state">Restored before every forward.</param>
    public static IReadOnlyList<Diagnosis> Diagnose(GeneralLayer root, Tensor?[] inputs, Tensor?[] outputGradients, LayerState state)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var findings = LayerFindings.Of(root, inputs, outputGradients, state);
        var guilty = findings.Where(finding => finding.Guilty).ToList();
        var deepest = guilty.Where(finding => !guilty.Any(other => other != finding && IsBelow(other.Layer, finding.Layer)));
        var memory = new Memory(root, inputs, outputGradients, state);
        return [.. deepest.Reverse().Select(finding => Explain(finding, findings, memory))];
    }

    private static bool IsBelow(GeneralLayer layer, GeneralLayer above) =>
        above.Children.Any(child => child.Layer == layer || IsBelow(layer, child.Layer));

    private static Diagnosis Explain(
        LayerFindings finding, IReadOnlyList<LayerFindings> findings, Memory memory)
    {
        var suspicions = Catalogue.All.Where(mistake => mistake.Layer.IsInstanceOfType(finding.Layer))
            .Select(mistake => Try(finding, mistake, findings)).OfType<Suspicion>()
            .Concat(memory.Suspect(finding))
            .Concat(Masks.Suspect(finding))
            .Concat(GeneralMistakes.Suspect(finding))
            .Where(suspicion => suspicion.Misfit < 0.1)
            .OrderBy(suspicion => suspicion.Explains ? 0 : suspicion.Misfit);    // stable: the special before the general
        return new(finding.Path, finding.Layer.GetType().Name,
            [.. finding.Wrong.Select(pair => pair.Tensor)],
            [.. suspicions.DistinctBy(suspicion => suspicion.Sentence)]);
    }

    /// <summary>How well a mistake explains all of a layer's gradients, the right ones too, and all that the layers
    /// below received; null where it cannot be made.</summary>
    private static Suspicion? Try(LayerFindings finding, Mistake mistake, IReadOnlyList<LayerFindings> findings)
    {
        if (finding.Symptoms.OutputGradients.All(dy => dy is null)) return null;
        if (mistake.Backward(finding.Symptoms) is not { } wrong) return null;
        var misfit = finding.Results.Max(pair => Misfit(pair, wrong.Tensors.TryGetValue(pair.Tensor, out var g) ? g : pair.Reference));
        foreach (var below in findings.Where(other => wrong.HandedDown.ContainsKey(other.Layer)))
            foreach (var (pair, handed) in below.Outputs.Zip(wrong.HandedDown[below.Layer]))
                misfit = Math.Max(misfit, Misfit(pair, handed));
        return new(mistake.Cause, mistake.Sentence, misfit);
    }

    /// <summary>How far a supposed gradient is from the hand-written one, relative to the largest of it and of the right one.</summary>
    internal static double Misfit(GradientPair pair, Tensor? supposed) =>
        Comparison.Compare(supposed, pair.ByHand, Math.Max(Comparison.Largest(pair.ByHand), Comparison.Largest(pair.Reference))).Error;
}
