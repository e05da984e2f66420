using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Layers;

/// <summary>The contracts that hold whatever a layer computes.</summary>
public class GeneralLayerTests
{
    [SetUp]
    public void Seed() => manual_seed(13);

    [Test]
    public void Backward_needs_a_forward_before_it()
    {
        using var scope = NewDisposeScope();
        using var layer = new Sigmoid();
        var error = Assert.Throws<InvalidOperationException>(() => layer.Backward(ones(3)))!;
        Assert.That(error.Message, Is.EqualTo("Sigmoid: backward needs a forward before it."));
    }

    [Test]
    public void Forward_is_refused_once_the_layer_is_disposed_of()
    {
        using var scope = NewDisposeScope();
        var layer = new Dropout(0.5, DropoutScaling.Inverted, 1);
        layer.Dispose();
        Assert.That(() => layer.Forward(ones(3)), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void A_layer_cannot_stand_in_two_places()
    {
        using var relu = new Relu();
        Assert.That(() => new Sequence(relu, MakeAffine(3, 5), relu), Throws.ArgumentException.With.Message.EqualTo(
            "Relu: expected a layer for each place, got one at '0' and '2'; make two, on the same weights if they are to share "
            + "them."));
    }

    [Test]
    public void Backward_after_a_forward_that_failed_is_refused()
    {
        using var scope = NewDisposeScope();
        using var layer = MakeAffine(3, 5);
        layer.Forward(randn(4, 3));
        Assert.Throws<ArgumentException>(() => layer.Forward(randn(4, 2)));
        var error = Assert.Throws<InvalidOperationException>(() => layer.Backward(ones(4, 5)))!;
        Assert.That(error.Message, Is.EqualTo("Affine: backward needs a forward before it."));
    }

    [Test]
    public void Backward_refuses_a_gradient_of_another_shape_than_the_output()
    {
        using var scope = NewDisposeScope();
        using var layer = new Sigmoid();
        layer.Forward(randn(3, 5));
        var error = Assert.Throws<ArgumentException>(() => layer.Backward(ones(5, 3)))!;
        Assert.That(error.Message, Is.EqualTo("Sigmoid's dy: expected shape (3, 5), got (5, 3)."));
    }

    [Test]
    public void Backward_refuses_another_number_of_gradients_than_outputs()
    {
        using var scope = NewDisposeScope();
        using var layer = new Sigmoid();
        var x = randn(3);
        layer.Forward(x);
        var error = Assert.Throws<ArgumentException>(() => layer.Backward([x, x]))!;
        Assert.That(error.Message, Is.EqualTo("Sigmoid: expected 1 output gradients, got 2."));
    }

    [Test]
    public void Forward_refuses_a_wrong_number_of_inputs()
    {
        using var scope = NewDisposeScope();
        using var layer = new Sigmoid();
        var x = randn(3);
        Assert.That(Assert.Throws<ArgumentException>(() => layer.Forward([x, x]))!.Message, Is.EqualTo("Sigmoid: expected 1 input, got 2."));
        Assert.That(Assert.Throws<ArgumentException>(() => layer.Forward([null]))!.Message, Is.EqualTo("Sigmoid: expected 1 input, got 0."));
    }

    [Test]
    public void An_output_that_nobody_used_sends_nothing_back()
    {
        using var scope = NewDisposeScope();
        using var layer = MakeAffine(3, 5);
        layer.Forward(randn(4, 3));
        Assert.That(layer.Backward([null]), Is.EqualTo(new Tensor?[] { null }));
        Assert.That(layer.Weights[0].Weight.Gradient, Is.Null);
    }

    [Test]
    public void Two_backwards_give_the_gradient_once_and_a_weight_used_twice_gives_the_sum()
    {
        using var scope = NewDisposeScope();
        var weight = new Weight(randn(3, 3, ScalarType.Float64));
        using var tied = new Sequence(new Affine(weight), new Sigmoid(), new Affine(weight));
        var (x, dy) = (randn(4, 3, ScalarType.Float64), randn(4, 3, ScalarType.Float64));
        var w = weight.Value.clone().requires_grad_(true);
        (nn.functional.linear(nn.functional.linear(x, w).sigmoid(), w) * dy).sum().backward();
        tied.Forward(x);
        foreach (var _ in Enumerable.Range(0, 2))
        {
            tied.Backward(dy);
            Assert.That(weight.Gradient!.allclose(w.grad!, 1e-12), Is.True);
        }
    }

    [Test]
    public void Forward_leaves_autograd_to_the_caller_and_backward_runs_without()
    {
        using var scope = NewDisposeScope();
        using var layer = MakeAffine(3, 5);
        var x = randn(4, 3, requires_grad: true);
        Assert.That(layer.Forward(x).requires_grad, Is.True);
        Assert.That(layer.Backward(randn(4, 5, requires_grad: true))!.requires_grad, Is.False);
        Assert.That(layer.Weights.All(named => named.Weight.Gradient is { requires_grad: false }), Is.True);
        using var off = no_grad();
        Assert.That(layer.Forward(x).requires_grad, Is.False);
    }

    [Test]
    public void What_forward_keeps_survives_the_callers_scope_until_the_next_forward()
    {
        using var layer = new Tanh();
        using var x = randn(3, 5);
        using var dy = randn(3, 5);
        LiveTensors.Settled();
        long[] live = [Forward(), Forward()];
        Assert.That(live[1], Is.EqualTo(live[0]), "the second forward did not release what the first kept");
        using var dx = layer.Backward(dy)!;
        using var expected = dy * (1 - x.tanh().square());
        Assert.That(dx.allclose(expected, 1e-5, 1e-7), Is.True);

        long Forward()
        {
            using (NewDisposeScope()) layer.Forward(x);
            return Tensor.TotalCount;
        }
    }

    [Test]
    public void Results_belong_to_the_callers_scope()
    {
        using var layer = new Tanh();
        using var x = randn(3, 5);
        Tensor y, dx;
        using (NewDisposeScope())
        {
            y = layer.Forward(x);
            dx = layer.Backward(x)!;
            Assert.That(y.IsInvalid || dx.IsInvalid, Is.False);
        }
        Assert.That(y.IsInvalid && dx.IsInvalid, Is.True);
    }

    [Test]
    public void A_layer_that_returns_its_input_leaves_the_callers_tensor_alone()
    {
        using var layer = new Dropout(0.5, DropoutScaling.Inverted, 1) { Training = false };
        using var x = randn(3);
        layer.Forward(x).Dispose();
        layer.Backward(x)!.Dispose();
        Assert.That(x.IsInvalid, Is.False);
    }

    [Test]
    public void Dispose_releases_everything_but_the_tensors_of_others()
    {
        using var scope = NewDisposeScope();
        Tensor w = randn(3, 3), mean = zeros(3), variance = ones(3), x = randn(4, 3), dy = randn(4, 3);
        var before = LiveTensors.Settled();
        var weight = new Weight(w);
        var tree = new Sequence(
            new Affine(weight), new BatchNorm(new Weight(mean), new Weight(variance), mean, variance),
            new Dropout(0.5, DropoutScaling.Inverted, 1), new Residual(new Affine(weight)));
        tree.Forward(x).Dispose();
        tree.Backward(dy)!.Dispose();
        Assert.That(Tensor.TotalCount, Is.GreaterThan(before));
        tree.Dispose();
        Assert.That(Tensor.TotalCount, Is.EqualTo(before));
        Assert.That(w.IsInvalid || mean.IsInvalid || variance.IsInvalid || x.IsInvalid || dy.IsInvalid, Is.False);
    }

    [Test]
    public void Training_reaches_the_whole_tree()
    {
        using var leaf = new Dropout(0.5, DropoutScaling.Inverted, 1);
        using var tree = new Sequence(new Residual(new Sequence(leaf)));
        tree.Training = false;
        Assert.That(leaf.Training, Is.False);
        tree.Training = true;
        Assert.That(leaf.Training, Is.True);
    }

    private static Affine MakeAffine(long inputs, long outputs) => new(new Weight(randn(outputs, inputs)), new Weight(randn(outputs)));
}
