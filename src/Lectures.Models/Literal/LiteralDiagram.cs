using System.Globalization;
using Lectures.Models.Figures;

namespace Lectures.Models.Literal;

/// <summary>Draws a small network with all the numbers of one pattern.</summary>
public static class LiteralDiagram
{
    private const string Digits = "₀₁₂₃₄₅₆₇₈₉";

    /// <summary>Runs a pattern through a network and back, and shows x, g, ε, b, each weight w near where its line
    /// begins, and its ∂J/∂w near where it ends; the weights stay.</summary>
    /// <param name="net">The network.</param>
    /// <param name="x">Pattern, shape (d), finite.</param>
    /// <param name="b">Teacher signals, shape (n) of the output layer, finite.</param>
    /// <returns>The picture's numbers.</returns>
    /// <exception cref="ArgumentException">x or b has another length or is not finite.</exception>
    public static NetworkDiagram Diagram(this LiteralNetwork net, double[] x, double[] b)
    {
        net.Backward(x, b);
        return new(
            [
                [.. x.Select((value, i) => new DiagramUnit($"x{Index(i + 1)} = {Text(value)}"))],
                .. Enumerable.Range(1, net.Last).Select(l => Units(net, l, l == net.Last ? b : null)),
            ],
            [.. Enumerable.Range(1, net.Last).Select(l => Weights(net, l))]);
    }

    private static DiagramUnit[] Units(LiteralNetwork net, int l, double[]? b) =>
    [
        .. Enumerable.Range(1, net.Units[l]).Select(j => new DiagramUnit(
        [
            $"g{Index(j)} = {Text(net.G(l)[j - 1])}", $"ε{Index(j)} = {Text(net.Epsilon(l)[j - 1])}",
            $"w₀ = {Text(net.W(l)[(j - 1) * (net.Units[l - 1] + 1)])}",
            .. b is null ? Array.Empty<string>() : [$"b{Index(j)} = {Text(b[j - 1])}"],
        ])),
    ];

    private static DiagramWeight[] Weights(LiteralNetwork net, int l) =>
    [
        .. from j in Enumerable.Range(0, net.Units[l])
           from i in Enumerable.Range(0, net.Units[l - 1])
           let n = j * (net.Units[l - 1] + 1) + i + 1
           select new DiagramWeight(i, j, net.W(l)[n], $"w = {Text(net.W(l)[n])}",
               $"∂ = {net.Gradient(l)[n].ToString("0.0000", CultureInfo.InvariantCulture)}"),
    ];

    private static string Index(int number) => string.Concat($"{number}".Select(digit => Digits[digit - '0']));

    private static string Text(double value) => value.ToString("0.0###", CultureInfo.InvariantCulture);
}
