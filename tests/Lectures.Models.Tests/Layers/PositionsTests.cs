using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Layers;

public class PositionsTests
{
    [SetUp]
    public void Seed() => manual_seed(12);

    [TestCase(2, 3, 5)]
    [TestCase(3, 7, 4)]
    [TestCase(1, 1, 1)]
    public void Sinusoidal_ones_hold_the_contract(params long[] shape) =>
        LayerContract.Holds(new SinusoidalPositions(), randn(shape, ScalarType.Float64));

    [TestCase(6)]
    [TestCase(5)]
    [TestCase(1)]
    public void The_table_is_that_of_the_paper(int features)
    {
        using var table = SinusoidalPositions.Table(50, features, ScalarType.Float64);
        Assert.That(table.shape, Is.EqualTo(new long[] { 50, features }));
        for (var t = 0; t < 50; t++)
            for (var e = 0; e < features; e++)
            {
                var angle = t / Math.Pow(10000, e / 2 * 2 / (double)features);
                // an angle of up to 50, rounded to 2⁻⁵³ of itself and a few times more
                Assert.That(table[t, e].item<double>(), Is.EqualTo(e % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle)).Within(1e-13), $"[{t}, {e}]");
            }
    }

    [Test]
    public void Sinusoidal_ones_follow_a_change_of_length_width_and_type()
    {
        using var scope = NewDisposeScope();
        using var layer = new SinusoidalPositions();
        foreach (var (length, features, type) in new[]
        {
            (5L, 4L, ScalarType.Float32), (3, 4, ScalarType.Float32), (9, 4, ScalarType.Float32), (9, 3, ScalarType.Float32),
            (9, 3, ScalarType.Float64), (2, 3, ScalarType.BFloat16),
        })
        {
            var y = layer.Forward(zeros(2, length, features, dtype: type));
            Assert.That(y.dtype, Is.EqualTo(type));
            Assert.That(y.Equals(SinusoidalPositions.Table(length, features, type).expand(2, length, features)), Is.True);
        }
    }

    [TestCase(7)]
    [TestCase(4)]
    public void Learned_ones_hold_the_contract(long length) =>
        LayerContract.Holds(new LearnedPositions(new Weight(randn(7, 5, ScalarType.Float64))), randn(3, length, 5, ScalarType.Float64));

    [TestCase(ScalarType.Float32, 1e-6)]
    [TestCase(ScalarType.BFloat16, 0.03)]
    public void Learned_ones_hold_in_narrow_types(ScalarType type, double tolerance) =>
        LayerContract.HoldsIn(type, tolerance, t => (new LearnedPositions(new Weight(randn(7, 5, dtype: t))), [randn(3, 4, 5, dtype: t)]));

    [TestCase(new long[] { 3, 8, 5 }, "x: expected at most 7 places T, got 8; shorten the sequence.")]
    [TestCase(new long[] { 3, 4, 6 }, "x: expected shape (N, T, 5), got (3, 4, 6).")]
    [TestCase(new long[] { 4, 5 }, "x: expected shape (N, T, 5), got (4, 5).")]
    public void Learned_ones_refuse_a_shape_that_does_not_fit(long[] shape, string message)
    {
        using var scope = NewDisposeScope();
        using var layer = new LearnedPositions(new Weight(randn(7, 5)));
        Assert.That(Assert.Throws<ArgumentException>(() => layer.Forward(randn(shape)))!.Message, Is.EqualTo(message));
    }

    [Test]
    public void Sinusoidal_ones_refuse_a_shape_that_does_not_fit()
    {
        using var scope = NewDisposeScope();
        using var layer = new SinusoidalPositions();
        Assert.That(Assert.Throws<ArgumentException>(() => layer.Forward(randn(4, 5)))!.Message,
            Is.EqualTo("x: expected shape (N, T, E), got (4, 5)."));
    }
}
