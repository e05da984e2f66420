using Lectures.Models.Checking;
using Lectures.Models.Data;
using Lectures.Models.Losses;
using Lectures.Models.Networks;
using Lectures.Models.Optimizers;
using Lectures.Models.Training;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Training;

public class TrainerTests
{
    private static readonly TrainingOptions few = new() { Epochs = 3, Batch = 4, Optimizer = new() { Rate = 0.01 } };

    [Test]
    public void The_same_seed_gives_the_same_bytes_and_another_seed_others([Values] Backpropagation by)
    {
        using var scope = NewDisposeScope();
        var (task, patterns) = Tasks.Of("mlp");
        Assert.That(Trained(1), Is.EqualTo(Trained(1)));
        Assert.That(Trained(2)["0.weight"], Is.Not.EqualTo(Trained(1)["0.weight"]));

        Dictionary<string, byte[]> Trained(long seed)
        {
            using var module = Tasks.Build(task);
            using var trainer = new Trainer(task, module, patterns, null, few with { By = by, Seed = seed });
            while (!trainer.Finished) trainer.RunRound();
            return Tasks.Bytes(StateDict.Of(module));
        }
    }

    [Test]
    public void Refuses_a_round_after_the_last_and_after_its_end([Values] Backpropagation by)
    {
        using var scope = NewDisposeScope();
        var (task, patterns) = Tasks.Of("mlp");
        using var module = Tasks.Build(task);
        using var trainer = new Trainer(task, module, patterns, null, few with { Epochs = 1, By = by });
        trainer.RunRound();
        Assert.That(() => trainer.RunRound(), Throws.InvalidOperationException
            .With.Message.EqualTo("round: learning has ended after 1; ask Finished first."));
        var gone = new Trainer(task, module, patterns, null, few with { By = by });
        gone.Dispose();
        Assert.That(() => gone.RunRound(), Throws.TypeOf<ObjectDisposedException>());
    }

    [TestCase(false, new[] { 4, 4, 2 })]
    [TestCase(true, new[] { 4, 4 })]
    public void Every_epoch_takes_each_pattern_at_most_once_in_an_order_of_its_own(bool dropLast, int[] batches)
    {
        using var scope = NewDisposeScope();
        using var spy = new Spy(10);
        using var module = Tasks.Build(Spy.Task);
        using var trainer = new Trainer(Spy.Task, module, spy, null, few with { DropLast = dropLast });
        while (!trainer.Finished) trainer.RunRound();
        Assert.That(trainer.Rounds, Is.EqualTo(3));
        Assert.That(trainer.Step, Is.EqualTo(3 * batches.Length).And.EqualTo(trainer.Steps));
        Assert.That(spy.Taken.Select(taken => taken.Length),
            Is.EqualTo(Enumerable.Repeat(batches, 3).SelectMany(sizes => sizes)));
        var epochs = spy.Taken.Chunk(batches.Length).Select(epoch => epoch.SelectMany(taken => taken).ToArray())
            .ToList();
        foreach (var epoch in epochs)
        {
            Assert.That(epoch, Is.Unique);
            Assert.That(epoch, Has.Length.EqualTo(batches.Sum()));
            Assert.That(epoch, Is.Not.Ordered);
        }
        Assert.That(epochs[0], Is.Not.EqualTo(epochs[1]));
    }

    [Test]
    public void A_run_of_steps_has_rounds_of_250_and_ends_in_the_middle_of_an_epoch()
    {
        using var scope = NewDisposeScope();
        using var spy = new Spy(10);
        using var module = Tasks.Build(Spy.Task);
        using var trainer = new Trainer(Spy.Task, module, spy, null, few with { Steps = 610, Epochs = 1 });
        var rounds = new List<Round>();
        while (!trainer.Finished) rounds.Add(trainer.RunRound());
        Assert.That(rounds.Select(round => round.Step), Is.EqualTo(new[] { 250, 500, 610 }));
        Assert.That(rounds.Select(round => round.Number), Is.EqualTo(new[] { 1, 2, 3 }));
        // epochs of 4 + 4 + 2 patterns: 250 steps are 83 epochs and 4, the next go on with 4 + 2, 82 epochs and 4 + 4
        Assert.That(rounds.Select(round => round.Train.Count), Is.EqualTo(new[] { 834, 834, 366 }));
        foreach (var epoch in spy.Taken.Chunk(3).SkipLast(1))
            Assert.That(epoch.SelectMany(taken => taken).Order(), Is.EqualTo(Enumerable.Range(0, 10)));
    }

