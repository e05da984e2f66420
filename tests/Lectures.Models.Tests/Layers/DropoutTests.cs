using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Layers;

public class DropoutTests
{
    private static readonly long[][] shapes = [[7], [3, 5], [2, 3, 5]];

    [SetUp]
    public void Seed() => manual_seed(5);

    [Test]
    public void Holds_the_contract([Values] DropoutScaling scaling, [Values] bool training, [Values(0, 0.3)] double dropped)
    {
        foreach (var shape in shapes)
            LayerContract.Holds(new Dropout(dropped, scaling, 11) { Training = training }, randn(shape, ScalarType.Float64));
    }

    [TestCase(ScalarType.Float32, 1e-6)]
    [TestCase(ScalarType.BFloat16, 0.01)]
    public void Drops_the_same_elements_in_every_type(ScalarType type, double tolerance) =>
        LayerContract.HoldsIn(type, tolerance, t => (new Dropout(0.4, DropoutScaling.Inverted, 11), [randn(9, 101, dtype: t)]));

    [TestCase(DropoutScaling.Inverted, 1 / 0.7)]
    [TestCase(DropoutScaling.Recognition, 1)]
    public void Learning_drops_a_share_p_and_multiplies_the_rest(DropoutScaling scaling, double factor)
    {
        using var scope = NewDisposeScope();
        using var layer = new Dropout(0.3, scaling, 11);
        var y = layer.Forward(ones(100, 1001, ScalarType.Float64));
        var dropped = y.eq(0);
        Assert.That((y.masked_select(~dropped) - factor).abs().max().item<double>(), Is.LessThan(1e-15));
        // 100,100 draws: the share's standard deviation is √(0.3 · 0.7 / 100,100) = 0.0014; four of them
        Assert.That(dropped.to(ScalarType.Float64).mean().item<double>(), Is.EqualTo(0.3).Within(0.006));
    }

    [TestCase(DropoutScaling.Inverted, 1)]
    [TestCase(DropoutScaling.Recognition, 0.7)]
    public void Recognition_uses_all_units(DropoutScaling scaling, double factor)
    {
        using var scope = NewDisposeScope();
        using var layer = new Dropout(0.3, scaling, 11) { Training = false };
        var x = randn(3, 5);
        Assert.That(layer.Forward(x).allclose(x * factor, 1e-6), Is.True);
        Assert.That(layer.Backward(x)!.allclose(x * factor, 1e-6), Is.True);
    }

    /// <remarks>§7.3.2: the mean over masks of a linear unit's output is its output in recognition.</remarks>
    [Test]
    public void The_mean_over_masks_is_the_output_in_recognition([Values] DropoutScaling scaling)
    {
        using var scope = NewDisposeScope();
        using var layer = new Dropout(0.5, scaling, 11);
        var x = rand(7, ScalarType.Float64);
        var mean = layer.Forward(x.expand(100_000, 7)).mean([0]);
        layer.Training = false;
        // the deviation of a mean of 100,000 draws of at most 2 is below 2 / √100,000 / 2 = 0.0032; four of them
        Assert.That((mean - layer.Forward(x)).abs().max().item<double>(), Is.LessThan(0.013));
    }

    [Test]
    public void Each_forward_draws_anew_and_the_seed_decides_all()
    {
        using var scope = NewDisposeScope();
        using var first = new Dropout(0.5, DropoutScaling.Inverted, 11);
        using var again = new Dropout(0.5, DropoutScaling.Inverted, 11);
        using var other = new Dropout(0.5, DropoutScaling.Inverted, 12);
        var x = ones(50);
        var masks = Enumerable.Range(0, 3).Select(_ => first.Forward(x)).ToList();
        Assert.That(masks[0].Equals(masks[1]), Is.False);
        Assert.That(masks.All(mask => mask.Equals(again.Forward(x))), Is.True);
        Assert.That(masks[0].Equals(other.Forward(x)), Is.False);
    }

    [Test]
    public void The_global_generator_is_left_alone()
    {
        using var scope = NewDisposeScope();
        using var layer = new Dropout(0.5, DropoutScaling.Inverted, 11);
        manual_seed(6);
        var expected = rand(3);
        manual_seed(6);
        layer.Forward(ones(50));
        Assert.That(rand(3).Equals(expected), Is.True);
    }

    [TestCase(1)]
    [TestCase(-0.1)]
    [TestCase(double.NaN)]
    public void Refuses_what_is_no_share(double dropped)
    {
        var error = Assert.Throws<ArgumentException>(() => new Dropout(dropped, DropoutScaling.Inverted, 1))!;
        Assert.That(error.Message, Is.EqualTo($"dropped: expected a share in [0, 1), got {dropped}."));
    }
}
