using Lectures.Models.Modules;
using Lectures.Models.Networks;
using Lectures.Models.Tests.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Networks;

public class EncoderClassifierTests
{
    [SetUp]
    public void Seed() => manual_seed(1);

    [TestCase(true, Positions.Sinusoidal)]
    [TestCase(false, Positions.Learned)]
    public void Agrees_with_the_network_by_hand(bool normFirst, Positions positions)
    {
        using var module = new EncoderClassifier(new(5, 4, 7)
        {
            Block = new(6, 3, 9) { NormFirst = normFirst, Activation = Activation.Gelu },
            Positions = positions,
        });
        module.to(ScalarType.Float64);
        var (x, t) = (Parts.X(3, 6, 5), tensor(new long[] { 3, 0, 2 }));
        if (positions == Positions.Learned) x = Parts.X(3, 7, 5);
        Twins.Agree(module, () => module.call(x), module.ByHand(), [x], t);
    }

    [Test]
    public void Network_by_hand_holds_the_contract()
    {
        using var module = new EncoderClassifier(
            new(3, 2, 5) { Blocks = 1, Block = new(4, 2, 3) { Activation = Activation.Gelu } });
        module.to(ScalarType.Float64);
        LayerContract.Holds(module.ByHand(), Parts.X(2, 5, 3));
    }

    // embed 28·64 + 64, a block 4·(64² + 64) + 2·64·128 + 128 + 64 + 4·64, twice, the last norm 2·64, out 64·10 + 10
    [Test]
    public void Default_has_69_578_parameters()
    {
        using var module = new EncoderClassifier(new());
        Assert.That(module.parameters().Sum(p => p.numel()), Is.EqualTo(69_578));
    }

    [Test]
    public void Parameters_are_named_as_those_of_PyTorch()
    {
        using var module = new EncoderClassifier(new() { Blocks = 1 });
        Assert.That(module.state_dict().Keys, Is.EquivalentTo(new[]
        {
            "embed.weight", "embed.bias",
            "blocks.layers.0.self_attn.in_proj_weight", "blocks.layers.0.self_attn.in_proj_bias",
            "blocks.layers.0.self_attn.out_proj.weight", "blocks.layers.0.self_attn.out_proj.bias",
            "blocks.layers.0.linear1.weight", "blocks.layers.0.linear1.bias",
            "blocks.layers.0.linear2.weight", "blocks.layers.0.linear2.bias",
            "blocks.layers.0.norm1.weight", "blocks.layers.0.norm1.bias",
            "blocks.layers.0.norm2.weight", "blocks.layers.0.norm2.bias",
            "blocks.norm.weight", "blocks.norm.bias", "out.weight", "out.bias",
        }));
    }

    [Test]
    public void Refuses_rows_of_another_size()
    {
        using var module = new EncoderClassifier(new());
        Parts.Refuses(() => module.call(zeros(2, 28, 27)), "x: expected shape (N, T, 28), got (2, 28, 27).");
    }

    [Test]
    public void Patches_are_cut_row_by_row()
    {
        using var scope = NewDisposeScope();
        var images = arange(2 * 3 * 4 * 6).view(2, 3, 4, 6);
        var patches = Patches.Of(images, 2);
        Assert.That(patches.shape, Is.EqualTo(new long[] { 2, 6, 12 }));
        Assert.That(patches[1, 4].Equals(images[1].narrow(1, 2, 2).narrow(2, 2, 2).reshape(-1)), Is.True);
    }

    [Test]
    public void Refuses_patches_that_do_not_fill_the_image() => Parts.Refuses(
        () => Patches.Of(zeros(2, 1, 28, 28), 5), "size: expected a divisor of height = 28, got 5.");
}
