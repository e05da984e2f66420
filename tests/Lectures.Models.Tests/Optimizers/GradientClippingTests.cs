using Lectures.Models.Layers;
using Lectures.Models.Optimizers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Optimizers;

public class GradientClippingTests
{
    [SetUp]
    public void Seed() => manual_seed(17);

    /// <remarks>The norm is about 5: one clips, 100 does not.</remarks>
    [TestCase(1)]
    [TestCase(100)]
    public void Clips_as_libtorch_does(double most)
    {
        using var scope = NewDisposeScope();
        Weight[] weights = [.. new long[][] { [3, 5], [7], [] }.Select(shape => Weighted(randn(shape, ScalarType.Float64)))];
        Parameter[] parameters = Array.ConvertAll(
            weights, w => new Parameter(w.Value.clone()) { grad = w.Gradient!.clone() });
        var expected = nn.utils.clip_grad_norm_(parameters, most);
        Assert.That(GradientClipping.ByNorm(weights, most), Is.EqualTo(expected).Within(1e-13).Percent);
        foreach (var (weight, parameter) in weights.Zip(parameters))
            Assert.That(weight.Gradient!.allclose(parameter.grad!, 1e-14, 0), Is.True);
    }

    /// <remarks>Both biases of a recurrent layer are given one tensor: scaled in place it would shrink twice.</remarks>
    [Test]
    public void A_gradient_that_two_weights_share_is_scaled_once()
    {
        using var scope = NewDisposeScope();
        var shared = tensor(new[] { 3.0, 0, 0, 0 });
        Weight[] biases = [Weighted(shared), Weighted(shared)];
        var norm = GradientClipping.ByNorm(biases, 1);
        Assert.That(norm, Is.EqualTo(Math.Sqrt(18)).Within(1e-14));
        foreach (var bias in biases)
            Assert.That(bias.Gradient![0].item<double>(), Is.EqualTo(3 / (norm + 1e-6)).Within(1e-14));
        Assert.That(shared[0].item<double>(), Is.EqualTo(3));
    }

    [Test]
    public void Weights_without_a_gradient_do_not_count()
    {
        using var scope = NewDisposeScope();
        using var unused = new Weight(ones(3));
        Assert.That(GradientClipping.ByNorm([unused], 1), Is.Zero);
        Assert.That(GradientClipping.ByNorm([unused, Weighted(tensor(new[] { 3.0, 4 }))], 9), Is.EqualTo(5));
        Assert.That(unused.Gradient, Is.Null);
    }

    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    public void A_gradient_that_is_not_finite_stays_so(double value)
    {
        using var scope = NewDisposeScope();
        var weight = Weighted(tensor(new[] { 1, value }));
        Assert.That(double.IsFinite(GradientClipping.ByNorm([weight], 1)), Is.False);
        Assert.That(weight.Gradient![1].isnan().item<bool>(), Is.True);
    }

    [Test]
    public void Leaves_no_tensors_behind()
    {
        using var scope = NewDisposeScope();
        var weight = Weighted(ones(3, 5));
        var before = LiveTensors.Settled();
        GradientClipping.ByNorm([weight], 0.1);
        Assert.That(Tensor.TotalCount, Is.EqualTo(before));
    }

    [Test]
    public void Refuses_a_norm_that_is_not_positive() =>
        Assert.Throws<ArgumentException>(() => GradientClipping.ByNorm([], 0));

    private static Weight Weighted(Tensor gradient)
    {
        var weight = new Weight(zeros_like(gradient));
        weight.Accumulate(gradient);
        return weight;
    }
}
