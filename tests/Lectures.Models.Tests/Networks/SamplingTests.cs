using Lectures.Models.Checking;
using Lectures.Models.Data;
using Lectures.Models.Networks;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Networks;

public sealed class SamplingTests
{
    private static readonly float[] logits = [1, 3, -2, 2.5f, 0];

    [TestCase(1, null, 0.0753, 0.5561, 0.0037, 0.3373, 0.0277)]
    [TestCase(0.5, null, 0.0132, 0.7201, 0, 0.2649, 0.0018)]
    [TestCase(1, 2, 0, 0.6225, 0, 0.3775, 0)]
    public void Tokens_are_drawn_by_the_softmax(double temperature, int? top, params double[] expected)
    {
        var random = SplitMix64.Stream(6);
        var counts = new double[5];
        for (var i = 0; i < 20_000; i++)
            counts[Sampling.Draw(logits, new(Temperature: temperature, Top: top), ref random)] += 1 / 20_000.0;
        // four standard deviations of a share of one half
        Assert.That(counts, Is.EqualTo(expected).Within(0.0142));
        if (top == 2) Assert.That(counts[0] + counts[2] + counts[4], Is.Zero);
    }

    [Test]
    public void Temperature_0_takes_the_likeliest()
    {
        var random = SplitMix64.Stream(6);
        for (var i = 0; i < 20; i++)
            Assert.That(Sampling.Draw(logits, new(Temperature: 0), ref random), Is.EqualTo(1));
    }

    [Test]
    public void A_seed_decides_the_text([Values] bool recurrent)
    {
        long[] Text(long seed) => Write(recurrent, new(30, 1, Seed: seed));

        Assert.That(Text(1), Has.Length.EqualTo(30).And.All.InRange(0L, 10L));
        Assert.That(Text(1), Is.EqualTo(Text(1)));
        Assert.That(Text(1), Is.Not.EqualTo(Text(2)));
    }

    [Test]
    public void Each_token_is_the_likeliest_after_the_last_few()
    {
        using var scope = NewDisposeScope();
        using var model = Seeded.Build(4, () => new Gpt(new(11, 5)), ScalarType.Float32);
        model.eval();
        List<long> tokens = [3, 1];
        foreach (var token in model.Sample([3, 1], new(12, 0)))
        {
            var context = tokens.TakeLast(5).ToArray();
            var next = model.call(tensor(context, [1, context.Length]), null)[0, -1].argmax().item<long>();
            Assert.That(token, Is.EqualTo(next));
            tokens.Add(token);
        }
        Assert.That(tokens, Has.Count.EqualTo(14));
    }

    [Test]
    public void Writing_leaves_the_model_learning_and_no_tensors_behind()
    {
        using var model = Seeded.Build(4, () => new Gpt(new(11, 5)), ScalarType.Float32);
        model.train();
        var before = LiveTensors.Settled();
        Assert.That(model.Sample([3], new(7)).Count(), Is.EqualTo(7));
        Assert.That(Tensor.TotalCount, Is.EqualTo(before));
        Assert.That(model.training, Is.True);
    }

    [Test]
    public void Prompts_and_options_that_cannot_be_are_refused_at_once()
    {
        using var model = Seeded.Build(4, () => new Gpt(new(11, 5)), ScalarType.Float32);
        Assert.That(() => model.Sample([], new()), Throws.ArgumentException.With.Message.StartsWith("prompt: "));
        Assert.That(() => model.Sample([1], new(-1)), Throws.ArgumentException.With.Message.StartsWith("length: "));
        Assert.That(
            () => model.Sample([1], new(Temperature: double.NaN)),
            Throws.ArgumentException.With.Message.StartsWith("temperature: "));
        Assert.That(() => model.Sample([1], new(Top: 0)), Throws.ArgumentException.With.Message.StartsWith("top: "));
        Assert.That(() => model.Sample([11], new()).First(), Throws.ArgumentException);
    }

    private static long[] Write(bool recurrent, SamplingOptions options)
    {
        if (recurrent)
        {
            using var network = Seeded.Build(4, () => new RecurrentLanguageModel(new(11)), ScalarType.Float32);
            return [.. network.Sample([3, 1], options, 5)];
        }
        using var model = Seeded.Build(4, () => new Gpt(new(11, 5)), ScalarType.Float32);
        return [.. model.Sample([3, 1], options)];
    }
}
