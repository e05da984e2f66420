namespace Lectures.Models.Checking.Diagnosis;

/// <summary>One possible cause of a wrong gradient.</summary>
/// <param name="Cause">The kind of mistake.</param>
/// <param name="Sentence">What is wrong, in a sentence with the equation it breaks.</param>
/// <param name="Misfit">How far the gradients that this mistake would give are from those found, relative to the
/// largest; 0 for an exact fit.</param>
public sealed record Suspicion(Cause Cause, string Sentence, double Misfit)
{
    /// <summary>True when the mistake explains the wrong gradients up to rounding.</summary>
    public bool Explains => Misfit < 1e-6;

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Sentence} ({(Explains ? "explains it exactly" : $"misfit {Misfit:0.0e+0}")})";
}

/// <summary>Where a gradient goes wrong, and why.</summary>
/// <param name="Layer">The path of the layer that makes something wrong (for its input or a weight) of the gradient
/// that comes in.</param>
/// <param name="LayerType">The layer's type.</param>
/// <param name="Tensors">The tensors it gets wrong.</param>
/// <param name="Suspicions">Possible causes, the most likely first; empty when none comes near.</param>
public sealed record Diagnosis(
    string Layer, string LayerType, IReadOnlyList<string> Tensors, IReadOnlyList<Suspicion> Suspicions)
{
    /// <summary>False when a layer above has spoilt the gradient that comes in: this is one more mistake.</summary>
    public bool IncomingIsRight { get; init; } = true;

    /// <summary>The most likely cause.</summary>
    public Cause Cause => Suspicions.Count > 0 ? Suspicions[0].Cause : Cause.Unknown;

    /// <inheritdoc/>
    public override string ToString()
    {
        var place = Layer.Length == 0 ? LayerType : $"{Layer} ({LayerType})";
        var incoming = IncomingIsRight ? "the gradient that comes in is right" : "whatever is wrong further up";
        var where = $"{place}: {incoming}, {string.Join(", ", Tensors)} {(Tensors.Count > 1 ? "are" : "is")} wrong.";
        return Suspicions.Count == 0
            ? $"{where} No known mistake explains it."
            : $"{where}\n{string.Join('\n', Suspicions.Take(3).Select((suspicion, i) => $"  {i + 1}. {suspicion}"))}";
    }
}
