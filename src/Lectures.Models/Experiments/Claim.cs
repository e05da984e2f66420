using System.Globalization;

namespace Lectures.Models.Experiments;

/// <summary>Something we say of a stated setting, and what was measured; it can fail.</summary>
/// <param name="Statement">What is said.</param>
/// <param name="Holds">Whether the measurement agrees.</param>
/// <param name="Measured">What was measured, as text.</param>
/// <param name="Expected">What was to be measured, as text: <c>≥ 0.7</c>.</param>
public sealed record Claim(Bilingual Statement, bool Holds, string Measured, string Expected)
{
    /// <summary>A number that is to be at least a bound; NaN is not.</summary>
    /// <param name="statement">What is said.</param>
    /// <param name="measured">The number.</param>
    /// <param name="bound">The bound.</param>
    /// <param name="format">How both are written.</param>
    public static Claim AtLeast(Bilingual statement, double measured, double bound, string format = "0.####") =>
        new(statement, measured >= bound, Text(measured, format), $"≥ {Text(bound, format)}");

    /// <summary>A number that is to be at most a bound; NaN is not.</summary>
    /// <inheritdoc cref="AtLeast"/>
    public static Claim AtMost(Bilingual statement, double measured, double bound, string format = "0.####") =>
        new(statement, measured <= bound, Text(measured, format), $"≤ {Text(bound, format)}");

    /// <summary>A number that is to lie between two bounds, both included.</summary>
    /// <param name="statement">What is said.</param>
    /// <param name="measured">The number.</param>
    /// <param name="low">The lower bound.</param>
    /// <param name="high">The upper bound.</param>
    /// <param name="format">How all are written.</param>
    public static Claim Between(
        Bilingual statement, double measured, double low, double high, string format = "0.####") =>
        new(statement, measured >= low && measured <= high, Text(measured, format),
            $"{Text(low, format)} … {Text(high, format)}");

    private static string Text(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
