using Lectures.Models.Data;
using Lectures.Models.Literal;

namespace Lectures.Models.Tests.Literal;

public sealed class BatchNetworkTests
{
    private static BatchNetwork Network(UnitFunction hidden, UnitFunction output, OutputError error, params int[] units)
    {
        var network = new BatchNetwork(hidden, output, error, units);
        var random = SplitMix64.Stream(3);
        network.Initialize((_, _) => 1, ref random);
        return network;
    }

    private static double[][] Draw(int n, int d, double low = -1)
    {
        var random = SplitMix64.Stream(n, d);
        return [.. Enumerable.Range(0, n).Select(_ => Enumerable.Range(0, d).Select(_ => random.Uniform(low, 1)).ToArray())];
    }

    [TestCase(UnitFunction.Sigmoid, UnitFunction.Sigmoid, OutputError.Squared)]
    [TestCase(UnitFunction.Sigmoid, UnitFunction.Tanh, OutputError.Squared)]
    [TestCase(UnitFunction.Tanh, UnitFunction.Sigmoid, OutputError.CrossEntropy)]
    [TestCase(UnitFunction.Relu, UnitFunction.Softmax, OutputError.CrossEntropy)]
    public void Gradients_match_central_differences(UnitFunction hidden, UnitFunction output, OutputError error)
    {
        var network = Network(hidden, output, error, 3, 5, 4, 2);
        double[][] x = Draw(11, 3), b = [.. Draw(11, 2, 0).Select(pair => (double[])[pair[0], 1 - pair[0]])];
        int[] batch = [7, 0, 3, 9, 10, 1, 2, 5, 8];
        network.Backward(x, b, batch);
        double[][] gradients = [[], .. Enumerable.Range(1, network.Last).Select(l => network.Gradient(l).ToArray())];

        const double Step = 1e-5;   // truncation ~ Step², rounding ~ 1e-16 / Step: both about 1e-11
        for (int l = 1; l <= network.Last; l++)
            for (int n = 0; n < network.W(l).Length; n++)
            {
                double weight = network.W(l)[n];
                network.W(l)[n] = weight + Step;
                double above = network.Backward(x, b, batch);
                network.W(l)[n] = weight - Step;
                double below = network.Backward(x, b, batch);
                network.W(l)[n] = weight;
                Assert.That(gradients[l][n], Is.EqualTo((above - below) / (2 * Step)).Within(1e-9), $"w[{l}][{n}]");
            }
    }

    [TestCase(1)]
    [TestCase(19)]      // vectors and a remainder
    public void Outputs_error_and_gradient_are_the_mean_of_the_literal_networks(int patterns)
    {
        var network = Network(UnitFunction.Sigmoid, UnitFunction.Sigmoid, OutputError.Squared, 3, 5, 2);
        var literal = new LiteralNetwork(3, 5, 2);
        for (int l = 1; l <= 2; l++) network.W(l).CopyTo(literal.W(l));
        double[][] x = Draw(patterns, 3), b = Draw(patterns, 2, 0);
        double error = network.Backward(x, b), sum = 0;
        double[][] gradients = [new double[20], new double[12]];
        for (int p = 0; p < patterns; p++)
        {
            sum += literal.Backward(x[p], b[p]);
            for (int k = 1; k <= 2; k++)
            {
                Assert.That(network.G(2, k)[p], Is.EqualTo(literal.G(2)[k - 1]).Within(1e-15));
                gradients[k - 1] = [.. gradients[k - 1].Zip(literal.Gradient(k), (a, b) => a + b / patterns)];
            }
        }
        Assert.Multiple(() =>
        {
            Assert.That(error, Is.EqualTo(sum / patterns).Within(1e-15));
            for (int l = 1; l <= 2; l++)
                Assert.That(network.Gradient(l).ToArray(), Is.EqualTo(gradients[l - 1]).Within(1e-15));
        });
    }

    [Test]
    public void An_epoch_descends_batch_after_batch_and_leaves_a_smaller_rest_out()
    {
        double[][] x = Draw(7, 2), b = Draw(7, 1, 0);
        BatchNetwork one = Network(UnitFunction.Tanh, UnitFunction.Tanh, OutputError.Squared, 2, 3, 1),
            two = Network(UnitFunction.Tanh, UnitFunction.Tanh, OutputError.Squared, 2, 3, 1);
        one.Epoch(x, b, 0.5, 3);
        foreach (int[] batch in (int[][])[[0, 1, 2], [3, 4, 5]])
        {
            two.Backward(x, b, batch);
            two.Descend(0.5);
        }
        for (int l = 1; l <= 2; l++) Assert.That(one.W(l).ToArray(), Is.EqualTo(two.W(l).ToArray()));
    }

    [Test]
    public void Biases_can_begin_with_one_value()
    {
        var network = new BatchNetwork(UnitFunction.Tanh, UnitFunction.Tanh, OutputError.Squared, 2, 3, 1);
        var random = SplitMix64.Stream(1);
        network.Initialize((inputs, units) => 1.0 / (inputs * units), ref random, bias: 0.1);
        double[] w = network.W(1).ToArray();
        Assert.Multiple(() =>
        {
            Assert.That(w.Where((_, n) => n % 3 == 0), Is.All.EqualTo(0.1));
            Assert.That(w.Where((_, n) => n % 3 != 0), Is.All.InRange(-1 / 6.0, 1 / 6.0));
            Assert.That(w.Where((_, n) => n % 3 != 0), Is.Unique);
        });
    }

    [Test]
    public void A_seed_alone_decides_weights_within_a_bound()
    {
        double[] Drawn(long seed)
        {
            var network = new BatchNetwork(UnitFunction.Tanh, UnitFunction.Tanh, OutputError.Squared, 2, 5, 1);
            network.Initialize(0.5, seed, bias: 0.1);
            return network.W(1).ToArray();
        }
        Assert.That(Drawn(1), Is.EqualTo(Drawn(1)).And.Not.EqualTo(Drawn(2)).And.All.InRange(-0.5, 0.5));
        Assert.That(Drawn(1).Where((_, n) => n % 3 == 0), Is.All.EqualTo(0.1));
    }

    [Test]
    public void What_does_not_fit_is_refused_in_one_line()
    {
        Assert.That(() => new BatchNetwork(UnitFunction.Softmax, UnitFunction.Sigmoid, OutputError.Squared, 2, 1),
            Throws.ArgumentException.With.Message.StartWith("hidden: expected sigmoid, tanh or ReLU"));
        Assert.That(() => new BatchNetwork(UnitFunction.Tanh, UnitFunction.Tanh, OutputError.CrossEntropy, 2, 1),
            Throws.ArgumentException.With.Message.StartWith("error: expected cross-entropy with softmax or sigmoid"));
        var network = Network(UnitFunction.Tanh, UnitFunction.Tanh, OutputError.Squared, 2, 1);
        Assert.That(() => network.Forward([[1, 2, 3]]),
            Throws.ArgumentException.With.Message.EqualTo("x: expected 2 values, got 3."));
        Assert.That(() => network.Backward([[1, 2]], [[1, 2]]),
            Throws.ArgumentException.With.Message.EqualTo("b: expected 1 values, got 2."));
    }
}