    [Test]
    public void Loss_and_accuracy_of_a_round_are_those_of_its_steps()
    {
        using var scope = NewDisposeScope();
        var (task, patterns) = (Tasks.Mlp(), Tasks.Images(23, ImageLayout.Flat));
        using var module = Tasks.Build(task);
        using var frozen = new Trainer(task, module, patterns, patterns,
            few with { Epochs = 1, Optimizer = new() { Rate = 1e-30 } });
        var reports = new List<TrainingProgress>();
        var round = frozen.RunRound(reports.Add);
        Assert.That(round.Train.Count, Is.EqualTo(23));
        Assert.That(round.Train.Loss, Is.EqualTo(round.Validation!.Value.Loss).Within(1e-6),
            "batches of 4 and of 3 weigh as they have patterns");
        Assert.That(round.Train.Accuracy, Is.EqualTo(round.Validation.Value.Accuracy));
        Assert.That((reports[^1].Step, reports[^1].Steps, reports[^1].Train), Is.EqualTo((6, 6, round.Train)));
    }

    [Test]
    public void It_stops_when_validation_gets_worse_and_gives_the_best_weights_back()
    {
        using var scope = NewDisposeScope();
        var (task, patterns) = (Tasks.Mlp(), Tasks.Images(23, ImageLayout.Flat));
        var every = patterns.Take(arange(23, ScalarType.Int64));
        // The validation is of other classes: the better it learns, the worse it gets.
        using var validation = new TensorPatterns(every.Inputs[0]!, every.Target.add(1).remainder(3));
        using var module = Tasks.Build(task);
        using var trainer = new Trainer(task, module, patterns, validation, few with { Epochs = 50, Patience = 3 });
        var rounds = new List<Round>();
        var weights = new List<Dictionary<string, byte[]>>();
        while (!trainer.Finished)
        {
            rounds.Add(trainer.RunRound());
            weights.Add(Tasks.Bytes(StateDict.Of(module)));
        }
        var losses = rounds.Select(round => round.Validation!.Value.Loss).ToList();
        var best = losses.IndexOf(losses.Min());
        Assert.That(trainer.StoppedEarly, Is.True);
        Assert.That(trainer.Best, Is.EqualTo((best + 1, losses[best])));
        Assert.That(rounds, Has.Count.EqualTo(best + 1 + 3).And.Count.LessThan(50));
        trainer.RestoreBest();
        Assert.That(Tasks.Bytes(StateDict.Of(module)), Is.EqualTo(weights[best]));
        Assert.That(Tasks.Bytes(trainer.BestWeights), Is.EqualTo(weights[best]));
    }

    [Test]
    public void Without_validation_there_is_no_best()
    {
        using var spy = new Spy(10);
        using var module = Tasks.Build(Spy.Task);
        using var trainer = new Trainer(Spy.Task, module, spy, null, few);
        Assert.That(trainer.RunRound().Validation, Is.Null);
        Assert.That(trainer.Best, Is.Null);
        Assert.That(trainer.BestWeights, Is.Empty);
        Assert.Throws<InvalidOperationException>(trainer.RestoreBest);
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(70)]
    public void A_loss_that_is_not_a_number_names_its_step(int bad)
    {
        using var spy = new Spy(10) { BadAt = bad };
        using var module = Tasks.Build(Spy.Task);
        using var trainer = new Trainer(Spy.Task, module, spy, null, few with { Epochs = 60 });
        var error = Assert.Throws<DivergedException>(() => { while (!trainer.Finished) trainer.RunRound(); })!;
        Assert.That(error.Step, Is.EqualTo(bad + 1));
        Assert.That(error.Message, Is.EqualTo($"loss: became not a number in step {bad + 1}; "
            + "try a smaller learning rate, clipping, or a warm-up."));
        Assert.That(trainer.Rounds, Is.EqualTo(bad / 3));
    }

    [Test]
    public void A_rate_without_bounds_names_the_first_step_whose_loss_is_not_finite([Values] Backpropagation by)
    {
        using var scope = NewDisposeScope();
        var (task, patterns) = (Tasks.Mlp(), Tasks.Images(23, ImageLayout.Flat));
        using var module = Tasks.Build(task);
        var options = few with { Optimizer = new() { Kind = OptimizerKind.Sgd, Rate = 1e30 }, By = by };
        using var trainer = new Trainer(task, module, patterns, null, options);
        // one step makes weights of 1e29, the next multiplies three of them: more than float32's 3.4e38
        Assert.That(Assert.Throws<DivergedException>(() => trainer.RunRound())!.Step, Is.EqualTo(2));
    }

    [Test]
    public void Weights_that_the_last_step_of_a_round_spoils_are_seen_before_anyone_saves_them()
    {
        using var spy = new Spy(10) { Factor = 100 };
        using var module = Tasks.Build(Spy.Task);
        var options = few with { Batch = 10, Optimizer = new() { Kind = OptimizerKind.Sgd, Rate = 3e38 } };
        using var trainer = new Trainer(Spy.Task, module, spy, null, options);
        var error = Assert.Throws<DivergedException>(() => trainer.RunRound())!;
        Assert.That(error.Step, Is.EqualTo(1));
        Assert.That(error.Message, Does.StartWith("a weight: became "));
    }

