using Lectures.Models.Layers;
using static Lectures.Models.Tests.Layers.Parts;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Layers;

public class StackTests
{
    [SetUp]
    public void Seed() => manual_seed(1);

    [Test]
    public void Sums_the_gradient_of_a_memory_that_every_block_reads() => LayerContract.Holds(
        new Stack(DecoderBlock(6, 3, 5, normFirst: true), DecoderBlock(6, 2, 4, normFirst: false)),
        X(2, 3, 6), X(2, 4, 6));

    [Test]
    public void Gives_further_inputs_to_blocks_and_not_to_simple_layers() => LayerContract.Holds(
        new Stack(("embed", Affine(5, 6)), ("0", EncoderBlock(6, 3, 5, normFirst: true)), ("mean", new MeanOverTime())),
        X(3, 4, 5), Padding);

    [Test]
    public void Encoder_and_decoder_hold_the_contract_with_masks() => LayerContract.Holds(
        new EncoderDecoder(
            new Stack(EncoderBlock(6, 3, 5, normFirst: true)), new Stack(DecoderBlock(6, 2, 5, normFirst: true))),
        X(3, 4, 6), X(3, 5, 6), Padding, null);

    [Test]
    public void Mean_over_time_holds_the_contract() => LayerContract.Holds(new MeanOverTime(), X(2, 5, 3));
}
