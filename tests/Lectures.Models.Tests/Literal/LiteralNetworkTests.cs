using Lectures.Models.Literal;

namespace Lectures.Models.Tests.Literal;

public sealed class LiteralNetworkTests
{
    private static LiteralNetwork Network(int seed, double bound, params int[] units)
    {
        var network = new LiteralNetwork(units);
        network.Initialize(-bound, bound, seed);
        return network;
    }

    private static double[] Draw(Random random, int n) => [.. Enumerable.Range(0, n).Select(_ => random.NextDouble())];

    [TestCase(3, 1)]
    [TestCase(2, 4, 1)]
    [TestCase(3, 5, 2)]
    [TestCase(5, 3, 4, 2)]
    [TestCase(37, 3, 19, 4)]    // rows long enough for vectors, with a remainder
    public void Gradients_match_central_differences(params int[] units)
    {
        var network = Network(1, 1, units);
        var random = new Random(2);
        double[] x = Draw(random, units[0]), b = Draw(random, units[^1]);
        network.Backward(x, b);
        double[][] gradients = [[], .. Enumerable.Range(1, network.Last).Select(network.Gradient)];

        const double Step = 1e-5;   // truncation ~ Step², rounding ~ 1e-16 / Step: both about 1e-11
        for (int l = 1; l <= network.Last; l++)
            for (int n = 0; n < network.W(l).Length; n++)
            {
                double weight = network.W(l)[n];
                network.W(l)[n] = weight + Step;
                double above = network.Backward(x, b);
                network.W(l)[n] = weight - Step;
                double below = network.Backward(x, b);
                network.W(l)[n] = weight;
                Assert.That(gradients[l][n], Is.EqualTo((above - below) / (2 * Step)).Within(1e-9), $"w[{l}][{n}]");
            }
    }

    [Test]
    public void One_update_of_a_2_2_1_network_is_the_one_written_out_number_by_number()
    {
        // Unit 3 and 4 are hidden, 5 is the output; 0 is the bias, 1 and 2 are the inputs.
        double w03 = 0.1, w13 = 0.5, w23 = -0.4, w04 = -0.2, w14 = 0.3, w24 = 0.8, w05 = 0.05, w35 = 0.7, w45 = -0.6;
        const double X1 = 0.9, X2 = -1.5, B = 0.8, Rho = 0.25;
        var network = new LiteralNetwork(2, 2, 1);
        double[] hidden = [w03, w13, w23, w04, w14, w24], output = [w05, w35, w45];
        hidden.CopyTo(network.W(1));
        output.CopyTo(network.W(2));

        double g3 = 1 / (1 + Math.Exp(-(w03 + w13 * X1 + w23 * X2)));       // 1 / (1 + e^−1.15) = 0.7595
        double g4 = 1 / (1 + Math.Exp(-(w04 + w14 * X1 + w24 * X2)));       // 1 / (1 + e^1.13)  = 0.2442
        double g5 = 1 / (1 + Math.Exp(-(w05 + w35 * g3 + w45 * g4)));       // 1 / (1 + e^−0.435) = 0.6071
        double ε5 = (g5 - B) * g5 * (1 - g5);
        double ε3 = ε5 * w35 * g3 * (1 - g3);
        double ε4 = ε5 * w45 * g4 * (1 - g4);

        double error = network.Update([X1, X2], [B], Rho);

        Assert.Multiple(() =>
        {
            Assert.That(g3, Is.EqualTo(0.7595).Within(5e-5));
            Assert.That(g4, Is.EqualTo(0.2442).Within(5e-5));
            Assert.That(g5, Is.EqualTo(0.6071).Within(5e-5));
            Assert.That(error, Is.EqualTo((g5 - B) * (g5 - B) / 2).Within(1e-15));
            Assert.That(network.G(1).ToArray(), Is.EqualTo(new[] { g3, g4 }).Within(1e-15));
            Assert.That(network.Epsilon(2).ToArray(), Is.EqualTo(new[] { ε5 }).Within(1e-15));
            Assert.That(network.Epsilon(1).ToArray(), Is.EqualTo(new[] { ε3, ε4 }).Within(1e-15));
            Assert.That(network.Gradient(1),
                Is.EqualTo(new[] { ε3, ε3 * X1, ε3 * X2, ε4, ε4 * X1, ε4 * X2 }).Within(1e-15));
            Assert.That(network.W(2).ToArray(), Is.EqualTo(
                new[] { w05 - Rho * ε5, w35 - Rho * ε5 * g3, w45 - Rho * ε5 * g4 }).Within(1e-15));
            Assert.That(network.W(1).ToArray(), Is.EqualTo(new[]
            {
                w03 - Rho * ε3, w13 - Rho * ε3 * X1, w23 - Rho * ε3 * X2,
                w04 - Rho * ε4, w14 - Rho * ε4 * X1, w24 - Rho * ε4 * X2,
            }).Within(1e-15));
        });
    }

