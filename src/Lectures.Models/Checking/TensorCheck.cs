using static TorchSharp.torch;

namespace Lectures.Models.Checking;

/// <summary>What was found for one tensor: relative errors as <see cref="Comparison.Relative"/> defines them.</summary>
/// <param name="Layer">The layer's path.</param>
/// <param name="Tensor">A weight's name, <c>input</c> or <c>output</c> for the gradient at a boundary, or what else was
/// compared.</param>
/// <param name="Shape">The tensor's shape.</param>
/// <param name="Type">Its type.</param>
public sealed record TensorCheck(string Layer, string Tensor, long[] Shape, ScalarType Type)
{
    private readonly HashSet<string> contradicted = [];     // by differences

    /// <summary>The variant of the model this belongs to, e.g. <c>lecture</c> or <c>small</c>.</summary>
    public string Variant { get; init; } = "";

    /// <summary>Hand-written against autograd; null when not compared.</summary>
    public double? HandVsAutograd { get; set; }

    /// <summary>Hand-written against central differences; null when not compared.</summary>
    public double? HandVsDifferences { get; set; }

    /// <summary>Autograd against central differences; null when not compared.</summary>
    public double? AutogradVsDifferences { get; set; }

    /// <summary>float32 only: the errors against float64 by hand and of autograd, relative to the layer's largest
    /// gradient.</summary>
    public (double ByHand, double Autograd)? Float32Errors { get; set; }

    /// <summary>How many of the sampled entries and directions sit at a kink and were left out.</summary>
    public int Kinks { get; set; }

    /// <summary>How many entries and directions were sampled.</summary>
    public int Sampled { get; set; }

    /// <summary>The bound by rounding, 4 ε |L| / h (in learning: how far rounding alone leads), where it and not the
    /// fixed one decided; else null.</summary>
    public double? RoundingBound { get; set; }

    /// <summary>The first comparison that failed, where it is worst; null when everything agreed.</summary>
    public Mismatch? Mismatch { get; set; }

    /// <summary>Why the tensor counts as not verified (kinks, shapes that differ), or null.</summary>
    public string? NotVerified { get; set; }

    /// <summary>True when central differences contradict autograd, and not the value by hand: autograd does not follow
    /// the forward there, where numbers are taken out of a tensor (item, detach) and put into another.</summary>
    internal bool IsLostToAutograd => contradicted.Contains("autograd") && !contradicted.Contains("by hand");

    /// <summary>True when every comparison held.</summary>
    public bool Passed => Mismatch is null && NotVerified is null;

    /// <summary>float64: the value by hand is autograd's.</summary>
    internal void AgainstAutograd(Tensor? byHand, Tensor? autograd, double scale)
    {
        if (!SameShape(byHand, autograd)) return;
        var (error, index, value, reference) = Comparison.Compare(byHand, autograd, scale);
        HandVsAutograd = Math.Max(HandVsAutograd ?? 0, error);
        if (!Comparison.Within(error, Comparison.Float64Bound))
            Fail(new(index, value, reference, ("by hand", "autograd"), error, Comparison.Float64Bound));
    }

    /// <summary>float32: the error by hand is at most 4 × autograd's, plus 1e-6; not verified where autograd
    /// overflows.</summary>
    internal void InFloat32(Tensor? byHand, Tensor? autograd, Tensor? exact, double scale)
    {
        if (!SameShape(byHand, exact)) return;
        var (error, index, value, reference) = Comparison.Compare(byHand, exact, scale);
        var (own, _, _, _) = Comparison.Compare(autograd, exact, scale);
        var bound = 4 * own + 1e-6;
        var (before, ownBefore) = Float32Errors ?? (0, 0);
        Float32Errors = (Math.Max(before, error), Math.Max(ownBefore, own));
        HandVsAutograd = Math.Max(HandVsAutograd ?? 0, Comparison.Compare(byHand, autograd, scale).Error);
        if (!double.IsFinite(own)) NotVerified ??= "autograd's value is not finite in float32";
        else if (!Comparison.Within(error, bound))
            Fail(new(index, value, reference, ("by hand", "float64"), error, bound));
    }

    /// <summary>Notes a disagreement, unless one was noted before.</summary>
    internal void Fail(Mismatch mismatch)
    {
        if (mismatch.What.Reference == "differences") contradicted.Add(mismatch.What.Value);
        Mismatch ??= mismatch;
    }

    private bool SameShape(Tensor? byHand, Tensor? reference)
    {
        if (byHand is null || reference is null || byHand.shape.AsSpan().SequenceEqual(reference.shape)) return true;
        NotVerified ??= $"expected shape {Expect.Text(reference.shape)}, got {Expect.Text(byHand.shape)} by hand";
        return false;
    }
}

/// <summary>Two values that should agree and do not.</summary>
/// <param name="Index">Where in the tensor the disagreement is worst; null for a directional derivative.</param>
/// <param name="Value">The value that was checked.</param>
/// <param name="Reference">The value it was checked against.</param>
/// <param name="What">Whose values these are, e.g. <c>by hand</c> and <c>autograd</c>.</param>
/// <param name="Error">The relative error.</param>
/// <param name="Bound">What it may be at most.</param>
public sealed record Mismatch(
    long[]? Index, double Value, double Reference, (string Value, string Reference) What, double Error, double Bound)
{
    /// <inheritdoc/>
    public override string ToString()
    {
        var where = Index is null ? "in a random direction" : $"at [{string.Join(", ", Index)}]";
        return $"{where} {What.Value} {Value:g9}, {What.Reference} {Reference:g9} "
            + $"(relative error {Error:0.0e+0}, at most {Bound:0.0e+0})";
    }
}
