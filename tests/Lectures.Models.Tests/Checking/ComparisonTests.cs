using Lectures.Models.Checking;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Checking;

public class ComparisonTests
{
    [Test]
    public void Is_relative_to_the_largest_reference_value()
    {
        using var scope = NewDisposeScope();
        Assert.That(Comparison.Relative(tensor(new[] { 1.0, 2.5 }), tensor(new[] { 1.0, 2.0 }), 0), Is.EqualTo(0.25));
    }

    [Test]
    public void Noise_around_zero_is_relative_to_the_layers_largest_gradient()
    {
        using var scope = NewDisposeScope();
        Tensor noise = tensor(new[] { 1e-17 }), zero = tensor(new[] { 0.0 });
        Assert.That(Comparison.Relative(noise, zero, 2), Is.EqualTo(5e-13).Within(1e-20));
    }

    [Test]
    public void No_gradient_counts_as_zero()
    {
        using var scope = NewDisposeScope();
        Assert.That(Comparison.Relative(null, tensor(new[] { 0.0, 0.0 }), 1), Is.Zero);
        Assert.That(Comparison.Relative(null, tensor(new[] { 0.0, 2.0 }), 1), Is.EqualTo(1));
        Assert.That(Comparison.Relative(null, null, 1), Is.Zero);
    }

    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    public void A_value_that_is_not_finite_disagrees(double value)
    {
        using var scope = NewDisposeScope();
        Tensor a = tensor(new[] { 1.0, value }), b = tensor(new[] { 1.0, 1.0 });
        Assert.That(Comparison.Relative(a, b, 1), Is.EqualTo(double.PositiveInfinity));
        Assert.That(Comparison.Relative(b, a, 1), Is.EqualTo(double.PositiveInfinity));
        Assert.That(Comparison.Relative(a, a, 1), Is.EqualTo(double.PositiveInfinity));
    }

    [Test]
    public void Another_shape_disagrees()
    {
        using var scope = NewDisposeScope();
        Assert.That(Comparison.Relative(ones(2, 3), ones(3, 2), 1), Is.EqualTo(double.PositiveInfinity));
    }

    [Test]
    public void Tells_where_it_is_worst()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor(new[,] { { 1.0, 2 }, { 3, 9 }, { 5, 6 } }), y = tensor(new[,] { { 1.0, 2 }, { 3, 4 }, { 5, 6 } });
        var (error, index, a, b) = Comparison.Compare(x, y, 6);
        Assert.That((a, b), Is.EqualTo((9.0, 4.0)));
        Assert.That(index, Is.EqualTo(new long[] { 1, 1 }));
        Assert.That(error, Is.EqualTo(5.0 / 6));
    }
}
