using Lectures.Models.Literal;

namespace Lectures.Models.Tests.Literal;

public sealed class LiteralPerceptronTests
{
    [Test]
    public void A_unit_exactly_on_the_line_says_1() =>
        Assert.That(new LiteralPerceptron(3).Forward([4, -5, 6]), Is.EqualTo(1));

    [Test]
    public void A_mistake_moves_the_weights_by_rho_times_the_pattern_and_a_hit_leaves_them()
    {
        var perceptron = new LiteralPerceptron(2);
        Assert.That(perceptron.Learn([2, -3], 0, 0.5), Is.True);
        Assert.That(perceptron.W.ToArray(), Is.EqualTo(new[] { -0.5, -1, 1.5 }));
        Assert.That(perceptron.Learn([2, -3], 0, 0.5), Is.False);
        Assert.That(perceptron.W.ToArray(), Is.EqualTo(new[] { -0.5, -1, 1.5 }));
        Assert.That(perceptron.Learn([2, -3], 1, 0.25), Is.True);
        Assert.That(perceptron.W.ToArray(), Is.EqualTo(new[] { -0.25, -0.5, 0.75 }));
    }

    [TestCase(0, 0, 0, 1)]
    [TestCase(0, 1, 1, 1)]
    public void And_and_or_are_learned(params int[] b)
    {
        var perceptron = new LiteralPerceptron(2);
        int epochs = 1;
        while (perceptron.Epoch(Xor.X, b, 1) > 0) Assert.That(++epochs, Is.LessThan(20));
        Assert.That(Xor.X.Select(x => perceptron.Forward(x)), Is.EqualTo(b));
    }

    [Test]
    public void Xor_is_never_learned_the_weights_go_round_in_a_cycle()
    {
        var perceptron = new LiteralPerceptron(2);
        var seen = new HashSet<(double, double, double)>();
        do Assert.That(perceptron.Epoch(Xor.X, [0, 1, 1, 0], 1), Is.GreaterThan(0));
        while (seen.Add((perceptron.W[0], perceptron.W[1], perceptron.W[2])) && seen.Count < 100);
        Assert.That(seen, Has.Count.LessThan(100), "the same weights in the same order of patterns: a cycle");
    }

    [TestCase(2)]
    [TestCase(21)]      // a row long enough for vectors
    public void Two_separable_clouds_are_learned_in_shuffled_order(int features)
    {
        var random = new Random(1);
        int[] b = [.. Enumerable.Range(0, 60).Select(p => p % 3 == 0 ? 1 : 0)];
        double[][] x = [.. b.Select(c => Enumerable.Range(0, features)
            .Select(_ => random.NextDouble() - 0.5 + (c == 1 ? 0.7 : -0.7)).ToArray())];
        var perceptron = new LiteralPerceptron(features);
        int epochs = 1;
        while (perceptron.Epoch(x, b, 0.1, random) > 0) Assert.That(++epochs, Is.LessThan(200));
        Assert.That(x.Select(p => perceptron.Forward(p)), Is.EqualTo(b));
    }
}
