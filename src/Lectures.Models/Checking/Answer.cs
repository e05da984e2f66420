using System.Globalization;
using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace Lectures.Models.Checking;

/// <summary>Holds answers to what is expected, in the tests of an exercise: a wrong one throws, and says what it is and
/// what it should be.</summary>
/// <remarks>Two numbers are equal when |a − b| ≤ tolerance · max(1, |b|), b the expected one; tensors when all their numbers
/// are and their shapes.</remarks>
public static class Answer
{
    private const double Tolerance = 1e-6;

    /// <summary>Checks a number.</summary>
    /// <param name="actual">The answer a.</param>
    /// <param name="expected">What it should be, b.</param>
    /// <param name="name">What the answer is of.</param>
    /// <param name="tolerance">How far it may be off.</param>
    /// <exception cref="WrongAnswerException">It is something else.</exception>
    public static void Near(
        double actual, double expected, [CallerArgumentExpression(nameof(actual))] string name = "",
        double tolerance = Tolerance)
    {
        if (!IsNear(actual, expected, tolerance))
            throw new WrongAnswerException(
                $"{name}: expected {Text(expected)}, got {Text(actual)}{Factor(actual, expected, tolerance)}.");
    }

    /// <summary>Checks numbers in order.</summary>
    /// <inheritdoc cref="Near(double, double, string, double)"/>
    public static void Near(
        IEnumerable<double> actual, IEnumerable<double> expected,
        [CallerArgumentExpression(nameof(actual))] string name = "", double tolerance = Tolerance)
    {
        using var scope = NewDisposeScope();
        Near(tensor(actual.ToArray()), tensor(expected.ToArray()), name, tolerance);
    }

    /// <summary>Checks a tensor.</summary>
    /// <inheritdoc cref="Near(double, double, string, double)"/>
    public static void Near(
        Tensor? actual, Tensor expected, [CallerArgumentExpression(nameof(actual))] string name = "",
        double tolerance = Tolerance)
    {
        if (actual is null) throw new WrongAnswerException($"{name}: expected a tensor, got null.");
        using var off = no_grad();
        using var scope = NewDisposeScope();
        if (!actual.shape.AsSpan().SequenceEqual(expected.shape))
            throw new WrongAnswerException(
                $"{name}: expected shape {Expect.Text(expected.shape)}, got {Expect.Text(actual.shape)}.");
        var (a, b) = (Numbers(actual), Numbers(expected));
        var wrong = Enumerable.Range(0, a.Length).FirstOrDefault(i => !IsNear(a[i], b[i], tolerance), -1);
        if (wrong < 0) return;
        var place = expected.dim() == 0 ? "" : $"at {Expect.Text(Index(wrong, expected.shape))} ";
        throw new WrongAnswerException($"{name}: {place}expected {Text(b[wrong])}, "
            + $"got {Text(a[wrong])}{Pattern(a, b, expected.shape, tolerance)}.");
    }

    /// <summary>Checks what is no number: a word, a class, a truth value.</summary>
    /// <inheritdoc cref="Near(double, double, string, double)"/>
    public static void Equal<T>(T actual, T expected, [CallerArgumentExpression(nameof(actual))] string name = "")
    {
        if (!EqualityComparer<T>.Default.Equals(actual, expected))
            throw new WrongAnswerException($"{name}: expected {expected}, got {actual?.ToString() ?? "null"}.");
    }

    private static bool IsNear(double a, double b, double tolerance) =>
        a.Equals(b) || Math.Abs(a - b) <= tolerance * Math.Max(1, Math.Abs(b));

    private static double[] Numbers(Tensor x) => [.. x.detach().to(ScalarType.Float64, CPU).contiguous().data<double>()];

    // What is known about a whole tensor that is wrong.
    private static string Pattern(double[] a, double[] b, long[] shape, double tolerance)
    {
        var largest = Enumerable.Range(0, b.Length).MaxBy(i => Math.Abs(b[i]));
        var factor = a[largest] / b[largest];
        if (double.IsFinite(factor) && a.Zip(b).All(pair => IsNear(pair.First, factor * pair.Second, tolerance)))
            return Factor(a[largest], b[largest], tolerance);
        if (shape is [var rows, var columns] && rows == columns
            && Enumerable.Range(0, a.Length).All(i => IsNear(a[i], b[i % rows * columns + i / columns], tolerance)))
            return "; it is the transpose of what is expected";
        return "";
    }

    private static string Factor(double a, double b, double tolerance) => (a / b) switch
    {
        var factor when b == 0 || !double.IsFinite(factor) || a == 0 => "",
        var factor when IsNear(factor, -1, tolerance) => "; the sign is wrong",
        var factor when IsNear(factor, Math.Round(factor), tolerance) => $"; it is {Math.Round(factor)} × what is expected",
        var factor when IsNear(1 / factor, Math.Round(1 / factor), tolerance) =>
            $"; it is {(factor < 0 ? "-" : "")}1/{Math.Abs(Math.Round(1 / factor))} of what is expected",
        _ => "",
    };

    private static long[] Index(int place, long[] shape)
    {
        var index = new long[shape.Length];
        long rest = place;
        for (var d = shape.Length - 1; d >= 0; d--) (rest, index[d]) = Math.DivRem(rest, shape[d]);
        return index;
    }

    private static string Text(double value) => value.ToString("G7", CultureInfo.InvariantCulture);
}

/// <summary>An answer that is not what was expected; the message says both.</summary>
/// <param name="message">The answer's name, what was expected, what it is.</param>
public sealed class WrongAnswerException(string message) : Exception(message);
