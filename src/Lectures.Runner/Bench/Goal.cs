using System.Globalization;

namespace Lectures.Runner.Bench;

/// <summary>What is aimed at: to be so many times as fast, or to need no more than such a share.</summary>
/// <param name="Bound">The number that is aimed at.</param>
/// <param name="IsLeast">True where more is better.</param>
internal readonly record struct Goal(double Bound, bool IsLeast)
{
    /// <summary>At least this many times as fast as the other.</summary>
    public static Goal AtLeast(double bound) => new(bound, true);

    /// <summary>At most this share of the other, or this much.</summary>
    public static Goal AtMost(double bound) => new(bound, false);

    /// <summary>The ratio that the goal speaks of.</summary>
    public double Ratio(double ours, double other) => IsLeast ? other / ours : ours / other;

    /// <summary>Whether it is reached.</summary>
    public bool IsMet(double value) => IsLeast ? value >= Bound : value <= Bound;

    /// <summary>As text: ≥ 1.1.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(IsLeast ? '≥' : '≤')} {Bound:0.##}");
}
