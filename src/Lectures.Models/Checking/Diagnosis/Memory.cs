namespace Lectures.Models.Checking.Diagnosis;

/// <summary>Mistakes that only a second call shows: values kept from an earlier forward, gradients added to the last
/// call's. The call before, a rehearsal, was on other inputs.</summary>
internal static class Memory
{
    /// <summary>What a layer's wrong gradients, together with the call before, point to.</summary>
    public static IEnumerable<Suspicion> Suspect(LayerFindings finding)
    {
        if (finding.Before is not { } before) yield break;
        using var old = Gradients.ByAutograd(finding.Layer, before.Inputs, finding.Symptoms.OutputGradients);
        yield return new(Cause.StaleCache,
            "Backward uses values of an earlier forward, x of then and not of now: what forward computes must be kept "
                + "anew each time.",
            finding.Wrong.Max(pair => Doctor.Misfit(pair, old.All.GetValueOrDefault(new("", pair.Tensor)))));
        yield return new(Cause.Accumulated,
            "The gradient is added to that of the last call instead of replacing it: dW += … where dW = … belongs.",
            finding.Wrong.Max(pair => pair.Reference is { } right
                && before.Results.GetValueOrDefault(pair.Tensor) is { } last
                ? Doctor.Misfit(pair, right + last) : double.PositiveInfinity));
    }
}
