using Lectures.Models.Checking;
using Lectures.Models.Data;
using Lectures.Models.Losses;
using Lectures.Models.Networks;
using Lectures.Models.Training;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Training;

public class EvaluatorTests
{
    [Test]
    public void Loss_and_accuracy_are_those_of_all_patterns_at_once([Values(1, 499, 500, 501, 1003)] int count)
    {
        using var scope = NewDisposeScope();
        var (task, patterns) = (Tasks.Mlp(0.5), Tasks.Images(count, ImageLayout.Flat));
        using var module = (Mlp)Tasks.Build(task);
        module.train();
        var seen = new List<(Batch Batch, long Predictions)>();
        var result = Evaluator.Run(task, module, patterns, (batch, prediction) =>
            seen.Add((batch, prediction.size(0))));
        Assert.That(module.training, Is.True, "left as it was");

        module.eval();
        var every = patterns.Take(arange(count, ScalarType.Int64));
        var logits = module.call(every.Inputs[0]!).to(ScalarType.Float64);
        var right = logits.argmax(1).data<long>().ToArray().Zip(every.Target.data<long>().ToArray())
            .Count(pair => pair.First == pair.Second);
        Assert.That(result.Count, Is.EqualTo(count));
        Assert.That(result.Accuracy, Is.EqualTo((double)right / count));
        Assert.That(result.Loss, Is.EqualTo(nn.functional.cross_entropy(logits, every.Target).item<double>())
            .Within(1e-6));
        Assert.That(seen.Sum(one => one.Predictions), Is.EqualTo(count));
    }

    [TestCase(LossFunction.SquaredError)]
    [TestCase(LossFunction.MeanSquaredError)]
    [TestCase(LossFunction.BinaryCrossEntropy)]
    public void Losses_of_numbers_are_a_patterns_mean(LossFunction loss)
    {
        using var scope = NewDisposeScope();
        var (task, patterns) = (Tasks.Mlp() with { Loss = loss, Classes = Tasks.Classes },
            Tasks.Images(703, ImageLayout.Flat));
        using var module = (Mlp)Tasks.Build(task);
        var result = Evaluator.Run(task, module, patterns);

        var every = patterns.Take(arange(703, ScalarType.Int64));
        var (y, g) = (module.call(every.Inputs[0]!).to(ScalarType.Float64),
            nn.functional.one_hot(every.Target, 3).to(ScalarType.Float64));
        var expected = loss switch
        {
            LossFunction.SquaredError => (y - g).square().sum() / 2 / 703,
            LossFunction.MeanSquaredError => (y - g).square().mean(),
            _ => ((y.exp() + 1).log() - y * g).mean(),
        };
        Assert.That(result.Loss, Is.EqualTo(expected.item<double>()).Within(1e-6));
        Assert.That(result.Accuracy,
            Is.EqualTo(y.argmax(1).eq(every.Target).to(ScalarType.Float64).mean().item<double>()));
    }

    [Test]
    public void Tokens_count_one_by_one_and_those_without_a_target_not_at_all()
    {
        using var scope = NewDisposeScope();
        var task = ModelTask.Of(new BertOptions(7, 5) { Blocks = 1, Block = new(4, 2, 6) });
        using var module = (Bert)Tasks.Build(task);
        var tokens = randint(7, [601, 5], ScalarType.Int64);
        // Fewer and fewer tokens count: a mean of means would be another number.
        var counts = rand(601, 5) < linspace(1, 0.1, 601).unsqueeze(1);
        var target = where(counts, tokens.add(1).remainder(7), tensor(-100L));
        using var patterns = new Tokens(tokens, target);
        var result = Evaluator.Run(task, module, patterns);

        module.eval();
        var logits = module.call(tokens, null).to(ScalarType.Float64);
        var nats = logits.log_softmax(-1).gather(-1, target.clamp(min: 0).unsqueeze(-1)).squeeze(-1).neg();
        Assert.That(result.Count, Is.EqualTo(counts.sum().item<long>()));
        Assert.That(result.Loss, Is.EqualTo(nats.masked_select(counts).mean().item<double>()).Within(1e-6));
        Assert.That(result.Accuracy, Is.EqualTo(
            (double)logits.argmax(-1).eq(target).sum().item<long>() / result.Count));
    }

    [Test]
    public void Labels_are_smoothed_for_learning_only()
    {
        using var scope = NewDisposeScope();
        var (task, patterns) = (Tasks.Mlp(), Tasks.Images(31, ImageLayout.Flat));
        using var module = Tasks.Build(task);
        var smoothed = Evaluator.Run(task with { LabelSmoothing = 0.3 }, module, patterns);
        Assert.That(smoothed, Is.EqualTo(Evaluator.Run(task, module, patterns)));
    }

    [Test]
    public void It_can_be_cancelled_and_leaves_nothing_behind()
    {
        using var scope = NewDisposeScope();
        var (task, patterns) = (Tasks.Mlp(), Tasks.Images(703, ImageLayout.Flat));
        using var module = Tasks.Build(task);
        Evaluator.Run(task, module, patterns);
        var before = LiveTensors.Settled();
        Evaluator.Run(task, module, patterns);
        Assert.Throws<OperationCanceledException>(() => Evaluator.Run(task, module, patterns,
            cancel: new(canceled: true)));
        Assert.That(Tensor.TotalCount, Is.EqualTo(before));
    }

    private sealed class Tokens(Tensor tokens, Tensor target) : IPatterns
    {
        public int Count => (int)tokens.size(0);

        public Tensor? Classes => null;

        public Batch Take(Tensor indices, Generator? random = null) =>
            new([tokens.index_select(0, indices), null], target.index_select(0, indices));

        public void Dispose()
        {
        }
    }
}
