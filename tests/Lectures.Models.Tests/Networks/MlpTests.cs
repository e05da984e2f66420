using Lectures.Models.Layers;
using Lectures.Models.Losses;
using Lectures.Models.Networks;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Networks;

public class MlpTests
{
    [SetUp]
    public void Seed() => manual_seed(1);

    [Test]
    public void Mnist_mlp_has_407_050_parameters_named_as_pytorch_names_them()
    {
        using var mlp = new Mlp(new MlpOptions());
        Assert.That(mlp.parameters().Sum(p => p.numel()), Is.EqualTo(407_050));
        Assert.That(mlp.state_dict().Keys, Is.EqualTo(new[] { "0.weight", "0.bias", "2.weight", "2.bias" }));
    }

    [Test]
    public void Names_count_every_module_as_sequential_does()
    {
        using var mlp = new Mlp(new MlpOptions(3, 2) { Hidden = [5], BatchNorm = true, Dropout = 0.5 });
        Assert.That(mlp.state_dict().Keys, Is.EquivalentTo(new[]
        {
            "0.weight", "1.weight", "1.bias", "1.running_mean", "1.running_var", "1.num_batches_tracked", "4.weight", "4.bias",
        }));
    }

    [Test]
    public void Keras_initialisation_is_glorot_uniform_with_zero_biases()
    {
        using var mlp = new Mlp(new MlpOptions(300, 100) { Hidden = [200], Initialisation = Initialisation.Keras });
        using var scope = NewDisposeScope();
        var weight = mlp.get_parameter("0.weight")!;
        var bound = Math.Sqrt(6.0 / 500);
        Assert.That(weight.abs().max().item<float>(), Is.InRange(0.99 * bound, bound));
        Assert.That(weight.std().item<float>(), Is.EqualTo(bound / Math.Sqrt(3)).Within(1).Percent);
        Assert.That(mlp.get_parameter("0.bias")!.count_nonzero().item<long>(), Is.Zero);
    }

    [Test]
    public void An_update_by_hand_is_an_update_of_the_module()
    {
        using var scope = NewDisposeScope();
        using var mlp = new Mlp(new MlpOptions(3, 2) { Hidden = [5] });
        using var network = (Layer)mlp.ByHand();
        var x = randn(4, 3);
        using (no_grad())
            foreach (var (_, weight) in network.NamedWeights()) weight.Value.mul_(2);
        Assert.That(mlp.call(x).allclose(network.Forward(x)), Is.True);
    }

    [Test]
    public void Disposing_the_network_by_hand_leaves_the_module_alone()
    {
        using var scope = NewDisposeScope();
        using var mlp = new Mlp(new MlpOptions(3, 2) { Hidden = [5] });
        mlp.ByHand().Dispose();
        Assert.That(mlp.call(randn(4, 3)).shape, Is.EqualTo(new long[] { 4, 2 }));
    }

    [TestCase(0)]
    [TestCase(-5)]
    public void A_width_below_1_is_refused(long width)
    {
        var error = Assert.Throws<ArgumentException>(() => new Mlp(new MlpOptions(3, 2) { Hidden = [4, width] }))!;
        Assert.That(error.Message, Is.EqualTo($"hidden: expected at least 1, got {width}."));
    }

    [Test]
    public void A_loss_on_logits_is_refused_on_probabilities()
    {
        var error = Assert.Throws<ArgumentException>(() => new Mlp(new MlpOptions { Output = OutputUnit.Softmax }))!;
        Assert.That(error.Message, Is.EqualTo("output: CrossEntropy is computed on logits; expected Linear, got Softmax."));
    }

    [Test]
    public void An_input_of_another_width_is_refused_by_module_and_by_hand()
    {
        using var mlp = new Mlp(new MlpOptions(3, 2) { Hidden = [5] });
        using var network = (Layer)mlp.ByHand();
        using var x = randn(4, 6);
        Assert.That(Assert.Throws<ArgumentException>(() => mlp.call(x))!.Message, Is.EqualTo("x: expected shape (N, 3), got (4, 6)."));
        Assert.That(Assert.Throws<ArgumentException>(() => network.Forward(x))!.Message, Is.EqualTo("x: expected shape (…, 3), got (4, 6)."));
    }

    [Test]
    public void A_step_by_hand_or_by_autograd_leaves_no_live_tensors([Values] bool byHand)
    {
        using var mlp = new Mlp(new MlpOptions(7, 3) { Hidden = [5, 4], BatchNorm = true, Dropout = 0.3 });
        using var objective = new Objective(mlp.ByHand(), LossFunction.CrossEntropy.ByHand());
        using Tensor x = randn(6, 7), t = randint(0, 3, [6], dtype: ScalarType.Int64);
        using var optimizer = optim.SGD(mlp.parameters(), 0.1);
        using var descent = new Models.Optimizers.Sgd(objective.NamedWeights().Select(named => named.Weight), 0.1);
        Step();
        Step();
        var before = LiveTensors.Settled();
        for (var i = 0; i < 5; i++) Step();
        Assert.That(Tensor.TotalCount, Is.EqualTo(before));

        void Step()
        {
            if (byHand) Models.Training.Learning.StepByHand(objective, [x, t], descent).Dispose();
            else Models.Training.Learning.StepByAutograd(() => LossFunction.CrossEntropy.Of(mlp.call(x), t), optimizer);
        }
    }

    [Test]
    public void The_network_by_hand_begins_in_the_modules_mode([Values] bool training)
    {
        using var scope = NewDisposeScope();
        using var mlp = new Mlp(new MlpOptions(7, 3) { Hidden = [5, 4], BatchNorm = true, Dropout = 0.3 });
        mlp.train(training);
        using var network = (Layer)mlp.ByHand();
        var x = randn(6, 7);
        Assert.That(network.NamedLayers().Select(named => named.Layer.Training), Has.All.EqualTo(training));
        Assert.That(network.Forward(x).allclose(mlp.call(x), 1e-5, 1e-6), Is.True);
    }

    [TestCase(ScalarType.Float64)]
    [TestCase(ScalarType.Int64)]
    public void An_input_of_another_type_is_refused_by_module_and_by_hand(ScalarType type)
    {
        using var mlp = new Mlp(new MlpOptions(3, 2) { Hidden = [5] });
        using var network = (Layer)mlp.ByHand();
        using var x = ones(4, 3, type);
        var expected = $"x: expected Float32 as the weights are, got {type}; convert it with .to(ScalarType.Float32).";
        Assert.That(Assert.Throws<ArgumentException>(() => mlp.call(x))!.Message, Is.EqualTo(expected));
        Assert.That(Assert.Throws<ArgumentException>(() => network.Forward(x))!.Message, Is.EqualTo(expected));
    }

    [Test]
    public void A_batch_of_one_is_refused_by_batch_norm_while_learning()
    {
        using var scope = NewDisposeScope();
        using var mlp = new Mlp(new MlpOptions(3, 2) { Hidden = [5], BatchNorm = true });
        var error = Assert.Throws<ArgumentException>(() => mlp.call(randn(1, 3)))!;
        Assert.That(error.Message, Does.StartWith("x: expected more than one value per channel while learning"));
        mlp.eval();
        Assert.That(mlp.call(randn(1, 3)).isfinite().all().item<bool>(), Is.True);
    }
}
