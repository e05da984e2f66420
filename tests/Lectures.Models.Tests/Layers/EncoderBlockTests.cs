using Lectures.Models.Layers;
using static Lectures.Models.Tests.Layers.Parts;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Layers;

public class EncoderBlockTests
{
    [SetUp]
    public void Seed() => manual_seed(1);

    [TestCase(1, true)]
    [TestCase(3, false)]
    public void Holds_the_contract(long heads, bool normFirst) =>
        LayerContract.Holds(EncoderBlock(6, heads, 5, normFirst), X(2, 4, 6));

    [TestCase(true)]
    [TestCase(false)]
    public void Holds_the_contract_with_padding_and_a_fully_masked_row(bool normFirst) =>
        LayerContract.Holds(EncoderBlock(6, 3, 5, normFirst), X(3, 4, 6), Padding);

    [TestCase(true)]
    [TestCase(false)]
    public void Holds_the_contract_with_dropout(bool normFirst) => LayerContract.Holds(
        new EncoderBlock(Attention(6, 2), Norm(6), FeedForward(6, 5), Norm(6), normFirst, [Drop(3), Drop(4)]),
        X(2, 4, 6));

    [Test]
    public void Weights_have_the_paths_of_their_parts()
    {
        using var block = EncoderBlock(6, 3, 5, normFirst: false);
        Assert.That(block.NamedWeights().Select(named => named.Path), Is.EqualTo(new[]
        {
            "attention.q.weight", "attention.q.bias", "attention.k.weight", "attention.k.bias",
            "attention.v.weight", "attention.v.bias", "attention.out.weight", "attention.out.bias",
            "norm1.weight", "norm1.bias",
            "feedForward.hidden.weight", "feedForward.hidden.bias", "feedForward.out.weight", "feedForward.out.bias",
            "norm2.weight", "norm2.bias",
        }));
    }

    [Test]
    public void Refuses_too_many_inputs()
    {
        using var block = EncoderBlock(6, 3, 5, normFirst: true);
        Refuses(() => block.Forward([X(2, 4, 6), null, null]), "EncoderBlock: expected 2 inputs, got 1.");
    }

    private static Dropout Drop(long seed) => new(0.3, DropoutScaling.Inverted, seed);
}
