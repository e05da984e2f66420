using Lectures.Models.Figures;

namespace Lectures.Models.Experiments;

/// <summary>The four patterns of the exclusive or, and where learning them ends.</summary>
internal static class XorProblem
{
    /// <summary>How near an error is to a minimum that was reached.</summary>
    public const double Near = 0.004;

    private const double SolvedBelow = 0.01;

    /// <summary>The patterns x.</summary>
    public static readonly double[][] X = [[0, 0], [0, 1], [1, 0], [1, 1]];

    /// <summary>The teacher signals b.</summary>
    public static readonly double[][] B = [[0], [1], [1], [0]];

    /// <summary>The errors of the local minima in which nets with two hidden units end; the first is the
    /// lecture's.</summary>
    public static IReadOnlyList<MarkedValue> Minima { get; } = [new(0.0667, "0.0667"), new(0.0875, "0.0875")];

    /// <summary>The same for the legend of a figure.</summary>
    public static IReadOnlyList<MarkedValue> Marks { get; } =
        [.. Minima.Select(minimum => minimum with { Label = $"local minimum {minimum.Label}" })];

    /// <summary>Whether an error at the end, ½ (b − g)², mean over the patterns, is that of a solution.</summary>
    public static bool IsSolved(double error) => error < SolvedBelow;

    /// <summary>Whether an error is that of a local minimum.</summary>
    public static bool IsAt(double error, MarkedValue minimum) => Math.Abs(error - minimum.At) < Near;
}
