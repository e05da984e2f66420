using static TorchSharp.torch;

namespace Lectures.Models.Data.Planes;

/// <summary>A point of the plane and its class.</summary>
/// <param name="X1">First feature.</param>
/// <param name="X2">Second feature.</param>
/// <param name="Class">In [0, K).</param>
public readonly record struct PlanePoint(double X1, double X2, int Class);

/// <summary>Points of the plane with a class each, so that what a model learned can be drawn.</summary>
public sealed class PlanePoints
{
    /// <summary>The points.</summary>
    /// <param name="points">At least one; finite, no class negative.</param>
    /// <exception cref="DataException">There is none, or a point is not finite, or a class negative.</exception>
    public PlanePoints(IReadOnlyList<PlanePoint> points)
    {
        if (points.Count == 0) throw new DataException("points: expected at least one, got none.");
        foreach (var (k, point) in points.Index())
            if (!double.IsFinite(point.X1) || !double.IsFinite(point.X2) || point.Class < 0)
                throw new DataException(
                    $"points: expected finite numbers and a class from 0, got ({point.X1}, {point.X2}) in class "
                    + $"{point.Class} for point {k}.");
        (All, Classes) = (points, Math.Max(2, points.Max(point => point.Class) + 1));
    }

    /// <summary>The points in their order.</summary>
    public IReadOnlyList<PlanePoint> All { get; }

    /// <summary>K: the largest class + 1, and at least 2.</summary>
    public int Classes { get; }

    /// <summary>N.</summary>
    public int Count => All.Count;

    /// <summary>The features for the literal algorithms, N of shape (2).</summary>
    public double[][] Features() => [.. All.Select(point => (double[])[point.X1, point.X2])];

    /// <summary>The teacher signals for the literal algorithms: N of one number for two classes, else N of shape (K), 1
    /// at the class.</summary>
    /// <param name="other">What stands where the class is not 1, or not that one: 0, or −1 for tanh units.</param>
    public double[][] Teachers(double other = 0) =>
    [
        .. All.Select(point => Classes == 2
            ? (double[])[point.Class == 1 ? 1 : other]
            : [.. Enumerable.Range(0, Classes).Select(k => k == point.Class ? 1 : other)]),
    ];

    /// <summary>The features as a tensor of shape (N,2).</summary>
    /// <param name="type">Its type.</param>
    /// <returns>The tensor, in the caller's dispose scope.</returns>
    public Tensor Inputs(ScalarType type = ScalarType.Float32)
    {
        using var doubles = tensor([.. All.SelectMany(point => (double[])[point.X1, point.X2])], Count, 2);
        return doubles.to(type, copy: true);
    }

    /// <summary>The classes as a tensor of shape (N), int64.</summary>
    /// <returns>The tensor, in the caller's dispose scope.</returns>
    public Tensor Targets() => tensor([.. All.Select(point => (long)point.Class)]);

    /// <summary>Cuts the points in two, as they stand.</summary>
    /// <param name="count">How many the first part has; both have at least one.</param>
    public (PlanePoints First, PlanePoints Second) Cut(int count) =>
        (new([.. All.Take(count)]), new([.. All.Skip(count)]));
}
