using Lectures.Models.Literal;

namespace Lectures.Models.Tests.Literal;

public sealed class LiteralInputTests
{
    private static IEnumerable<TestCaseData> Refusals()
    {
        static TestCaseData Case(string message, Action<LiteralNetwork> act) =>
            new TestCaseData(message, act).SetArgDisplayNames(message);
        yield return Case("units: expected at least 2 layers (input and output), got 1.", _ => new LiteralNetwork(3));
        yield return Case("units: expected at least 1 in each layer, got 0 in layer 1.",
            _ => new LiteralNetwork(3, 0, 2));
        yield return Case("units: expected at most 2147483591 weights in each layer, got 99999 + 1 times 50000.",
            _ => new LiteralNetwork(99999, 50000));
        yield return Case("l: expected a layer from 1 to 2, got 0.", n => n.W(0));
        yield return Case("l: expected a layer from 1 to 2, got 3.", n => n.Epsilon(3));
        yield return Case("x: expected 2 values, got 3.", n => n.Forward([1, 2, 3]));
        yield return Case("b: expected 1 values, got 2.", n => n.Update([1, 2], [0, 1], 1));
        yield return Case("x[1]: expected a finite number, got NaN.", n => n.Update([1, double.NaN], [0], 1));
        yield return Case("x[0]: expected a finite number, got -Infinity.",
            n => n.Update([double.NegativeInfinity, 0], [0], 1));
        yield return Case("b[0]: expected a finite number, got NaN.", n => n.Update([1, 2], [double.NaN], 1));
        yield return Case("b[0]: expected a finite number, got Infinity.",
            n => n.Update([1, 2], [double.PositiveInfinity], 1));
        yield return Case("b: (g − b)² overflows; the teacher of a sigmoid unit lies in [0, 1].",
            n => n.Update([1, 2], [1e200], 1));
        yield return Case("w: h is not finite; the weights have diverged, start with a smaller rho.",
            n => n.Forward([double.MaxValue, double.MaxValue]));
        yield return Case("rho: expected a finite learning rate > 0, got 0.", n => n.Update([1, 2], [0], 0));
        yield return Case("rho: expected a finite learning rate > 0, got NaN.", n => n.Update([1, 2], [0], double.NaN));
        yield return Case("rho: expected a finite learning rate > 0, got Infinity.",
            n => n.Epoch(Xor.X, Xor.B, double.PositiveInfinity));
        yield return Case("x: expected at least 1 pattern, got 0.", n => n.Epoch([], [], 1));
        yield return Case("b: expected one teacher for each of 4 patterns, got 3.", n => n.Epoch(Xor.X, Xor.B[1..], 1));
        yield return Case("U(low, high): expected finite low ≤ high, got U(1, -1).", n => n.Initialize(1, -1, 1));
        yield return Case("U(low, high): expected finite low ≤ high, got U(NaN, 1).",
            n => n.Initialize(double.NaN, 1, 1));
        yield return Case("b: expected 0 or 1, got 2.", _ => new LiteralPerceptron(2).Learn([1, 2], 2, 1));
        yield return Case("x[0]: expected a finite number, got Infinity.",
            _ => new LiteralPerceptron(1).Learn([double.PositiveInfinity], 1, 1));
        yield return Case("x: expected 2 values, got 1.", _ => new LiteralPerceptron(2).Forward([1]));
        yield return Case("rho: expected a finite learning rate > 0, got -1.",
            _ => new LiteralPerceptron(2).Learn([1, 2], 1, -1));
    }

    [TestCaseSource(nameof(Refusals))]
    public void Bad_input_is_refused_in_one_line_and_changes_no_weight(string message, Action<LiteralNetwork> act)
    {
        var network = new LiteralNetwork(2, 2, 1);
        network.W(1).Fill(1);
        network.W(2).Fill(2);
        Assert.That(() => act(network), Throws.ArgumentException.With.Message.EqualTo(message));
        Assert.That(network.W(1).ToArray(), Has.All.EqualTo(1));
        Assert.That(network.W(2).ToArray(), Has.All.EqualTo(2));
    }

    [Test]
    public void Infinity_is_found_behind_a_weight_of_zero() =>
        Assert.That(() => new LiteralNetwork(2, 1).Forward([0, double.PositiveInfinity]),
            Throws.ArgumentException.With.Message.EqualTo("x[1]: expected a finite number, got Infinity."));
}