    [Test]
    public void A_validation_loss_that_is_not_finite_stops_too()
    {
        using var scope = NewDisposeScope();
        var (task, patterns) = (Tasks.Mlp(), Tasks.Images(23, ImageLayout.Flat));
        using var module = Tasks.Build(task);
        var options = few with { Batch = 23, Optimizer = new() { Kind = OptimizerKind.Sgd, Rate = 1e30 } };
        using var trainer = new Trainer(task, module, patterns, patterns, options);
        Assert.That(Assert.Throws<DivergedException>(() => trainer.RunRound())!.Step, Is.EqualTo(1));
    }

    [Test]
    public void It_can_be_cancelled_within_a_round()
    {
        using var spy = new Spy(10);
        using var module = Tasks.Build(Spy.Task);
        using var trainer = new Trainer(Spy.Task, module, spy, null, few);
        using var source = new CancellationTokenSource();
        spy.OnTake = () => { if (spy.Taken.Count == 2) source.Cancel(); };
        Assert.Throws<OperationCanceledException>(() => trainer.RunRound(cancel: source.Token));
        Assert.That(trainer.Step, Is.EqualTo(2));
        Assert.That(trainer.Rounds, Is.Zero);
    }

    private static readonly (TrainingOptions Options, string Message)[] bad =
    [
        (few with { Epochs = 0 }, "epochs: expected at least 1, got 0."),
        (few with { Batch = 0 }, "batch: expected at least 1, got 0."),
        (few with { Steps = 0 }, "steps: expected at least 1, got 0."),
        (few with { Patience = 0 }, "patience: expected at least 1, got 0."),
        (few with { Patience = 2 }, "patience: expected a validation share to judge by, got none; give one."),
        (few with { Clip = -1 }, "clip: expected a positive number, got -1."),
        (few with { LabelSmoothing = 1 }, "labelSmoothing: expected a share in [0, 1), got 1."),
        (few with { Schedule = new() { Floor = 0.1 } }, "floor: Constant has no use for it; leave it out."),
        (few with { Optimizer = new() { Momentum = 0.5 } }, "momentum: Adam has no use for it; leave it out."),
        (few with { Batch = 11, DropLast = true }, "batch: expected at most 10 (the patterns to learn from), got 11."),
    ];

    [Test]
    public void Options_out_of_range_are_named_before_anything_is_learned([Range(0, 9)] int index)
    {
        using var spy = new Spy(10);
        using var module = Tasks.Build(Spy.Task);
        var error = Assert.Throws<ArgumentException>(() => new Trainer(Spy.Task, module, spy, null,
            bad[index].Options))!;
        Assert.That(error.Message, Does.EndWith(bad[index].Message));
    }

    [Test]
    public void Training_leaves_no_live_tensors_behind([Values("mlp", "cnn", "gru", "gpt")] string model,
        [Values] Backpropagation by)
    {
        using var scope = NewDisposeScope();
        var (task, patterns) = Tasks.Of(model);
        using var module = Tasks.Build(task);
        Train();
        var before = LiveTensors.Settled();
        Train();
        Assert.That(Tensor.TotalCount, Is.EqualTo(before));

        void Train()
        {
            using var validation = Subset.Draw(patterns, 5, 1);
            using var trainer = new Trainer(task, module, patterns, validation, few with { By = by, Epochs = 2 });
            while (!trainer.Finished) trainer.RunRound();
            foreach (var (_, parameter) in module.named_parameters()) parameter.grad = null;
        }
    }

    /// <summary>Numbers to learn that remember what was taken of them.</summary>
    private sealed class Spy(int count) : IPatterns
    {
        public static readonly ModelTask Task = ModelTask.Of(
            () => new Mlp(new(2, 3) { Hidden = [4] }), LossFunction.CrossEntropy);

        public List<int[]> Taken { get; } = [];

        public int? BadAt { get; init; }

        public float Factor { get; init; } = 1;

        public Action? OnTake { get; set; }

        public int Count => count;

        public Tensor? Classes => null;

        public Batch Take(Tensor indices, Generator? random = null)
        {
            Taken.Add([.. indices.data<long>().ToArray().Select(index => (int)index)]);
            OnTake?.Invoke();
            var x = stack([indices.to(ScalarType.Float32), indices.to(ScalarType.Float32).sin()], 1);
            return new([Taken.Count - 1 == BadAt ? x.mul(float.NaN) : x.mul(Factor)], indices.remainder(3));
        }

        public void Dispose()
        {
        }
    }
}
