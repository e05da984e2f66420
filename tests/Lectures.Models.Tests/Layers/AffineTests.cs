using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Layers;

public class AffineTests
{
    [SetUp]
    public void Seed() => manual_seed(1);

    [TestCase(true)]
    [TestCase(false)]
    public void Holds_the_contract_with_and_without_bias(bool bias) =>
        LayerContract.Holds(Make(3, 5, bias, ScalarType.Float64), randn(4, 3, ScalarType.Float64));

    [Test]
    public void Takes_leading_dimensions_as_a_batch() =>
        LayerContract.Holds(Make(3, 5, true, ScalarType.Float64), randn(4, 7, 3, ScalarType.Float64));

    [TestCase(ScalarType.Float32, 1e-5)]
    [TestCase(ScalarType.BFloat16, 0.05)]
    public void Holds_in_narrow_types(ScalarType type, double tolerance) =>
        LayerContract.HoldsIn(type, tolerance, t => (Make(3, 5, true, t), [randn(4, 3, dtype: t)]));

    // sizes that oneDNN multiplies where that is faster; sums of a thousand products, which are about 30
    [TestCase(1031, 67, 151)]
    [TestCase(1031, 151, 67)]
    [TestCase(1031, 131, 127)]
    public void Multiplies_large_matrices_as_small_ones(long rows, long inputs, long outputs) =>
        LayerContract.HoldsIn(
            ScalarType.Float32, 1e-3, t => (Make(inputs, outputs, true, t), [randn(rows, inputs, dtype: t)]));

    [Test]
    public void Refuses_a_shape_that_does_not_fit()
    {
        using var layer = Make(3, 5, true, ScalarType.Float32);
        var error = Assert.Throws<ArgumentException>(() => layer.Forward(ones(4, 2)))!;
        Assert.That(error.Message, Is.EqualTo("x: expected shape (…, 3), got (4, 2)."));
    }

    [Test]
    public void Refuses_a_bias_of_another_type()
    {
        using Weight weight = new(ones(3, 4)), bias = new(ones(3, ScalarType.Float64));
        var error = Assert.Throws<ArgumentException>(() => new Affine(weight, bias))!;
        Assert.That(error.Message, Is.EqualTo(
            "bias: expected Float32 as the other weights are, got Float64; convert it with .to(ScalarType.Float32)."));
    }

    private static Affine Make(long inputs, long outputs, bool bias, ScalarType type) =>
        new(new Weight(randn(outputs, inputs, dtype: type)), bias ? new Weight(randn(outputs, dtype: type)) : null);
}
