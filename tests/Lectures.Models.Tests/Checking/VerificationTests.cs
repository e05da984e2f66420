using Lectures.Models.Checking;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Checking;

public class VerificationTests
{
    private static CheckBatch Batch(Tensor images) =>
        new(images, arange(images.size(0)), 10, randint(0, 7, [images.size(0), 13], dtype: ScalarType.Int64), 7);

    [TestCase(float.NaN, "NaN")]
    [TestCase(float.PositiveInfinity, "Infinity")]
    [TestCase(float.NegativeInfinity, "-Infinity")]
    public void A_value_that_is_not_finite_is_named(float value, string name)
    {
        using var scope = NewDisposeScope();
        var images = rand(3, 28, 28);
        images[1, 5, 7] = value;
        var error = Assert.Throws<ArgumentException>(() => Verification.Verify("mlp", Batch(images), new()))!;
        Assert.That(error.Message, Is.EqualTo($"images: expected finite values, got {name} at (1, 5, 7)."));
    }

    [Test]
    public void An_unknown_model_is_refused()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ArgumentException>(() => Verification.Verify("mpl", Batch(rand(3, 28, 28)), new()))!;
        Assert.That(error.Message, Does.StartWith("mpl: expected one of perceptron, "));
    }

    [Test]
    public void Small_cases_have_at_most_500_weights()
    {
        using var scope = NewDisposeScope();
        var batch = Batch(rand(2, 28, 28));
        foreach (var model in VerifiedModel.All)
            foreach (var @case in model.Cases(batch).Where(@case => @case.Small))
            {
                using var module = @case.Task.Build();
                Assert.That(module.parameters().Sum(p => p.numel()), Is.AtMost(500), $"{model.Name} {@case.Variant}");
            }
    }

    [Test]
    public void Every_model_with_a_gradient_has_a_small_case() => Assert.That(
        VerifiedModel.All.Where(model => !model.Cases(Batch(rand(1, 28, 28))).Any(@case => @case.Small))
            .Select(model => model.Name),
        Is.EqualTo(new[] { "perceptron" }));

    [Test]
    public void Images_of_other_sizes_and_classes_are_verified()
    {
        using var scope = NewDisposeScope();
        var text = randint(0, 7, [3, 13], dtype: ScalarType.Int64);
        var batch = new CheckBatch(rand(3, 20, 17), tensor(new long[] { 0, 2, 1 }), 3, text, 7);
        foreach (var model in new[] { "cnn", "encoder" })
            Assert.That(
                Verification.Verify(model, batch, new()).Tensors.Where(tensor => !tensor.Passed), Is.Empty, model);
    }

    [Test]
    public void Gradients_leave_no_live_tensors()
    {
        using var scope = NewDisposeScope();
        var @case = VerifiedModel.All.Single(model => model.Name == "seq2seq").Cases(Batch(rand(2, 28, 28))).Last();
        using var subject = new Subject(@case, Batch(rand(2, 28, 28)), ScalarType.Float64, 1);
        using var one = tensor(1.0);
        Take();
        var before = LiveTensors.Settled();
        Take();
        Assert.That(Tensor.TotalCount, Is.EqualTo(before));

        void Take()
        {
            Gradients.ByHand(subject.Objective, subject.Inputs, [one]).Dispose();
            Gradients.ByAutograd(subject.Objective, subject.Inputs, [one]).Dispose();
        }
    }
}
