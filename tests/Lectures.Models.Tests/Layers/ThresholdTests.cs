using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Layers;

public class ThresholdTests
{
    [TestCase(ScalarType.Float32)]
    [TestCase(ScalarType.Float64)]
    public void Is_one_from_zero_on(ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var layer = new Threshold();
        var g = layer.Forward(tensor(new[] { -2.5, -1e-30, 0, 1e-30, 4 }).to(type));
        Assert.That(g.dtype, Is.EqualTo(type));
        Assert.That(g.to(ScalarType.Float64).data<double>().ToArray(), Is.EqualTo(new double[] { 0, 0, 1, 1, 1 }));
    }

    [Test]
    public void Backward_says_that_there_is_no_gradient_and_what_to_use()
    {
        using var scope = NewDisposeScope();
        using var layer = new Threshold();
        layer.Forward(randn(3, 5));
        var error = Assert.Throws<InvalidOperationException>(() => layer.Backward(randn(3, 5)))!;
        Assert.That(error.Message, Is.EqualTo(
            "Threshold: expected a layer with a gradient, got a step, whose derivative is 0 or none; learn by the perceptron rule, or use Sigmoid."));
    }

    [Test]
    public void A_tree_recovers_from_the_refusal()
    {
        using var scope = NewDisposeScope();
        using var weight = new Weight(randn(2, 5));
        using var tree = new Sequence(new Affine(weight), new Threshold());
        using var alone = new Affine(weight);
        tree.Forward(randn(3, 5));
        Assert.Throws<InvalidOperationException>(() => tree.Backward(randn(3, 2)));
        alone.Forward(ones(1, 5));
        foreach (var _ in Enumerable.Range(0, 2)) alone.Backward(ones(1, 2));
        Assert.That(weight.Gradient!.Equals(ones(2, 5)), Is.True, "the next backward did not forget the gradient before it");
    }
}
