using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Layers;

public class FlattenTests
{
    [TestCase(3, 5)]
    [TestCase(3, 5, 2)]
    [TestCase(3, 5, 2, 7)]
    public void Holds_the_contract(params long[] shape) =>
        LayerContract.Holds(new Flatten(), randn(shape, ScalarType.Float64));

    [Test]
    public void Takes_strides_that_are_not_row_major()
    {
        LayerContract.Holds(new Flatten(), randn(3, 5, 2, 7, ScalarType.Float64).permute(0, 3, 1, 2));
        using var scope = NewDisposeScope();
        using var layer = new Flatten();
        var x = randn(3, 5, 2).permute(0, 2, 1);
        Assert.That(layer.Forward(x).Equals(x.contiguous().view(3, 10)), Is.True);
        Assert.That(layer.Backward(layer.Forward(x))!.Equals(x), Is.True);
    }

    [Test]
    public void Refuses_a_tensor_with_nothing_but_a_batch()
    {
        using var layer = new Flatten();
        using var x = ones(4);
        var error = Assert.Throws<ArgumentException>(() => layer.Forward(x))!;
        Assert.That(error.Message, Is.EqualTo("x: expected shape (N, …), got (4)."));
    }
}
