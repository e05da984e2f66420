using Lectures.Models.Literal;
using Lectures.Models.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Networks;

public class SigmoidUnitTests
{
    [SetUp]
    public void Seed() => manual_seed(8);

    /// <remarks>The same sums in another order: 1e-12 is 10,000 roundings of a number near 1.</remarks>
    [Test]
    public void Learns_a_pattern_as_the_literal_unit_does()
    {
        using var scope = NewDisposeScope();
        using var unit = Double(3);
        var literal = new LiteralNetwork(3, 1);
        literal.Initialize(-1, 1, 4);
        using (no_grad())
        {
            unit.get_parameter("0.bias")!.fill_(literal.W(1)[0]);
            unit.get_parameter("0.weight")!.copy_(tensor(literal.W(1)[1..].ToArray(), [1, 3]));
        }
        for (var p = 0; p < 50; p++)
        {
            Tensor x = randn(1, 3, ScalarType.Float64), b = rand(1, 1, ScalarType.Float64);
            var error = literal.Update(x.data<double>().ToArray(), b.data<double>().ToArray(), 0.7);
            Assert.That(unit.Learn(x, b, 0.7), Is.EqualTo(error).Within(1e-12));
        }
        Assert.That(unit.get_parameter("0.bias")!.item<double>(), Is.EqualTo(literal.W(1)[0]).Within(1e-12));
    }

    [Test]
    public void Descends_on_patterns_that_are_not_separable()
    {
        using var scope = NewDisposeScope();
        using var unit = Double(2);
        var b = (arange(40, ScalarType.Float64) % 2).view(40, 1);
        var x = randn(40, 2, ScalarType.Float64) + b;
        var errors = Enumerable.Range(0, 30).Select(_ => unit.Learn(x, b, 0.05)).ToList();
        Assert.That(errors, Is.Ordered.Descending);
    }

    [Test]
    public void Refuses_patterns_and_rates_that_do_not_fit()
    {
        using var scope = NewDisposeScope();
        using var unit = Double(2);
        Tensor x = randn(3, 2, ScalarType.Float64), b = rand(3, 1, ScalarType.Float64);
        Layers.Parts.Refuses(() => unit.Learn(x, b, 0), "rho: expected a positive number, got 0.");
        Layers.Parts.Refuses(() => unit.Learn(b, b, 1), "x: expected shape (N, 2), got (3, 1).");
        Layers.Parts.Refuses(() => unit.Learn(x, x, 1), "teacher signals: expected shape (3, 1), got (3, 2).");
    }

    private static SigmoidUnit Double(long inputs)
    {
        var unit = new SigmoidUnit(inputs);
        unit.to(ScalarType.Float64);
        return unit;
    }
}
