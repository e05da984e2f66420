using System.Diagnostics.CodeAnalysis;

namespace Lectures.Models.Literal;

/// <summary>What the literal models refuse, one line each. What throws stays out of the loop that learns.</summary>
internal static class LiteralGuard
{
    public static void Units(int[] units)
    {
        if (units.Length < 2)
            throw new ArgumentException($"units: expected at least 2 layers (input and output), got {units.Length}.");
        int l = Array.FindIndex(units, n => n < 1);
        if (l >= 0)
            throw new ArgumentException($"units: expected at least 1 in each layer, got {units[l]} in layer {l}.");
        for (l = 1; l < units.Length; l++)
            if (units[l] * (units[l - 1] + 1L) > Array.MaxLength)
                throw new ArgumentException(
                    $"units: expected at most {Array.MaxLength} weights in each layer, "
                    + $"got {units[l - 1]} + 1 times {units[l]}.");
    }

    public static int Layer(int l, int last) => l >= 1 && l <= last
        ? l
        : throw new ArgumentException($"l: expected a layer from 1 to {last}, got {l}.");

    public static void Range(double low, double high)
    {
        if (!double.IsFinite(high - low) || low > high)
            throw new ArgumentException($"U(low, high): expected finite low ≤ high, got U({low}, {high}).");
    }

    public static void Patterns(int patterns, int teachers)
    {
        if (patterns == 0) throw new ArgumentException("x: expected at least 1 pattern, got 0.");
        if (patterns != teachers)
            throw new ArgumentException($"b: expected one teacher for each of {patterns} patterns, got {teachers}.");
    }

    public static void Length(string name, int got, int expected)
    {
        if (got != expected) ThrowLength(name, got, expected);
    }

    public static void Rate(double rho)
    {
        if (!(rho > 0 && rho < double.PositiveInfinity)) ThrowRate(rho);
    }

    public static void Class(int b)
    {
        if (b is not (0 or 1)) throw new ArgumentException($"b: expected 0 or 1, got {b}.");
    }

    /// <summary>One NaN or infinity in x makes every h = Σᵢ wᵢ xᵢ NaN or infinite, even behind a weight of 0.</summary>
    public static ArgumentException NotFinite(ReadOnlySpan<double> x) => Find("x", x)
        ?? new ArgumentException("w: h is not finite; the weights have diverged, start with a smaller rho.");

    public static ArgumentException TeacherNotFinite(ReadOnlySpan<double> b) => Find("b", b)
        ?? new ArgumentException("b: (g − b)² overflows; the teacher of a sigmoid unit lies in [0, 1].");

    private static ArgumentException? Find(string name, ReadOnlySpan<double> values)
    {
        for (int i = 0; i < values.Length; i++)
            if (!double.IsFinite(values[i]))
                return new ArgumentException($"{name}[{i}]: expected a finite number, got {values[i]}.");
        return null;
    }

    [DoesNotReturn]
    private static void ThrowLength(string name, int got, int expected) =>
        throw new ArgumentException($"{name}: expected {expected} values, got {got}.");

    [DoesNotReturn]
    private static void ThrowRate(double rho) =>
        throw new ArgumentException($"rho: expected a finite learning rate > 0, got {rho}.");
}
