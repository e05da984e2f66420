using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Checking.Diagnosis;

/// <summary>Tells mistakes that only a second call shows: values kept from the last forward, gradients added to the last
/// call's. The tree runs once on other inputs and then again on the same.</summary>
internal sealed class Memory(GeneralLayer root, Tensor?[] inputs, Tensor?[] outputGradients, LayerState state)
{
    private IReadOnlyList<LayerFindings>? others, again;

    /// <summary>What a layer's wrong gradients, now and in the call after another one, point to.</summary>
    public IEnumerable<Suspicion> Suspect(LayerFindings finding)
    {
        others ??= LayerFindings.Of(root, Array.ConvertAll(inputs, Other), outputGradients, state);
        again ??= LayerFindings.Of(root, inputs, outputGradients, state);
        var (last, now) = (Find(others, finding), Find(again, finding));
        if (last is null || now is null) yield break;
        var misfits = now.Results.Where(pair => pair.Wrong).Select(pair =>
        {
            var before = last.Results.Single(other => other.Tensor == pair.Tensor);
            return (Stale: Doctor.Misfit(pair, before.Reference), Added: Added(pair, before));
        }).ToList();
        if (misfits.Count == 0) yield break;
        yield return new(Cause.StaleCache, "Backward uses values of the last forward, not of this one: what forward computes must be kept anew each time.", misfits.Max(m => m.Stale));
        yield return new(Cause.Accumulated, "The gradient is added to that of the last call instead of replacing it: dW += … where dW = … belongs.", misfits.Max(m => m.Added));
    }

    private static double Added(GradientPair pair, GradientPair before) =>
        pair.ByHand is null || pair.Reference is null || before.ByHand is null
            ? double.PositiveInfinity
            : Doctor.Misfit(pair, pair.Reference + before.ByHand);

    private static LayerFindings? Find(IReadOnlyList<LayerFindings> findings, LayerFindings finding) =>
        findings.FirstOrDefault(other => other.Layer == finding.Layer);

    // Other numbers of the same kind: the patterns in reverse order, and a little more of each.
    private static Tensor? Other(Tensor? tensor) =>
        tensor is null || tensor.dim() == 0 ? tensor : tensor.is_floating_point() ? tensor.flip(0) * 1.25 : tensor.flip(0);
}
