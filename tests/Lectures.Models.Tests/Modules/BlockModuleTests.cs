using Lectures.Models.Checking;
using Lectures.Models.Layers;
using Lectures.Models.Modules;
using Lectures.Models.Networks;
using Lectures.Models.Tests.Layers;
using TorchSharp;
using static TorchSharp.torch;
using Activations = TorchSharp.torch.nn.Activations;

namespace Lectures.Models.Tests.Modules;

public class BlockModuleTests
{
    [SetUp]
    public void Seed() => manual_seed(1);

    [TestCase(Activation.Relu, Activations.ReLU)]
    [TestCase(Activation.Gelu, Activations.GELU)]
    public void Encoder_agrees_with_libtorch(Activation activation, Activations peers)
    {
        using var scope = NewDisposeScope();
        using var module = new EncoderBlockModule(Options(activation));
        using var peer = nn.TransformerEncoderLayer(6, 3, 5, 0, peers);
        Load(peer, module);
        var x = Parts.X(2, 4, 6);
        var padding = zeros(2, 4, dtype: ScalarType.Bool);
        padding[1, 3] = true;
        var expected = peer.call(x.transpose(0, 1), zeros(4, 4, ScalarType.Float64), padding).transpose(0, 1);
        Assert.That(Comparison.Relative(module.forward(x, padding), expected, 0), Is.LessThan(1e-12));
    }

    [TestCase(Activation.Relu, Activations.ReLU)]
    [TestCase(Activation.Gelu, Activations.GELU)]
    public void Decoder_agrees_with_libtorch(Activation activation, Activations peers)
    {
        using var scope = NewDisposeScope();
        using var module = new DecoderBlockModule(Options(activation));
        using var peer = nn.TransformerDecoderLayer(6, 3, 5, 0, peers);
        Load(peer, module);
        var (x, memory) = (Parts.X(2, 5, 6), Parts.X(2, 4, 6));
        var padding = zeros(2, 4, dtype: ScalarType.Bool);
        padding[1, 3] = true;
        var later = ones(5, 5, ScalarType.Bool).triu(1);
        var mask = zeros(5, 5, ScalarType.Float64).masked_fill(later, double.NegativeInfinity);
        var expected = peer.call(x.transpose(0, 1), memory.transpose(0, 1), mask, memory_key_padding_mask: padding)
            .transpose(0, 1);
        Assert.That(Comparison.Relative(module.forward(x, memory, null, padding), expected, 0), Is.LessThan(1e-12));
    }

    [TestCase(true, 0)]
    [TestCase(false, 0)]
    [TestCase(true, 0.3)]
    [TestCase(false, 0.3)]
    public void Encoder_agrees_with_the_block_by_hand(bool normFirst, double dropout)
    {
        using var module = new EncoderBlockModule(Options(Activation.Gelu, normFirst, dropout));
        AgreesByHand(module, x => module.forward(x[0]!, x[1]), Parts.X(3, 4, 6), Parts.Padding);
    }

    [TestCase(true, 0)]
    [TestCase(false, 0)]
    [TestCase(true, 0.3)]
    [TestCase(false, 0.3)]
    public void Decoder_agrees_with_the_block_by_hand(bool normFirst, double dropout)
    {
        using var module = new DecoderBlockModule(Options(Activation.GeluTanh, normFirst, dropout));
        AgreesByHand(module, x => module.forward(x[0]!, x[1]!, x[2], x[3]),
            Parts.X(3, 5, 6), Parts.X(3, 4, 6), null, Parts.Padding);
    }

    [Test]
    public void Refuses_sizes_that_do_not_fit()
    {
        Parts.Refuses(() => new EncoderBlockModule(new(6, 4)), "heads: expected a divisor of width = 6, got 4.");
        Parts.Refuses(() => new DecoderBlockModule(new(6, 3, 0)), "options.FeedForward: expected at least 1, got 0.");
        Parts.Refuses(() => new EncoderBlockModule(new(6, 3) { Dropout = 1 }),
            "options.Dropout: expected a share in [0, 1), got 1.");
    }

    private static BlockOptions Options(Activation activation, bool normFirst = false, double dropout = 0) =>
        new(6, 3, 5) { Activation = activation, NormFirst = normFirst, Dropout = dropout };

    private static void Load(nn.Module peer, nn.Module module)
    {
        module.to(ScalarType.Float64);
        peer.to(ScalarType.Float64);
        peer.load_state_dict(module.state_dict());
    }

    private static void AgreesByHand(BlockModule module, Func<Tensor?[], Tensor> call, params Tensor?[] inputs)
    {
        using var scope = NewDisposeScope();
        module.to(ScalarType.Float64);
        using var hand = module.ByHand(new ModuleWeights(module));
        var leaves = Array.ConvertAll(inputs, Leaves.Of);
        var y = call(leaves);
        var dy = randn_like(y);
        y.backward([dy]);
        using var off = no_grad();
        Assert.That(Comparison.Relative(hand.Forward(inputs)[0], y, 0), Is.LessThan(1e-12));
        foreach (var (gradient, leaf) in hand.Backward([dy]).Zip(leaves))
        {
            var expected = leaf is { requires_grad: true } ? leaf.grad : null;
            Assert.That(Comparison.Relative(gradient, expected, 0), Is.LessThan(1e-10));
        }
        foreach (var (path, weight) in hand.NamedWeights())
        {
            var expected = weight.Source!.Of(module.get_parameter(weight.Source.Name)!.grad!);
            Assert.That(Comparison.Relative(weight.Gradient, expected, 1), Is.LessThan(1e-10), path);
        }
    }
}
