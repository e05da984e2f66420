using Lectures.Models.Figures;

namespace Lectures.Models.Literal;

/// <summary>The error J over the space of all weights, §7.2.4, seen along a straight line.</summary>
public static class ErrorSurface
{
    private const int Points = 121;

    /// <summary>J, the mean over the patterns, at w = w₁ + t (w₂ − w₁).</summary>
    /// <param name="name">For the legend.</param>
    /// <param name="one">The weights w₁, at t = 0.</param>
    /// <param name="other">The weights w₂, at t = 1, of a network of the same shape.</param>
    /// <param name="x">Patterns, N of shape (d).</param>
    /// <param name="b">Teacher signals, N of shape (n).</param>
    /// <param name="beyond">How far t goes on both sides of 0 … 1.</param>
    /// <returns>J over t.</returns>
    /// <exception cref="ArgumentException">The networks differ in shape, or as Backward.</exception>
    public static Curve Between(
        string name, LiteralNetwork one, LiteralNetwork other, double[][] x, double[][] b, double beyond = 0)
    {
        LiteralGuard.Patterns(x.Length, b.Length);
        if (!one.Units.SequenceEqual(other.Units))
            throw new ArgumentException($"other: expected {string.Join('-', one.Units)} units as in the first network, "
                + $"got {string.Join('-', other.Units)}.");
        var between = new LiteralNetwork([.. one.Units]);
        double[] t = [.. Enumerable.Range(0, Points).Select(n => (1 + 2 * beyond) * n / (Points - 1) - beyond)];
        return new(name, t, [.. t.Select(ErrorAt)]);

        double ErrorAt(double t)
        {
            for (var l = 1; l <= one.Last; l++)
                for (var k = 0; k < one.W(l).Length; k++)
                    between.W(l)[k] = one.W(l)[k] + t * (other.W(l)[k] - one.W(l)[k]);
            return x.Zip(b).Average(pattern => between.Backward(pattern.First, pattern.Second));
        }
    }
}
