using Lectures.Models.Data;
using Lectures.Models.Networks;
using Lectures.Models.Optimizers;
using Lectures.Models.Tests.Data;
using Lectures.Models.Training;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Training;

/// <summary>A run that goes on from a checkpoint ends with the bytes of one that was never stopped.</summary>
public class ResumeTests
{
    private const string WeightPrefix = "model.";

    private static readonly TrainingOptions epochs = new() { Epochs = 4, Batch = 5 };

    private static readonly OptimizerOptions
        sgd = new() { Kind = OptimizerKind.Sgd, Rate = 0.05, Momentum = 0.9, Nesterov = true },
        rmsProp = new() { Kind = OptimizerKind.RmsProp, Rate = 0.002, Momentum = 0.5 },
        adam = new() { Rate = 0.005, WeightDecay = 0.01 },
        adamW = new() { Kind = OptimizerKind.AdamW, Convention = OptimizerConvention.Keras };

    private static readonly ScheduleOptions oneCycle = new() { Kind = ScheduleKind.OneCycle, WarmUp = 3 };

    private static readonly (string Name, string Model, TrainingOptions Options)[] cases =
    [
        ("sgd", "mlp", epochs with { Optimizer = sgd, Schedule = oneCycle, Clip = 0.5 }),
        ("rmsprop", "mlp", epochs with { Optimizer = rmsProp, By = Backpropagation.Hand, DropLast = true }),
        ("adam", "mlp", epochs with { Optimizer = adam, By = Backpropagation.Hand, LabelSmoothing = 0.1 }),
        ("adamw", "mlp", epochs with { Optimizer = adamW, Schedule = new() { Kind = ScheduleKind.Cosine } }),
        ("cnn by hand", "cnn", epochs with { Optimizer = adam, By = Backpropagation.Hand }),
        ("cnn by autograd", "cnn", epochs with { Optimizer = sgd }),
        ("gru by hand", "gru", epochs with { Optimizer = adam, By = Backpropagation.Hand }),
        ("gpt by hand", "gpt", epochs with { Optimizer = adamW, By = Backpropagation.Hand, Clip = 1, Batch = 29 }),
        ("gpt by autograd", "gpt", epochs with { Optimizer = adam, Batch = 29 }),
        ("steps by hand", "mlp", epochs with { Steps = 610, By = Backpropagation.Hand, Optimizer = adam,
            Schedule = oneCycle }),
        ("steps by autograd", "mlp", epochs with { Steps = 510, Optimizer = sgd }),
    ];

    private static IEnumerable<string> Names => cases.Select(@case => @case.Name);

    [TestCaseSource(nameof(Names))]
    public void It_ends_with_the_same_bytes_from_every_round_on(string name)
    {
        using var scope = NewDisposeScope();
        var (_, model, options) = cases.Single(@case => @case.Name == name);
        var (task, patterns) = Tasks.Of(model);
        if (model is "mlp" or "cnn")
            patterns = Tasks.Images(23, model == "mlp" ? ImageLayout.Flat : ImageLayout.Picture, new(1, 10, 0.1, 0.5));
        var (all, validation) = Subset.Split(patterns, 0.25, 1);

        var whole = new List<SafeTensors>();                       // the state at the beginning and after every round
        var expected = Run(1, null, whole);
        Assert.That(expected.Rounds, Has.Count.GreaterThan(2));
        for (var k = 0; k < whole.Count; k++)
        {
            var resumed = Run(7, whole[k], null);
            Assert.That(resumed.Weights, Is.EqualTo(expected.Weights), $"after round {k}");
            Assert.That(resumed.State, Is.EqualTo(expected.State), $"after round {k}");
            Assert.That(resumed.Metadata, Is.EqualTo(expected.Metadata), $"after round {k}");
            Assert.That(resumed.Rounds, Is.EqualTo(expected.Rounds.Skip(k)), $"after round {k}");
        }

        (Dictionary<string, byte[]> Weights, Dictionary<string, byte[]> State,
            IReadOnlyDictionary<string, string> Metadata, List<Round> Rounds) Run(long seed, SafeTensors? from, List<SafeTensors>? saved)
        {
            var module = Tasks.Build(task, seed);
            using var trainer = new Trainer(task, module, all, validation, options);
            if (from is not null)
            {
                StateDict.CopyFrom(module, from.Tensors.Where(named => named.Key.StartsWith(WeightPrefix))
                    .ToDictionary(named => named.Key[WeightPrefix.Length..], named => named.Value));
                trainer.Load(from);
            }
            saved?.Add(ThroughFile(module, trainer));
            var rounds = new List<Round>();
            while (!trainer.Finished)
            {
                rounds.Add(trainer.RunRound() with { Seconds = 0 });
                if (!trainer.Finished) saved?.Add(ThroughFile(module, trainer));
            }
            var state = trainer.State();
            return (Tasks.Bytes(StateDict.Of(module)), Tasks.Bytes(state.Tensors), state.Metadata, rounds);
        }
    }

    [Test]
    public void A_state_of_another_model_is_refused()
    {
        using var scope = NewDisposeScope();
        var (task, patterns) = Tasks.Of("mlp");
        using var module = Tasks.Build(task);
        using var trainer = new Trainer(task, module, patterns, null, epochs);
        var (other, pictures) = Tasks.Of("cnn");
        using var otherModule = Tasks.Build(other);
        using var otherTrainer = new Trainer(other, otherModule, pictures, null, epochs);
        Assert.Throws<ArgumentException>(() => trainer.Load(otherTrainer.State()));
    }

    private static SafeTensors ThroughFile(nn.Module module, Trainer trainer)
    {
        using var folder = new TemporaryFolder();
        var state = trainer.State();
        var tensors = StateDict.Of(module).Select(named => (WeightPrefix + named.Key, named.Value))
            .Concat(state.Tensors.Select(named => (named.Key, named.Value))).ToDictionary();
        Checkpoint.Save(folder.FullName, trainer.Step, new(tensors, state.Metadata));
        return Checkpoint.Load(Checkpoint.In(folder.FullName).Single());
    }
}
