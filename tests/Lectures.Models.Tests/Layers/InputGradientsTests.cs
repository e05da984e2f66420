using Lectures.Models.Layers;
using Lectures.Models.Losses;
using Lectures.Models.Modules;
using Lectures.Models.Networks;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Layers;

public class InputGradientsTests
{
    [SetUp]
    public void Seed() => manual_seed(6);

    private static readonly (string Name, Func<IHandWritten> Model, long[] Shape)[] models =
    [
        ("mlp", () => new Mlp(new(5, 4) { Hidden = [3] }), [2, 5]),
        ("noisy autoencoder", () => new StackedAutoencoder(new(4) { Hidden = [3], InputNoise = 0.1 }), [2, 4]),
        ("cnn", () => new Cnn(new(7, 8, 2, 4) { Filters = [3], Hidden = [5] }), [2, 2, 7, 8]),
        ("gru", () => new RecurrentClassifier(new(5, 4)
        {
            Recurrent = new(RecurrentUnit.Gru, 3, 2),
            Bidirectional = true,
        }), [2, 3, 5]),
        ("encoder", () => new EncoderClassifier(new(5, 4, 6) { Blocks = 1, Block = new(4, 2, 3) }), [2, 3, 5]),
    ];

    [Test]
    public void Without_them_weights_learn_the_same([Range(0, 4)] int model)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var (_, build, shape) = models[model];
        var module = build();
        using var owner = (nn.Module)module;
        var x = randn(shape);
        using var objective = new Objective(module.ByHand(), model == 1 ? new MeanSquaredError() : new CrossEntropy());
        var target = model == 1 ? randn(shape) : tensor([3L, 1]);
        var (all, dx) = Gradients(objective, x, target);
        objective.InputGradients = false;
        var (some, none) = Gradients(objective, x, target);
        Assert.That(dx!.shape, Is.EqualTo(shape));
        Assert.That(none, Is.Null, "the input's gradient");
        Assert.That(all.Zip(some).Select(pair => (pair.First - pair.Second).abs().max().item<float>()), Is.All.Zero);
    }

    private static (List<Tensor> Weights, Tensor? Input) Gradients(Objective objective, Tensor x, Tensor target)
    {
        foreach (var (i, layer) in objective.NamedLayers().Select(named => named.Layer).OfType<IRandom>().Index())
            layer.Generator.manual_seed(i);
        objective.Forward([x, target]);
        var dx = objective.Backward([tensor(1f)])[0];
        return ([.. objective.NamedWeights().Select(named => named.Weight.Gradient!.clone())], dx);
    }
}
