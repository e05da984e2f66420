using Lectures.Models.Modules;
using Lectures.Models.Networks;
using Lectures.Models.Tests.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Networks;

public class Seq2SeqTests
{
    [SetUp]
    public void Seed() => manual_seed(1);

    [TestCase(true, Positions.Sinusoidal)]
    [TestCase(false, Positions.Learned)]
    public void Agrees_with_the_network_by_hand(bool normFirst, Positions positions)
    {
        using var model = Make(positions, new(6, 3, 9) { Activation = Activation.Gelu, NormFirst = normFirst });
        var (source, target) = (Tokens(3, 4, 11), Tokens(3, 5, 13));
        var padding = zeros(3, 5, dtype: ScalarType.Bool);
        padding.narrow(0, 1, 1).narrow(1, 3, 2).fill_(true);
        var next = Tokens(3, 5, 13).masked_fill(padding, Bert.Ignored);
        Twins.Agree(model, () => model.call(source, target, Parts.Padding, padding), model.ByHand(),
            [source, target, Parts.Padding, padding], next);
    }

    [Test]
    public void Greedy_decoding_is_the_argmax_step_by_step()
    {
        using var scope = NewDisposeScope();
        using var model = Make(Positions.Sinusoidal);
        using var hand = model.ByHand();
        var source = Tokens(3, 4, 11);
        var expected = new List<long[]>();
        var words = ones(3, 1, ScalarType.Int64);
        for (var step = 0; step < 6; step++)
        {
            var logits = hand.Forward([source, words, Parts.Padding])[0]!;
            var next = logits.narrow(1, step, 1).argmax(-1);
            words = cat([words, next], 1);
        }
        for (var n = 0; n < 3; n++)
        {
            var sentence = words[n].narrow(0, 1, 6).data<long>().ToArray();
            var end = Array.IndexOf(sentence, 2);
            for (var i = end + 1; end >= 0 && i < 6; i++) sentence[i] = 0;
            expected.Add(sentence);
        }
        var translation = model.Translate(source, Parts.Padding, 6);
        for (var n = 0; n < 3; n++)
            Assert.That(translation[n].data<long>().ToArray(), Is.EqualTo(expected[n].Take((int)translation.size(1))));
    }

    [Test]
    public void A_translation_stops_when_every_sentence_has_ended()
    {
        using var scope = NewDisposeScope();
        using var model = Make(Positions.Sinusoidal);
        using (no_grad()) model.get_parameter("out.bias")![2] = 1e3;
        var translation = model.Translate(Tokens(3, 4, 11));
        Assert.That(translation.shape, Is.EqualTo(new long[] { 3, 1 }));
        Assert.That(translation.eq(2).all().item<bool>(), Is.True);
    }

    [Test]
    public void A_translation_stops_at_the_greatest_length_and_leaves_the_mode_as_it_was()
    {
        using var scope = NewDisposeScope();
        using var model = Make(Positions.Learned);
        using (no_grad()) model.get_parameter("out.bias")![2] = -1e3;
        Assert.That(model.Translate(Tokens(3, 4, 11)).shape, Is.EqualTo(new long[] { 3, 7 }));
        Assert.That(model.Translate(Tokens(3, 4, 11), maxLength: 4).shape, Is.EqualTo(new long[] { 3, 4 }));
        Assert.That(model.training, Is.True);
    }

    [Test]
    public void A_translation_does_not_depend_on_what_is_under_the_mask()
    {
        using var scope = NewDisposeScope();
        using var model = Make(Positions.Sinusoidal);
        var source = Tokens(3, 4, 11);
        var other = source.where(Parts.Padding.logical_not(), 10 - source);
        Assert.That(model.Translate(source, Parts.Padding).Equals(model.Translate(other, Parts.Padding)), Is.True);
    }

    // two embeddings 128·64, encoder 2·33,472, decoder 2·(33,472 + 16,640 + 128), two last norms 2·64, out 64·128 + 128
    [Test]
    public void Default_has_192_384_parameters()
    {
        using var model = new Seq2Seq(new());
        Assert.That(model.parameters().Sum(p => p.numel()), Is.EqualTo(192_384));
    }

    [Test]
    public void Parameters_of_a_decoder_block_are_named_as_those_of_PyTorch()
    {
        using var model = Make(Positions.Sinusoidal);
        using var peer = nn.TransformerDecoderLayer(6, 3, 9);
        Assert.That(model.state_dict().Keys.Where(name => name.StartsWith("decoder.layers.1.")),
            Is.EquivalentTo(peer.state_dict().Keys.Select(name => $"decoder.layers.1.{name}")));
        Assert.That(model.state_dict().Keys, Does.Contain("encoder.norm.weight").And.Contain("decoder.norm.bias"));
    }

    [Test]
    public void Refuses_what_does_not_fit()
    {
        using var model = Make(Positions.Learned);
        Parts.Refuses(() => model.Translate(Tokens(3, 4, 11), maxLength: 8), "maxLength: expected 1 to 7, got 8.");
        Parts.Refuses(() => model.call(Tokens(3, 4, 11), Tokens(2, 5, 13), null, null),
            "source: expected shape (2, S, 6), got (3, 4, 6).");
        Parts.Refuses(() => new Seq2Seq(new(5, 2)), "special tokens: expected each in [0, 2), got 2.");
    }

    private static Tensor Tokens(long n, long t, long vocabulary) =>
        randint(0, vocabulary, [n, t], dtype: ScalarType.Int64);

    private static Seq2Seq Make(Positions positions, BlockOptions? block = null)
    {
        var model = new Seq2Seq(new(11, 13, 7) { Block = block ?? new(6, 3, 9), Positions = positions });
        model.to(ScalarType.Float64);
        return model;
    }
}
