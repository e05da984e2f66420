using Lectures.Models.Optimizers;
using Lectures.Models.Training;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Training;

public class LearnerTests
{
    private const int Steps = 20;

    // Momentum and no Adam: Adam divides gradients by their size, and what is rounding in them becomes as large as they.
    private static readonly OptimizerOptions sgd = new() { Kind = OptimizerKind.Sgd, Rate = 0.1, Momentum = 0.9 };

    [Test]
    public void Learning_by_hand_and_by_autograd_goes_the_same_way([Values("mlp", "cnn", "gru", "gpt")] string model)
    {
        using var scope = NewDisposeScope();
        var (task, patterns) = Tasks.Of(model);
        var (byAutograd, byHand) = (Losses(Backpropagation.Autograd), Losses(Backpropagation.Hand));
        Assert.That(byAutograd[^1], Is.LessThan(byAutograd[0]), "it learns");
        for (var step = 0; step < Steps; step++)     // float32 has 6e-8; twenty steps of momentum add it up
            Assert.That(byHand[step], Is.EqualTo(byAutograd[step]).Within(2e-5), $"step {step}");

        List<float> Losses(Backpropagation by)
        {
            using var module = Tasks.Build(task);
            using var learner = new Learner(task, module, sgd, by, clip: 1);
            module.train();
            return [.. Enumerable.Range(0, Steps).Select(step =>
                learner.Step(patterns.Take(arange(step % 3, 20, ScalarType.Int64)), 0.1, seed: step)
                    .Loss.item<float>())];
        }
    }

    [Test]
    public void Dropout_follows_the_seed_of_the_step([Values] Backpropagation by)
    {
        using var scope = NewDisposeScope();
        var (task, patterns) = Tasks.Of("mlp");
        Assert.That(Loss(5), Is.EqualTo(Loss(5)));
        Assert.That(Loss(6), Is.Not.EqualTo(Loss(5)));

        float Loss(long seed)
        {
            using var module = Tasks.Build(task);
            using var learner = new Learner(task, module, sgd, by);
            module.train();
            return learner.Step(patterns.Take(arange(20, ScalarType.Int64)), 0.1, seed).Loss.item<float>();
        }
    }

    /// <remarks>Sizes at which wide products are convolutions. The CNN has no Adam, which may turn the rounding of a
    /// gradient near 0 into a part of the rate.</remarks>
    [Test]
    public void Fifty_losses_are_those_of_a_plain_loop(
        [Values("mlp", "cnn", "lstm")] string model, [Values] Backpropagation by)
    {
        using var scope = NewDisposeScope();
        var plain = PlainLoop.Of(model);
        using var module = Tasks.Build(plain.Task);
        using (no_grad())
            foreach (var (mine, other) in module.parameters().Zip(plain.Module.parameters())) other.copy_(mine);
        using var optimizer = plain.Optimizer(plain.Module.parameters());
        using var learner = new Learner(plain.Task, module, plain.Options, by);
        module.train();
        var (x, target) = (rand(plain.Shape), randint(0, 10, [plain.Shape[0]], ScalarType.Int64));
        var losses = new List<float>();
        for (var step = 0; step < 50; step++)
        {
            using var inner = NewDisposeScope();
            optimizer.zero_grad();
            var loss = nn.functional.cross_entropy(plain.Call(x), target);
            loss.backward();
            optimizer.step();
            losses.Add(loss.item<float>());
            Assert.That(learner.Step(new([x], target), learner.Optimizer.Rate, step).Loss.item<float>(),
                Is.EqualTo(losses[^1]).Within(2e-5), $"step {step}");
        }
        Assert.That(losses[^1], Is.LessThan(0.9 * losses[0]), "it learns");
    }

    [Test]
    public void The_norm_of_all_gradients_is_clipped([Values] Backpropagation by)
    {
        using var scope = NewDisposeScope();
        var (task, patterns) = (Tasks.Mlp(), Tasks.Images(23, Models.Data.ImageLayout.Flat));
        using var module = Tasks.Build(task);
        var before = Models.Networks.StateDict.Copy(module);
        using var learner = new Learner(task, module, sgd with { Momentum = null }, by, clip: 0.01);
        module.train();
        learner.Step(patterns.Take(arange(23, ScalarType.Int64)), 1, 1);
        var moved = Math.Sqrt(Models.Networks.StateDict.Of(module).Sum(now =>
            (now.Value - before[now.Key]).square().sum().item<float>()));
        Assert.That(moved, Is.EqualTo(0.01).Within(1e-6));
        foreach (var tensor in before.Values) tensor.Dispose();
    }

    [Test]
    public void A_step_leaves_no_live_tensors_behind([Values("mlp", "cnn", "gru", "gpt")] string model,
        [Values] Backpropagation by)
    {
        using var scope = NewDisposeScope();
        var (task, patterns) = Tasks.Of(model);
        using var module = Tasks.Build(task);
        using var learner = new Learner(task, module, new(), by, clip: 1);
        module.train();
        Step(0);
        var before = LiveTensors.Settled();
        for (var step = 1; step < 4; step++) Step(step);
        Assert.That(Tensor.TotalCount, Is.EqualTo(before));

        void Step(long step)
        {
            using var inner = NewDisposeScope();
            learner.Step(patterns.Take(arange(20, ScalarType.Int64)), 0.1, step);
        }
    }

    /// <remarks>A collection comes with every 2 MiB: there is room for what it finds in use. Without, the heap of these steps
    /// grows by 16 MiB.</remarks>
    [Test]
    public void Garbage_is_collected_between_steps([Values] Backpropagation by)
    {
        using var scope = NewDisposeScope();
        var (task, patterns) = Tasks.Of("mlp");
        using var module = Tasks.Build(task);
        using var learner = new Learner(task, module, sgd, by);
        module.train();
        var batch = patterns.Take(arange(20, ScalarType.Int64));
        GC.Collect();
        var (least, most) = (GC.GetTotalMemory(false), 0L);
        for (var step = 0; step < 3_000; step++)
        {
            using var inner = NewDisposeScope();
            learner.Step(batch, 0.1, seed: 1);
            most = Math.Max(most, GC.GetTotalMemory(false) - least);
        }
        Assert.That(most, Is.LessThan(8 << 20));
    }
}
