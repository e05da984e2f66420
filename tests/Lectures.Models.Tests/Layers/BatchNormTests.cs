using Lectures.Models.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Layers;

public class BatchNormTests
{
    private static readonly long[][] shapes = [[4, 3], [2, 3, 5], [2, 3, 5, 4], [1, 3, 2, 1]];

    [SetUp]
    public void Seed() => manual_seed(9);

    [Test]
    public void Holds_the_contract([ValueSource(nameof(shapes))] long[] shape, [Values] bool training)
    {
        using var statistics = new Statistics(3, ScalarType.Float64);
        LayerContract.Holds(statistics.Layer(training), randn(shape, ScalarType.Float64) + 0.5);
    }

    [Test]
    public void Holds_the_contract_with_the_channels_innermost()
    {
        using var statistics = new Statistics(3, ScalarType.Float64);
        LayerContract.Holds(statistics.Layer(training: true), randn(2, 5, 4, 3, ScalarType.Float64).permute(0, 3, 1, 2));
    }

    [TestCase(ScalarType.Float32, 1e-5)]
    [TestCase(ScalarType.BFloat16, 0.05)]
    public void Holds_in_narrow_types(ScalarType type, double tolerance)
    {
        foreach (var training in new[] { true, false })
            LayerContract.HoldsIn(type, tolerance, t =>
                (new Statistics(3, t) { Mean = zeros(3, t), Variance = ones(3, t) }.Layer(training), [randn(8, 3, 5, dtype: t)]));
    }

    /// <remarks>A mean a thousand deviations away: a variance computed as mean(x²) − mean(x)² would lose all its
    /// digits.</remarks>
    [Test]
    public void Keeps_its_digits_far_from_zero()
    {
        using var statistics = new Statistics(3, ScalarType.Float32);
        LayerContract.HoldsIn(ScalarType.Float32, 1e-3, t =>
            (new Statistics(3, t).Layer(training: true), [randn(64, 3, dtype: t) + 1000]));
    }

    [TestCase(2)]
    [TestCase(3)]
    [TestCase(4)]
    public void Learning_and_recognition_are_libtorchs(int dimensions)
    {
        using var scope = NewDisposeScope();
        using nn.Module<Tensor, Tensor> module = dimensions < 4 ? nn.BatchNorm1d(3, momentum: 0.3) : nn.BatchNorm2d(3, momentum: 0.3);
        module.to(ScalarType.Float64);
        foreach (var (_, parameter) in module.named_parameters()) nn.init.normal_(parameter);
        var own = module.named_parameters().Select(named => (named.name, Tensor: (Tensor)named.parameter))
            .Concat(module.named_buffers().Select(named => (named.name, Tensor: named.buffer.clone())))
            .ToDictionary();
        using var layer = new BatchNorm(
            new Weight(own["weight"]), new Weight(own["bias"]), own["running_mean"], own["running_var"], own["num_batches_tracked"], momentum: 0.3);
        foreach (var training in new[] { true, true, false })
        {
            module.train(training);
            layer.Training = training;
            var x = (2 * randn(new long[] { 7, 3, 5, 2 }[..dimensions], ScalarType.Float64) + 1).requires_grad_(true);
            var dy = randn(x.shape, ScalarType.Float64);
            var expected = module.call(x);
            (expected * dy).sum().backward();
            using var off = no_grad();
            Assert.That(layer.Forward(x).allclose(expected, 1e-12, 1e-12), Is.True);
            Assert.That(layer.Backward(dy)!.allclose(x.grad!, 1e-11, 1e-11), Is.True);
            foreach (var (name, buffer) in module.named_buffers())
                Assert.That(own[name].to(ScalarType.Float64).allclose(buffer.to(ScalarType.Float64), 1e-13, 1e-13), Is.True, name);
        }
    }

    [Test]
    public void Recognition_leaves_the_running_statistics_alone()
    {
        using var scope = NewDisposeScope();
        using var statistics = new Statistics(3, ScalarType.Float64);
        using var layer = statistics.Layer(training: false);
        var before = statistics.Mean.clone();
        layer.Forward(randn(4, 3, ScalarType.Float64));
        Assert.That(statistics.Mean.Equals(before), Is.True);
    }

    [TestCase(new long[] { 4 }, "x: expected shape (N, 3), (N, 3, L) or (N, 3, H, W), got (4).")]
    [TestCase(new long[] { 4, 2, 3 }, "x: expected shape (N, 3), (N, 3, L) or (N, 3, H, W), got (4, 2, 3).")]
    [TestCase(new long[] { 1, 3 }, "x: expected more than one value per channel while learning, got (1, 3); use a larger batch.")]
    public void Refuses_a_shape_that_does_not_fit(long[] shape, string message)
    {
        using var scope = NewDisposeScope();
        using var statistics = new Statistics(3, ScalarType.Float32);
        using var layer = statistics.Layer(training: true);
        Assert.That(Assert.Throws<ArgumentException>(() => layer.Forward(randn(shape)))!.Message, Is.EqualTo(message));
    }

    [Test]
    public void Refuses_statistics_of_another_size()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ArgumentException>(() => new BatchNorm(new Weight(ones(3)), new Weight(ones(3)), zeros(3), ones(2)))!;
        Assert.That(error.Message, Is.EqualTo("runningVariance: expected shape (3), got (2)."));
    }

    /// <summary>Running statistics that are neither 0 nor 1, and the layer on them.</summary>
    private sealed class Statistics(long channels, ScalarType type) : IDisposable
    {
        public Tensor Mean { get; init; } = randn(channels, type);

        public Tensor Variance { get; init; } = rand(channels, type) + 0.5;

        public BatchNorm Layer(bool training) =>
            new(new Weight(randn(channels, dtype: type)), new Weight(randn(channels, dtype: type)), Mean, Variance) { Training = training };

        public void Dispose()
        {
            Mean.Dispose();
            Variance.Dispose();
        }
    }
}
