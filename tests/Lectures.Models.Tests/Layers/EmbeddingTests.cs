using Lectures.Models.Checking;
using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Layers;

public class EmbeddingTests
{
    [SetUp]
    public void Seed() => manual_seed(11);

    /// <remarks>Seven words, eleven places: some words come twice, so their gradients add up.</remarks>
    [TestCase(11)]
    [TestCase(3, 4)]
    [TestCase(2, 3, 5)]
    public void Holds_the_contract(params long[] shape)
    {
        LayerContract.Holds(new Embedding(Table(ScalarType.Float64)), randint(0, 7, shape));
        LayerContract.Holds(new Embedding(Table(ScalarType.Float64), 2), randint(3, 7, shape));
    }

    [TestCase(ScalarType.Float32, 1e-6)]
    [TestCase(ScalarType.BFloat16, 0.03)]
    public void Holds_in_narrow_types(ScalarType type, double tolerance) =>
        LayerContract.HoldsIn(type, tolerance, t => (new Embedding(Table(t)), [tensor([0L, 6, 6, 3], [2, 2])]));

    [Test]
    public void Forward_and_backward_are_libtorchs_whatever_the_padding_holds([Values] bool zero)
    {
        using var scope = NewDisposeScope();
        using var module = nn.Embedding(7, 4, padding_idx: 2, dtype: ScalarType.Float64);
        if (!zero)
            using (no_grad()) module.weight![2].fill_(0.5);
        using var layer = new Embedding(new Weight(module.weight!), 2);
        var i = tensor([0L, 2, 6, 2, 6, 1], [3, 2]);
        var dy = randn(3, 2, 4, ScalarType.Float64);
        var expected = module.call(i);
        (expected * dy).sum().backward();
        using var off = no_grad();
        Assert.That(layer.Forward(i).Equals(expected), Is.True);
        Assert.That(layer.Backward(dy), Is.Null);
        var dw = layer.Weights[0].Weight.Gradient!;
        Assert.That(dw.allclose(module.weight!.grad!, 1e-14), Is.True);
        Assert.That(dw[2].abs().max().item<double>(), Is.Zero);
    }

    /// <remarks>Differences would move the padding's vector: for them it is no constant.</remarks>
    [Test]
    public void The_paddings_vector_is_a_constant_for_autograd_too()
    {
        using var scope = NewDisposeScope();
        using var layer = new Embedding(Table(ScalarType.Float64), 2);
        Tensor i = tensor([0L, 2, 6, 2, 6, 1], [3, 2]), dy = randn(3, 2, 4, ScalarType.Float64);
        var weight = new TensorPath("", "weight");
        using var hand = Gradients.ByHand(layer, [i], [dy]);
        using var auto = Gradients.ByAutograd(layer, [i], [dy]);
        Assert.That(hand.All[weight]!.allclose(auto.All[weight]!, 1e-14), Is.True);
    }

    [TestCase(7, "indices: expected indices in [0, 7), got 7.")]
    [TestCase(-1, "indices: expected indices in [0, 7), got -1.")]
    public void Refuses_an_index_that_does_not_exist(long index, string message)
    {
        using var scope = NewDisposeScope();
        using var layer = new Embedding(Table(ScalarType.Float32));
        Assert.That(Assert.Throws<ArgumentException>(() => layer.Forward(tensor([0, index])))!.Message, Is.EqualTo(message));
    }

    [Test]
    public void Refuses_indices_that_are_not_int64()
    {
        using var scope = NewDisposeScope();
        using var layer = new Embedding(Table(ScalarType.Float32));
        Assert.That(Assert.Throws<ArgumentException>(() => layer.Forward(ones(3)))!.Message,
            Is.EqualTo("indices: expected Int64 indices, got Float32; convert them with .to(ScalarType.Int64)."));
    }

    [Test]
    public void Refuses_a_padding_that_does_not_exist()
    {
        using var weight = Table(ScalarType.Float32);
        Assert.That(Assert.Throws<ArgumentException>(() => new Embedding(weight, 7))!.Message,
            Is.EqualTo("paddingIndex: expected an index in [0, 7), got 7."));
    }

    private static Weight Table(ScalarType type)
    {
        using var scope = NewDisposeScope();
        return new Weight(randn(7, 4, dtype: type));
    }
}
