using Lectures.Models.Losses;
using Lectures.Models.Tests.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Losses;

/// <summary>What every loss of the framework has in common.</summary>
public class LossTests
{
    private static readonly LossFunction[] all = Enum.GetValues<LossFunction>();

    [SetUp]
    public void Seed() => manual_seed(3);

    [Test]
    public void Holds_the_contract([ValueSource(nameof(all))] LossFunction loss)
    {
        foreach (var shape in new long[][] { [1, 2], [3, 5], [2, 3, 5] })
        {
            var prediction = randn(shape, ScalarType.Float64);
            LayerContract.Holds(loss.ByHand(), prediction, Targets(loss, prediction));
        }
    }

    [Test]
    public void Forward_and_backward_are_libtorchs([ValueSource(nameof(all))] LossFunction loss)
    {
        using var scope = NewDisposeScope();
        using var byHand = loss.ByHand();
        var prediction = (3 * randn(4, 3, 7, ScalarType.Float64)).requires_grad_(true);
        var target = Targets(loss, prediction);
        var expected = loss.Of(prediction, target);
        expected.backward();
        using var off = no_grad();
        Assert.That(byHand.Forward(prediction, target).item<double>(), Is.EqualTo(expected.item<double>()).Within(1e-13).Percent);
        Assert.That(byHand.Backward().allclose(prediction.grad!, 1e-12, 1e-15), Is.True);
    }

    [Test]
    public void Label_smoothing_is_the_same_in_both_forms()
    {
        using var scope = NewDisposeScope();
        using var byHand = LossFunction.CrossEntropy.ByHand(0.2);
        var prediction = (3 * randn(4, 3, 7, ScalarType.Float64)).requires_grad_(true);
        var target = Targets(LossFunction.CrossEntropy, prediction);
        var expected = LossFunction.CrossEntropy.Of(prediction, target, 0.2);
        expected.backward();
        using var off = no_grad();
        Assert.That(byHand.Forward(prediction, target).item<double>(), Is.EqualTo(expected.item<double>()).Within(1e-13).Percent);
        Assert.That(byHand.Backward().allclose(prediction.grad!, 1e-12, 1e-15), Is.True);
    }

    [TestCase(LossFunction.SquaredError)]
    [TestCase(LossFunction.BinaryCrossEntropy)]
    public void Refuses_label_smoothing_without_classes(LossFunction loss)
    {
        using var scope = NewDisposeScope();
        var message = $"labelSmoothing: {loss} has no use for it; leave it out.";
        Assert.That(Assert.Throws<ArgumentException>(() => loss.ByHand(0.1))!.Message, Is.EqualTo(message));
        Assert.That(Assert.Throws<ArgumentException>(() => loss.Of(ones(2), ones(2), 0.1))!.Message, Is.EqualTo(message));
    }

    [Test]
    public void Holds_in_narrow_types([ValueSource(nameof(all))] LossFunction loss)
    {
        foreach (var (type, tolerance) in new[] { (ScalarType.Float32, 1e-6), (ScalarType.BFloat16, 0.03) })
            LayerContract.HoldsIn(type, tolerance, t =>
            {
                var prediction = randn(4, 7, dtype: t);
                return (loss.ByHand(), [prediction, Targets(loss, prediction)]);
            });
    }

    [Test]
    public void Backward_keeps_the_predictions_type([ValueSource(nameof(all))] LossFunction loss)
    {
        using var scope = NewDisposeScope();
        using var byHand = loss.ByHand();
        var prediction = randn(4, 7);
        byHand.Forward(prediction, Targets(loss, prediction));
        Assert.That(byHand.Backward().dtype, Is.EqualTo(ScalarType.Float32));
    }

    [Test]
    public void Refuses_targets_of_another_shape([ValueSource(nameof(all))] LossFunction loss)
    {
        using var scope = NewDisposeScope();
        using var byHand = loss.ByHand();
        var error = Assert.Throws<ArgumentException>(() => byHand.Forward(randn(3, 5), Targets(loss, randn(2, 5))))!;
        Assert.That(error.Message, Does.Match(@"^(targets|teacher signals): expected shape \(3(, 5)?\), got \(2(, 5)?\)\.$"));
    }

    [TestCase(LossFunction.SquaredError, "teacher signals")]
    [TestCase(LossFunction.MeanSquaredError, "targets")]
    [TestCase(LossFunction.BinaryCrossEntropy, "targets")]
    public void Refuses_targets_of_another_type(LossFunction loss, string name)
    {
        using var scope = NewDisposeScope();
        using var byHand = loss.ByHand();
        var error = Assert.Throws<ArgumentException>(() => byHand.Forward(randn(3, 5), zeros(3, 5, ScalarType.Int64)))!;
        Assert.That(error.Message, Is.EqualTo(
            $"{name}: expected Float32 as the prediction is, got Int64; convert it with .to(ScalarType.Float32)."));
    }

    [Test]
    public void Refuses_an_empty_batch([ValueSource(nameof(all))] LossFunction loss)
    {
        using var scope = NewDisposeScope();
        using var byHand = loss.ByHand();
        var prediction = randn(0, 5);
        var targets = loss == LossFunction.CrossEntropy ? zeros(0, ScalarType.Int64) : prediction;
        var error = Assert.Throws<ArgumentException>(() => byHand.Forward(prediction, targets))!;
        Assert.That(error.Message, Does.Match(@"^(prediction|logits): expected at least one element, got shape \(0, 5\)\.$"));
    }

    private static Tensor Targets(LossFunction loss, Tensor prediction) => loss switch
    {
        LossFunction.CrossEntropy => randint(0, prediction.size(-1), prediction.shape[..^1]),
        LossFunction.BinaryCrossEntropy => rand(prediction.shape, prediction.dtype),
        _ => randn(prediction.shape, prediction.dtype),
    };
}
