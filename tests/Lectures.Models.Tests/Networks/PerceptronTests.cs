using Lectures.Models.Networks;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Networks;

public class PerceptronTests
{
    private static Tensor Inputs => tensor(new float[,] { { 0, 0 }, { 0, 1 }, { 1, 0 }, { 1, 1 } });

    [TestCase(0, 0, 0, 1)]
    [TestCase(0, 1, 1, 1)]
    public void Learns_what_is_linearly_separable(float b00, float b01, float b10, float b11)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var perceptron = new Perceptron(2);
        Tensor x = Inputs, b = tensor(new[,] { { b00 }, { b01 }, { b10 }, { b11 } });
        var epochs = Enumerable.Range(1, 100).First(_ => perceptron.Learn(x, b, 0.5) == 0);
        Assert.That(epochs, Is.LessThan(100));
        Assert.That(perceptron.call(x).Equals(b), Is.True);
    }

    [Test]
    public void Never_learns_xor()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var perceptron = new Perceptron(2);
        var b = tensor(new float[,] { { 0 }, { 1 }, { 1 }, { 0 } });
        Assert.That(Enumerable.Range(0, 200).Select(_ => perceptron.Learn(Inputs, b, 0.5)), Has.All.Positive);
    }

    [Test]
    public void Exactly_zero_counts_as_positive()
    {
        using var scope = NewDisposeScope();
        using var perceptron = new Perceptron(2);
        using (no_grad())
            foreach (var parameter in perceptron.parameters()) parameter.zero_();
        Assert.That(perceptron.call(ones(1, 2)).item<float>(), Is.EqualTo(1));
    }

    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(double.NaN)]
    public void Refuses_a_learning_rate_that_is_not_positive(double rho)
    {
        using var scope = NewDisposeScope();
        using var perceptron = new Perceptron(2);
        var error = Assert.Throws<ArgumentException>(() => perceptron.Learn(ones(1, 2), ones(1, 1), rho))!;
        Assert.That(error.Message, Is.EqualTo($"rho: expected a positive number, got {rho}."));
    }

    [TestCase(2f)]
    [TestCase(0.5f)]
    [TestCase(float.NaN)]
    public void Refuses_a_teacher_signal_that_is_neither_0_nor_1(float signal)
    {
        using var scope = NewDisposeScope();
        using var perceptron = new Perceptron(2);
        var error = Assert.Throws<ArgumentException>(() => perceptron.Learn(ones(1, 2), full([1, 1], signal), 1))!;
        Assert.That(error.Message, Is.EqualTo("b: expected teacher signals of 0 or 1."));
    }
}
