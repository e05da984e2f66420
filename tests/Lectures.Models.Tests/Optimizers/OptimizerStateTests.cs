using Lectures.Models.Layers;
using Lectures.Models.Optimizers;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Optimizers;

public class OptimizerStateTests
{
    private static readonly OptimizerOptions[] all =
    [
        .. from kind in Enum.GetValues<OptimizerKind>()
           from convention in Enum.GetValues<OptimizerConvention>()
           from momentum in kind is OptimizerKind.Sgd or OptimizerKind.RmsProp ? [0, 0.9] : new double?[] { null }
           select new OptimizerOptions { Kind = kind, Convention = convention, Momentum = momentum, WeightDecay = 0.1 },
    ];

    [SetUp]
    public void Seed() => manual_seed(16);

    [Test]
    public void Steps_after_loading_are_those_of_an_optimizer_never_stopped([ValueSource(nameof(all))] OptimizerOptions options)
    {
        using var scope = NewDisposeScope();
        Tensor[][] gradients = [.. Enumerable.Range(0, 9).Select(_ => new[] { randn(3, 5), randn(7) })];
        Weight[] whole = [new(randn(3, 5)), new(randn(7))];
        using var optimizer = options.Create(whole);
        foreach (var step in gradients[..4]) Step(optimizer, whole, step);
        var stopped = Array.ConvertAll(whole, weight => new Weight(weight.Value.clone()));
        var saved = optimizer.State.ToDictionary(entry => entry.Key, entry => entry.Value.clone());
        using var resumed = options.Create(stopped);
        resumed.Load(saved);
        foreach (var tensor in saved.Values) tensor.Dispose();
        foreach (var step in gradients[4..])
        {
            Step(optimizer, whole, step);
            Step(resumed, stopped, step);
        }
        foreach (var (a, b) in whole.Zip(stopped)) Assert.That(a.Value.Equals(b.Value), Is.True);
        foreach (var (name, tensor) in optimizer.State) Assert.That(tensor.Equals(resumed.State[name]), Is.True, name);
    }

    [Test]
    public void State_is_named_by_the_weights_places_in_the_state_dict()
    {
        using var scope = NewDisposeScope();
        using var adam = new Adam([new(zeros(2), "0.weight"), new(zeros(2), new("in_proj_weight", (2, 4)))]);
        string[] expected =
        [
            "exp_avg.0.weight", "exp_avg_sq.0.weight",
            "exp_avg.in_proj_weight[2:4]", "exp_avg_sq.in_proj_weight[2:4]", "step",
        ];
        Assert.That(adam.State.Keys, Is.EquivalentTo(expected));
    }

    /// <remarks>Two modules, each with a weight of the same name; a weight with none.</remarks>
    [TestCase("weight", "weight")]
    [TestCase("weight", null)]
    public void State_is_named_by_numbers_where_places_do_not_do(string first, string? second)
    {
        using var scope = NewDisposeScope();
        using var momentum = new Sgd([new(zeros(2), first), new(zeros(3), second is null ? null : new(second))], 0.1, 0.9);
        Assert.That(momentum.State.Keys, Is.EquivalentTo(["momentum_buffer.0", "momentum_buffer.1"]));
    }

    [Test]
    public void Refuses_a_state_that_is_not_its_own_and_keeps_what_it_has()
    {
        using var scope = NewDisposeScope();
        using var weight = new Weight(zeros(3));
        using var adam = new Adam([weight]);
        var state = new Dictionary<string, Tensor>
        {
            ["exp_avg.0"] = ones(3),
            ["exp_avg_sq.0"] = ones(3),
            ["step"] = tensor(5L),
        };
        Refuses("step", null, "step: missing in the optimizer's state.");
        Refuses("exp_avg_sq.0", ones(4), "exp_avg_sq.0: expected shape (3), got (4).");
        Refuses("exp_avg_sq.0", ones(3, ScalarType.Float64), "exp_avg_sq.0: expected Float32, got Float64.");
        Refuses("exp_avg.1", ones(3), "exp_avg.1: not in the state of Adam over these weights.");
        Assert.That(adam.State.Values.All(tensor => tensor.count_nonzero().item<long>() == 0), Is.True);

        void Refuses(string name, Tensor? tensor, string message)
        {
            var wrong = new Dictionary<string, Tensor>(state);
            if (tensor is null) wrong.Remove(name);
            else wrong[name] = tensor;
            Assert.That(Assert.Throws<ArgumentException>(() => adam.Load(wrong))!.Message, Is.EqualTo(message));
        }
    }

    private static void Step(IOptimizer optimizer, Weight[] weights, Tensor[] gradients)
    {
        foreach (var (weight, gradient) in weights.Zip(gradients))
        {
            weight.ZeroGradient();
            weight.Accumulate(gradient);
        }
        optimizer.Step();
    }
}
