namespace Lectures.Models.Experiments;

/// <summary>A number of the lecture beside ours.</summary>
/// <param name="Id">The number's name, N1 to N10, or nothing.</param>
/// <param name="Setting">What was measured, in which setting.</param>
/// <param name="Lecture">The lecture's result, as it stands there.</param>
/// <param name="Ours">Ours, one for each seed.</param>
/// <param name="Format">How ours are written.</param>
public sealed record Reproduction(
    string Id, Bilingual Setting, string Lecture, IReadOnlyList<double> Ours, string Format = "0.0000")
{
    /// <summary>Mean of ours.</summary>
    public double Mean => Ours.Average();

    /// <summary>Standard deviation of ours (over n − 1); null for a single seed.</summary>
    public double? Deviation =>
        Ours.Count < 2 ? null : Math.Sqrt(Ours.Sum(value => Math.Pow(value - Mean, 2)) / (Ours.Count - 1));
}
