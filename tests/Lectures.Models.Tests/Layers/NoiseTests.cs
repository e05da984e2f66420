using Lectures.Models.Layers;
using Lectures.Models.Modules;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Layers;

public class NoiseTests
{
    [SetUp]
    public void Seed() => manual_seed(6);

    [Test]
    public void Holds_the_contract([Values] bool training) =>
        LayerContract.Holds(new Noise(0.3, 5) { Training = training }, randn(4, 3, ScalarType.Float64));

    [Test]
    public void Is_the_modules_noise_in_every_type(
        [Values(ScalarType.Float64, ScalarType.Float32, ScalarType.BFloat16)] ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var module = new SeededNoise(0.3);
        using var layer = module.ByHand();
        var x = randn(7, 5, dtype: type);
        Assert.That(layer.Forward(x).Equals(module.call(x)), Is.True);
        Assert.That(layer.Forward(x).Equals(x), Is.False);
    }

    /// <remarks>10,000 draws: the deviation's own deviation is 0.3 / √20,000 = 0.0021; four of them.</remarks>
    [Test]
    public void Has_the_deviation_asked_for()
    {
        using var scope = NewDisposeScope();
        using var layer = new Noise(0.3, 5);
        var n = layer.Forward(zeros(100, 100));
        Assert.That(n.std().item<float>(), Is.EqualTo(0.3).Within(0.0085));
    }

    [TestCase(-0.1)]
    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    public void Refuses_what_is_no_deviation(double deviation)
    {
        var expected = $"deviation: expected a finite number of at least 0, got {deviation}.";
        Assert.That(Assert.Throws<ArgumentException>(() => new Noise(deviation, 1))!.Message, Is.EqualTo(expected));
        Assert.That(Assert.Throws<ArgumentException>(() => new SeededNoise(deviation))!.Message, Is.EqualTo(expected));
    }

    [Test]
    public void Refuses_integers()
    {
        using var layer = new Noise(0.3, 5);
        using var x = ones(2, 3, ScalarType.Int64);
        var error = Assert.Throws<ArgumentException>(() => layer.Forward(x))!;
        Assert.That(error.Message, Does.StartWith("x: expected floating point, got Int64;"));
    }
}
