using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Layers;

/// <summary>A convolution and its pool in a <see cref="Sequence"/>.</summary>
public class PooledConvolution2dTests
{
    [SetUp]
    public void Seed() => manual_seed(1);

    /// <remarks>16 filters and one channel or eight work at once where nobody watches, 3 filters never.</remarks>
    [TestCase(1, 16)]
    [TestCase(8, 16)]
    [TestCase(2, 3)]
    public void Holds_the_contract(long channels, long filters) =>
        LayerContract.Holds(Make(channels, filters, ScalarType.Float64), randn(2, channels, 7, 8, ScalarType.Float64));

    // float32: sums of some hundred products
    [Test]
    public void Holds_in_single_precision() => LayerContract.HoldsIn(
        ScalarType.Float32, 1e-5, t => (Make(8, 16, t), [randn(4, 8, 7, 6, dtype: t)]));

    [TestCase(1)]
    [TestCase(8)]
    public void At_once_it_gives_what_its_layers_give_one_after_the_other(long channels)
    {
        using var layer = Make(channels, 16, ScalarType.Float32);
        using var off = no_grad();
        var x = randn(4, channels, 10, 11);
        var (convolution, pool) = ((Convolution2d)layer.Children[0].Layer, (MaxPool2d)layer.Children[1].Layer);
        var y = layer.Forward(x);
        var places = pool.Pieces.clone();
        var dy = randn_like(y);
        var dx = layer.Backward(dy)!;
        Tensor[] gradients = [.. layer.NamedWeights().Select(named => named.Weight.Gradient!.clone())];
        Agree(y, pool.Forward(convolution.Forward(x)));
        Assert.That(places.eq(pool.Pieces).all().item<bool>());
        layer.InputGradients = true;
        Agree(dx, convolution.Backward(pool.Backward(dy)!)!);
        foreach (var ((_, weight), gradient) in layer.NamedWeights().Zip(gradients)) Agree(gradient, weight.Gradient!);
    }

    [Test]
    public void Its_layers_have_nothing_for_a_backward_of_their_own()
    {
        using var layer = Make(8, 16, ScalarType.Float32);
        var x = randn(2, 8, 8, 8);
        Tensor y;
        using (enable_grad()) layer.Forward(x);
        using (no_grad()) y = layer.Forward(x);
        foreach (var (_, child) in layer.Children)
        {
            var error = Assert.Throws<InvalidOperationException>(() => child.Backward([y]))!;
            Assert.That(error.Message, Does.Contain("backward needs a forward before it"));
        }
    }

    [Test]
    public void Reading_the_places_leaves_nothing_behind()
    {
        using var layer = Make(8, 16, ScalarType.Float32);
        using var off = no_grad();
        var pool = (MaxPool2d)layer.Children[1].Layer;
        Round();
        var before = LiveTensors.Settled();
        for (var i = 0; i < 3; i++) Round();
        Assert.That(LiveTensors.Settled(), Is.EqualTo(before));

        void Round()
        {
            using var scope = NewDisposeScope();
            layer.Forward(randn(2, 8, 8, 8));
            _ = pool.Pieces;
        }
    }

    [Test]
    public void Gives_no_gradient_of_the_images_where_nobody_wants_it([Values(1, 8)] long channels)
    {
        using var layer = Make(channels, 16, ScalarType.Float32);
        layer.InputGradients = false;
        using var off = no_grad();
        var y = layer.Forward(randn(4, channels, 10, 11));
        Assert.That(layer.Backward(randn_like(y)), Is.Null);
        Assert.That(layer.NamedWeights().All(named => named.Weight.Gradient is not null));
    }

    [Test]
    public void Refuses_what_its_layers_refuse()
    {
        using var layer = Make(8, 16, ScalarType.Float32);
        Assert.Multiple(() =>
        {
            Assert.That(Refused(ones(2, 7, 8, 8)), Does.StartWith("x: expected shape (N, 8, H, W)"));
            Assert.That(Refused(ones(2, 8, 8, 1)), Does.StartWith("x: expected an image of at least"));
            Assert.That(Refused(ones(2, 8, 8, 8, ScalarType.Float64)), Does.StartWith("x: expected Float32"));
            Assert.That(Refused(ones(0, 8, 8, 8)), Does.StartWith("x: expected shape (N, 8, H, W), got (0"));
        });

        string Refused(Tensor x)
        {
            using var off = no_grad();
            return Assert.Throws<ArgumentException>(() => layer.Forward(x))!.Message;
        }
    }

    private static Sequence Make(long channels, long filters, ScalarType type) => new(
        new Convolution2d(new Weight(randn(filters, channels, 3, 2, dtype: type)), new Weight(randn(filters, dtype: type)), padding: (1, 0)),
        new MaxPool2d(2));

    private static void Agree(Tensor ours, Tensor theirs) =>
        Assert.That(((ours - theirs).abs().max() / theirs.abs().max()).item<float>(), Is.LessThan(1e-5));
}