    [TestCase(1.0, 2, 4, 1)]
    [TestCase(0.5, 784, 30, 10)]
    [TestCase(0.5, 5, 21, 3, 2)]
    public void After_1000_updates_the_weights_agree_with_an_independent_implementation(double rho, params int[] units)
    {
        var network = Network(3, units[0] > 100 ? 0.05 : 0.5, units);
        var witness = new NaiveNetwork(
            [.. Enumerable.Range(1, network.Last).Select(l => NaiveNetwork.Matrix(network.W(l), units[l]))]);
        var random = new Random(4);
        for (int p = 0; p < 1000; p++)
        {
            double[] x = Draw(random, units[0]), b = Draw(random, units[^1]);
            network.Update(x, b, rho);
            witness.Update(x, b, rho);
        }
        // Only the order of summation differs: 1e-16 an update, not amplified at this ρ.
        for (int l = 1; l <= network.Last; l++)
            Assert.That(network.W(l).ToArray(), Is.EqualTo(witness.Weights(l - 1)).Within(1e-12));
    }

    [Test]
    public void Learning_allocates_nothing()
    {
        var network = Network(5, 0.5, 2, 4, 1);
        var random = new Random(6);
        network.Epoch(Xor.X, Xor.B, 1, random);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int epoch = 0; epoch < 1000; epoch++) network.Epoch(Xor.X, Xor.B, 1, random);
        network.Update(Xor.X[1], Xor.B[1], 1);
        network.Forward(Xor.X[1]);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void The_same_seeds_give_the_same_bytes_and_others_do_not()
    {
        static double[] Learn(int start, int order)
        {
            var network = Network(start, 0.5, 2, 3, 1);
            var random = new Random(order);
            for (int epoch = 0; epoch < 50; epoch++) network.Epoch(Xor.X, Xor.B, 1, random);
            return [.. network.W(1), .. network.W(2)];
        }
        double[] weights = Learn(7, 8);
        Assert.That(Learn(7, 8), Is.EqualTo(weights));
        Assert.That(Learn(9, 8), Is.Not.EqualTo(weights));
        Assert.That(Learn(7, 9), Is.Not.EqualTo(weights));
    }

    [Test]
    public void Initial_weights_fill_the_range_that_was_asked_for()
    {
        var network = new LiteralNetwork(30, 40, 3);
        network.Initialize(-0.25, 0.75, 10);
        double[] weights = [.. network.W(1), .. network.W(2)];
        Assert.That(weights, Has.All.InRange(-0.25, 0.75));
        // 1,363 draws: the mean's standard deviation is 0.29 / √1363 = 0.008.
        Assert.That(weights.Average(), Is.EqualTo(0.25).Within(0.03));
        Assert.That(weights.Max() - weights.Min(), Is.GreaterThan(0.98));
    }

    [Test]
    public void An_epoch_in_fixed_order_is_one_update_after_the_other()
    {
        LiteralNetwork whole = Network(11, 1, 2, 3, 1), single = Network(11, 1, 2, 3, 1);
        double mean = whole.Epoch(Xor.X, Xor.B, 1);
        double sum = 0;
        for (int p = 0; p < 4; p++) sum += single.Update(Xor.X[p], Xor.B[p], 1);
        Assert.That(mean, Is.EqualTo(sum / 4));
        Assert.That(whole.W(1).ToArray(), Is.EqualTo(single.W(1).ToArray()));
    }

    [Test]
    public void A_shuffled_epoch_takes_every_pattern_once_and_each_order_equally_often()
    {
        // With weights 0 and no input signal each update moves the bias alone.
        var orders = new Dictionary<double, int>();
        var random = new Random(12);
        double[][] x = [[0], [0], [0]], b = [[0.1], [0.6], [0.95]];
        for (int n = 0; n < 6000; n++)
        {
            var network = new LiteralNetwork(1, 1);
            network.Epoch(x, b, 4, random);
            double bias = Math.Round(network.W(1)[0], 9);
            orders[bias] = orders.GetValueOrDefault(bias) + 1;
        }
        // 6 orders of 3 patterns, 1,000 each with a standard deviation of 29.
        Assert.That(orders, Has.Count.EqualTo(6));
        Assert.That(orders.Values, Has.All.InRange(880, 1120));
    }

    [Test]
    public void A_gradient_is_refused_when_a_recognition_has_come_between()
    {
        var network = Network(13, 1, 2, 3, 1);
        Assert.That(() => network.Gradient(1), Throws.InvalidOperationException);
        network.Backward(Xor.X[1], Xor.B[1]);
        Assert.That(network.Gradient(2), Has.Length.EqualTo(4));
        network.Forward(Xor.X[2]);
        Assert.That(() => network.Gradient(1), Throws.InvalidOperationException.With.Message.EqualTo(
            "Gradient: no ε for the last pattern; call Backward or Update first."));
    }
}
