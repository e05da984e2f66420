using static TorchSharp.torch;

namespace Lectures.Models.Checking;

/// <summary>How two tensors are compared: rel(a, b) = max|a − b| / max(max|b|, tiny), tiny = 1e-5 × the largest
/// gradient in the same layer (some true gradients are exactly 0; there only noise is left).</summary>
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

    /// <summary>rel(a, b); a null gradient counts as zeros, and infinity comes back where shapes differ or a value is
    /// not finite.</summary>
    /// <param name="a">What is checked.</param>
    /// <param name="b">What it is checked against.</param>
    /// <param name="layerLargest">The largest gradient in the same layer.</param>
    public static double Relative(Tensor? a, Tensor? b, double layerLargest) =>
        Compare(a, b, Scale(b, layerLargest)).Error;

    /// <summary>What an error is relative to: max(max|b|, tiny).</summary>
    internal static double Scale(Tensor? b, double layerLargest) => Math.Max(Largest(b), 1e-5 * layerLargest);

    /// <summary>max|a − b| relative to a scale, the index where a and b differ most (null without one) and both values
    /// there.</summary>
    internal static (double Error, long[]? Index, double A, double B) Compare(Tensor? a, Tensor? b, double scale)
    {
        if ((a ?? b) is not { } some || some.numel() == 0) return (0, null, 0, 0);
        if (a is not null && b is not null && !a.shape.AsSpan().SequenceEqual(b.shape))
            return (double.PositiveInfinity, null, double.NaN, double.NaN);
        using var scope = NewDisposeScope();
        var x = (a ?? zeros_like(b!)).to(ScalarType.Float64).reshape(-1);
        var y = (b ?? zeros_like(a!)).to(ScalarType.Float64).reshape(-1);
        var difference = (x - y).abs();
        var at = difference.nan_to_num(double.PositiveInfinity).argmax().item<long>();
        var error = Ratio(difference[at].item<double>(), scale);
        return (error, Unravel(at, some.shape), x[at].item<double>(), y[at].item<double>());
    }

    /// <summary>A difference relative to a scale: 0 when there is none, infinity when it is not finite.</summary>
    internal static double Ratio(double difference, double scale) =>
        difference == 0 ? 0
        : double.IsFinite(difference) ? difference / Math.Max(scale, double.Epsilon)
        : double.PositiveInfinity;

    /// <summary>Whether an error is within a bound; one that is not finite never is, whatever the bound.</summary>
    internal static bool Within(double error, double bound) => double.IsFinite(error) && error <= bound;

    internal static long[] Unravel(long index, long[] shape)
    {
        var result = new long[shape.Length];
        for (var d = shape.Length - 1; d >= 0; d--) (result[d], index) = (index % shape[d], index / shape[d]);
        return result;
    }
}
