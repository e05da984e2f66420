using static TorchSharp.torch;

namespace Lectures.Models.Checking;

/// <summary>How two tensors are compared: rel(a, b) = max|a − b| / max(max|b|, tiny), tiny = 1e-5 × the largest gradient
/// in the same layer (some true gradients are exactly 0; there only noise is left).</summary>
public static class Comparison
{
    /// <summary>The bound for float64, hand-written against autograd.</summary>
    public const double Float64Bound = 1e-10;

    /// <summary>The bound for float64, either against central differences, relative to max|b|.</summary>
    public const double DifferencesBound = 1e-6;

    /// <summary>The largest absolute value; 0 for null.</summary>
    public static double Largest(Tensor? tensor)
    {
        if (tensor is null || tensor.numel() == 0) return 0;
        using var scope = NewDisposeScope();
        return tensor.abs().max().to(ScalarType.Float64).item<double>();
    }

    /// <summary>rel(a, b); a null gradient counts as zeros, and infinity comes back where shapes differ or a value is not finite.</summary>
    /// <param name="a">What is checked.</param>
    /// <param name="b">What it is checked against.</param>
    /// <param name="layerLargest">The largest gradient in the same layer.</param>
    public static double Relative(Tensor? a, Tensor? b, double layerLargest) => Compare(a, b, layerLargest).Error;

    /// <summary>max|a − b| relative to a scale of the caller's (the layer's largest gradient, in float32), and where.</summary>
    internal static (double Error, long[]? Index, double A, double B) CompareTo(Tensor? a, Tensor? b, double scale)
    {
        var (error, index, x, y) = Compare(a, b, 0);
        return (double.IsFinite(error) && index is not null ? Ratio(Math.Abs(x - y), scale) : error, index, x, y);
    }

    /// <summary>rel(a, b) and the index at which they differ most (null where there is none).</summary>
    internal static (double Error, long[]? Index, double A, double B) Compare(Tensor? a, Tensor? b, double layerLargest)
    {
        if (a is null && b is null) return (0, null, 0, 0);
        if (a is not null && b is not null && !a.shape.AsSpan().SequenceEqual(b.shape)) return (double.PositiveInfinity, null, double.NaN, double.NaN);
        using var scope = NewDisposeScope();
        var x = (a ?? zeros_like(b!)).to(ScalarType.Float64).reshape(-1);
        var y = (b ?? zeros_like(a!)).to(ScalarType.Float64).reshape(-1);
        var difference = (x - y).abs();
        var at = difference.nan_to_num(double.PositiveInfinity).argmax().item<long>();
        var worst = difference[at].item<double>();
        var scale = Math.Max(Largest(y), 1e-5 * layerLargest);
        return (Ratio(worst, scale), Unravel(at, (a ?? b)!.shape), x[at].item<double>(), y[at].item<double>());
    }

    /// <summary>A difference relative to a scale: 0 when there is none, infinity when it is not finite.</summary>
    internal static double Ratio(double difference, double scale) =>
        difference == 0 ? 0 : double.IsFinite(difference) ? difference / Math.Max(scale, double.Epsilon) : double.PositiveInfinity;

    internal static long[] Unravel(long index, long[] shape)
    {
        var result = new long[shape.Length];
        for (var d = shape.Length - 1; d >= 0; d--) (result[d], index) = (index % shape[d], index / shape[d]);
        return result;
    }
}
