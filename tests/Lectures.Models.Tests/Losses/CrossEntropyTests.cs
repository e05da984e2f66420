using Lectures.Models.Losses;
using Lectures.Models.Tests.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Losses;

public class CrossEntropyTests
{
    [SetUp]
    public void Seed() => manual_seed(4);

    [TestCase(-100)]
    [TestCase(2)]
    public void An_ignored_class_does_not_count(long ignored)
    {
        using var scope = NewDisposeScope();
        using var loss = new CrossEntropy(ignored);
        var z = randn(2, 3, 5, ScalarType.Float64).requires_grad_(true);
        var t = tensor([0, 4, ignored, 3, ignored, 1], [2, 3]);
        var expected = nn.functional.cross_entropy(z.view(-1, 5), t.view(-1), ignore_index: ignored);
        expected.backward();
        using var off = no_grad();
        Assert.That(loss.Forward(z, t).item<double>(), Is.EqualTo(expected.item<double>()).Within(1e-13).Percent);
        var dz = loss.Backward();
        Assert.That(dz.allclose(z.grad!, 1e-12, 1e-15), Is.True);
        Assert.That(dz[0, 2].abs().max().item<double>(), Is.Zero);
        LayerContract.Holds(new CrossEntropy(ignored), z.detach(), t);
    }

    [TestCase(0.1, -100)]
    [TestCase(0.7, 2)]
    public void Smoothed_labels_are_libtorchs(double smoothing, long ignored)
    {
        using var scope = NewDisposeScope();
        using var loss = new CrossEntropy(ignored, smoothing);
        var z = randn(2, 3, 5, ScalarType.Float64).requires_grad_(true);
        var t = tensor([0, 4, ignored, 3, ignored, 1], [2, 3]);
        var expected = nn.functional.cross_entropy(
            z.view(-1, 5), t.view(-1), ignore_index: ignored, label_smoothing: smoothing);
        expected.backward();
        using var off = no_grad();
        Assert.That(loss.Forward(z, t).item<double>(), Is.EqualTo(expected.item<double>()).Within(1e-13).Percent);
        var dz = loss.Backward();
        Assert.That(dz.allclose(z.grad!, 1e-12, 1e-15), Is.True);
        Assert.That(dz[0, 2].abs().max().item<double>(), Is.Zero);
        LayerContract.Holds(new CrossEntropy(ignored, smoothing), z.detach(), t);
    }

    [TestCase(-0.1)]
    [TestCase(1)]
    public void Refuses_a_smoothing_that_is_no_share(double smoothing)
    {
        var error = Assert.Throws<ArgumentException>(() => new CrossEntropy(labelSmoothing: smoothing))!;
        Assert.That(error.Message, Is.EqualTo($"labelSmoothing: expected a share in [0, 1), got {smoothing}."));
    }

    [Test]
    public void Logits_far_out_give_finite_numbers()
    {
        using var scope = NewDisposeScope();
        using var loss = new CrossEntropy();
        var z = tensor(new[] { 1e4f, -1e4f, 0, -1e4f, 1e4f, 0 }, [2, 3]);
        Assert.That(loss.Forward(z, tensor([0L, 2])).item<float>(), Is.EqualTo(5e3f));
        Assert.That(loss.Backward().Equals(tensor(new[] { 0, 0, 0, 0, 0.5f, -0.5f }, [2, 3])), Is.True);
    }

    [TestCase(5, "targets: expected indices in [0, 5), got 5.")]
    [TestCase(-1, "targets: expected indices in [0, 5), got -1.")]
    public void Refuses_a_class_that_does_not_exist(long target, string message)
    {
        using var scope = NewDisposeScope();
        using var loss = new CrossEntropy();
        var error = Assert.Throws<ArgumentException>(() => loss.Forward(randn(2, 5), tensor([0, target])))!;
        Assert.That(error.Message, Is.EqualTo(message));
    }

    [Test]
    public void Refuses_targets_that_are_not_int64()
    {
        using var scope = NewDisposeScope();
        using var loss = new CrossEntropy();
        var error = Assert.Throws<ArgumentException>(() => loss.Forward(randn(2, 5), ones(2)))!;
        Assert.That(error.Message, Is.EqualTo(
            "targets: expected Int64 indices, got Float32; convert them with .to(ScalarType.Int64)."));
    }

    [Test]
    public void Refuses_logits_without_classes()
    {
        using var scope = NewDisposeScope();
        using var loss = new CrossEntropy();
        var error = Assert.Throws<ArgumentException>(() => loss.Forward(randn(4), tensor(1L)))!;
        Assert.That(error.Message, Is.EqualTo("logits: expected shape (N, K), got (4)."));
    }

    /// <remarks>The mean over nothing would be 0/0, and so would every gradient.</remarks>
    [Test]
    public void Refuses_targets_of_which_none_counts()
    {
        using var scope = NewDisposeScope();
        using var loss = new CrossEntropy();
        var error = Assert.Throws<ArgumentException>(() => loss.Forward(randn(2, 3), full([2L], -100L)))!;
        Assert.That(error.Message, Is.EqualTo("targets: expected at least one that counts, got -100 everywhere."));
    }

    /// <remarks>257 is no number of bfloat16, which counts 255, 256, 258.</remarks>
    [Test]
    public void Counts_exactly_in_a_narrow_type()
    {
        using var scope = NewDisposeScope();
        using var loss = new CrossEntropy();
        loss.Forward(zeros(257, 2, ScalarType.BFloat16), zeros(257, ScalarType.Int64));
        Assert.That(loss.Backward()[0, 0].Equals(tensor(-0.5 / 257, ScalarType.BFloat16)), Is.True);
    }

    /// <remarks>Without autograd, as in learning by hand: rows in one pass. Sums of ten numbers.</remarks>
    [TestCase(ScalarType.Float32, 1e-5, 10)]
    [TestCase(ScalarType.Float32, 1e-5, 3)]
    [TestCase(ScalarType.Float64, 1e-13, 17)]
    public void Is_torchs_without_autograd(ScalarType type, double tolerance, long classes)
    {
        foreach (var smoothing in new[] { 0, 0.2 })
        {
            var z = (randn(50, classes, type) * 20).requires_grad_();
            var t = randint(0, classes, [50], ScalarType.Int64);
            t[3] = -100;
            using var layer = new CrossEntropy(labelSmoothing: smoothing);
            var theirs = nn.functional.cross_entropy(z, t, ignore_index: -100, label_smoothing: smoothing);
            var gradient = autograd.grad([theirs], [z])[0];
            using var off = no_grad();
            var ours = layer.Forward(z, t);
            t.fill_(classes + 7);           // the caller's memory, used again
            Assert.That(ours.dtype, Is.EqualTo(type));
            Assert.That(Number(ours), Is.EqualTo(Number(theirs)).Within(tolerance * Number(theirs)));
            Assert.That(Number((layer.Backward() - gradient).abs().max()), Is.LessThan(tolerance));
        }

        static double Number(Tensor x) => x.to(ScalarType.Float64).item<double>();
    }

    [Test]
    public void What_is_no_number_stays_so_without_autograd()
    {
        using var off = no_grad();
        using var layer = new CrossEntropy();
        var z = randn(2, 10);
        z[1, 4] = double.NaN;
        Assert.That(layer.Forward(z, tensor([1L, 2])).item<float>(), Is.NaN);
        Assert.That(layer.Backward().isnan().sum(dim: 1).data<long>(), Is.EqualTo([0, 10]));
    }
}
