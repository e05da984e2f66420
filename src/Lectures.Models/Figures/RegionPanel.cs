using Lectures.Models.Data.Planes;

namespace Lectures.Models.Figures;

/// <summary>A part of the plane.</summary>
/// <param name="Left">The least x₁.</param>
/// <param name="Right">The greatest x₁.</param>
/// <param name="Bottom">The least x₂.</param>
/// <param name="Top">The greatest x₂.</param>
public sealed record Extent(double Left, double Right, double Bottom, double Top)
{
    /// <summary>The centres of the cells of a grid, where a model is asked for the values of a panel.</summary>
    /// <param name="rows">Cells along x₂, at least 1.</param>
    /// <param name="columns">Cells along x₁, at least 1.</param>
    /// <returns>rows · columns points, row by row, the row of the least x₂ first.</returns>
    public IEnumerable<(double X1, double X2)> Centres(int rows, int columns) =>
        from row in Enumerable.Range(0, rows)
        from column in Enumerable.Range(0, columns)
        select (Left + (column + 0.5) * (Right - Left) / columns, Bottom + (row + 0.5) * (Top - Bottom) / rows);

    internal void Check()
    {
        if (!(Left < Right && Bottom < Top && double.IsFinite(Right - Left) && double.IsFinite(Top - Bottom)))
            throw new ArgumentException(
                $"{nameof(Extent)}: expected left < right and bottom < top, "
                + $"got {Left} to {Right} and {Bottom} to {Top}.");
    }
}

/// <summary>The line w₀ + w₁ x₁ + w₂ x₂ = 0, e.g. where a unit is undecided.</summary>
/// <param name="W0">The bias.</param>
/// <param name="W1">The weight of x₁.</param>
/// <param name="W2">The weight of x₂.</param>
/// <param name="Label">For the legend; lines of the same label look alike in all panels.</param>
public sealed record PlaneLine(double W0, double W1, double W2, string Label)
{
    /// <summary>The ends of the line in a part of the plane; null where it does not pass through.</summary>
    internal ((double X1, double X2) From, (double X1, double X2) To)? Clip(Extent extent)
    {
        var (left, right, bottom, top) = extent;
        // Solved for the coordinate with the larger weight, so that nothing is divided by almost 0.
        if (Math.Abs(W2) >= Math.Abs(W1))
        {
            if (W2 == 0 || Within(-W1 / W2, -W0 / W2, left, right, bottom, top) is not var (from, to)) return null;
            return ((from, (-W0 - W1 * from) / W2), (to, (-W0 - W1 * to) / W2));
        }
        if (Within(-W2 / W1, -W0 / W1, bottom, top, left, right) is not var (low, high)) return null;
        return (((-W0 - W2 * low) / W1, low), ((-W0 - W2 * high) / W1, high));
    }

    /// <summary>Where v = slope · u + shift stays between least and most, for u from first to last.</summary>
    private static (double, double)? Within(
        double slope, double shift, double first, double last, double least, double most)
    {
        if (!double.IsFinite(slope) || !double.IsFinite(shift)) return null;
        if (slope == 0) return shift >= least && shift <= most ? (first, last) : null;
        var (one, other) = ((least - shift) / slope, (most - shift) / slope);
        (first, last) = (Math.Max(first, Math.Min(one, other)), Math.Min(last, Math.Max(one, other)));
        return first < last ? (first, last) : null;
    }
}

/// <summary>What a model says all over a part of the plane.</summary>
/// <param name="Values">Shape (rows, columns), at <see cref="Extent.Centres"/>: classes from 0, or scores. NaN where
/// there is none.</param>
/// <param name="Extent">The part of the plane.</param>
public sealed record RegionPanel(double[,] Values, Extent Extent)
{
    /// <summary>One line above, or nothing.</summary>
    public string Title { get; init; } = "";

    /// <summary>The patterns; one outside the extent is not seen.</summary>
    public IReadOnlyList<PlanePoint> Points { get; init; } = [];

    /// <summary>Test patterns, drawn hollow.</summary>
    public IReadOnlyList<PlanePoint> TestPoints { get; init; } = [];

    /// <summary>Lines, e.g. one for each hidden unit.</summary>
    public IReadOnlyList<PlaneLine> Lines { get; init; } = [];

    internal IEnumerable<(PlanePoint Point, bool IsTest)> Patterns =>
        [.. Points.Select(point => (point, false)), .. TestPoints.Select(point => (point, true))];
}
