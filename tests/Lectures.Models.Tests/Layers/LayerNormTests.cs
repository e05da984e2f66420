using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Layers;

public class LayerNormTests
{
    [SetUp]
    public void Seed() => manual_seed(10);

    [TestCase(5)]
    [TestCase(3, 5)]
    [TestCase(2, 3, 5)]
    [TestCase(2, 3, 2)]
    public void Holds_the_contract(params long[] shape) =>
        LayerContract.Holds(Make(shape[^1], ScalarType.Float64), randn(shape, ScalarType.Float64) + 0.5);

    [Test]
    public void Takes_strides_that_are_not_row_major() =>
        LayerContract.Holds(Make(5, ScalarType.Float64), randn(3, 5, 2, ScalarType.Float64).transpose(1, 2));

    [TestCase(ScalarType.Float32, 1e-5)]
    [TestCase(ScalarType.BFloat16, 0.05)]
    public void Holds_in_narrow_types(ScalarType type, double tolerance) =>
        LayerContract.HoldsIn(type, tolerance, t => (Make(7, t), [randn(4, 3, 7, dtype: t)]));

    [Test]
    public void Forward_and_backward_are_libtorchs()
    {
        using var scope = NewDisposeScope();
        using var layer = Make(5, ScalarType.Float64, 1e-3);
        var x = (3 * randn(4, 3, 5, ScalarType.Float64) + 2).requires_grad_(true);
        var dy = randn(4, 3, 5, ScalarType.Float64);
        var expected = nn.functional.layer_norm(x, [5], layer.Weights[0].Weight.Value, layer.Weights[1].Weight.Value, 1e-3);
        (expected * dy).sum().backward();
        using var off = no_grad();
        Assert.That(layer.Forward(x).allclose(expected, 1e-12, 1e-12), Is.True);
        Assert.That(layer.Backward(dy)!.allclose(x.grad!, 1e-11, 1e-11), Is.True);
    }

    [Test]
    public void Refuses_shapes_that_do_not_fit()
    {
        using var scope = NewDisposeScope();
        using var layer = Make(5, ScalarType.Float32);
        Assert.That(Assert.Throws<ArgumentException>(() => layer.Forward(randn(3, 4)))!.Message,
            Is.EqualTo("x: expected shape (…, 5), got (3, 4)."));
        Assert.That(Assert.Throws<ArgumentException>(() => new LayerNorm(new Weight(ones(5)), new Weight(ones(4))))!.Message,
            Is.EqualTo("bias: expected shape (5), got (4)."));
    }

    private static LayerNorm Make(long features, ScalarType type, double epsilon = 1e-5) =>
        new(new Weight(randn(features, dtype: type)), new Weight(randn(features, dtype: type)), epsilon);
}
