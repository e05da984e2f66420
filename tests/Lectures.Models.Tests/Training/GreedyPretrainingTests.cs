using Lectures.Models.Data;
using Lectures.Models.Networks;
using Lectures.Models.Training;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Training;

public class GreedyPretrainingTests
{
    private static readonly TrainingOptions few = new()
    {
        Epochs = 4,
        Batch = 32,
        Optimizer = new() { Rate = 0.01 },
        By = Backpropagation.Hand,
    };

    [Test]
    public void Every_autoencoder_learns_to_reproduce_its_own_input([Values] bool tied)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var stack = new StackedAutoencoder(new(784) { Hidden = [32, 16], Tied = tied, InputNoise = 0.05 });
        var x = Strokes.Generate(300, 1).Images(..).flatten(1);
        var errors = GreedyPretraining.Run(stack, x, few);
        Assert.That(errors, Has.Count.EqualTo(2));
        foreach (var layer in errors)
        {
            Assert.That(layer, Is.Ordered.Descending);
            Assert.That(layer[^1], Is.LessThan(layer[0] / 1.5));
        }
        Assert.That(stack.training, Is.True);
    }

    [Test]
    public void The_same_seed_gives_the_same_weights()
    {
        using var scope = NewDisposeScope();
        Assert.That(Trained(1).Equals(Trained(1)), Is.True);
        Assert.That(Trained(1).Equals(Trained(2)), Is.False);

        static Tensor Trained(long seed)
        {
            manual_seed(1);
            var stack = new StackedAutoencoder(new(784) { Hidden = [8], InputNoise = 0.05 });
            GreedyPretraining.Run(stack, Strokes.Generate(100, 1).Images(..).flatten(1), few with { Seed = seed, Epochs = 1 });
            return stack.get_parameter("layers.0.encoder.weight")!;
        }
    }

    [Test]
    public void Patterns_of_another_width_are_refused()
    {
        using var scope = NewDisposeScope();
        using var stack = new StackedAutoencoder(new(6) { Hidden = [4] });
        var error = Assert.Throws<ArgumentException>(() => GreedyPretraining.Run(stack, rand(5, 7), few))!;
        Assert.That(error.Message, Is.EqualTo("x: expected shape (N, 6), got (5, 7)."));
    }
}
