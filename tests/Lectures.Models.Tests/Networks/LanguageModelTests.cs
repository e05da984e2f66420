using Lectures.Models.Modules;
using Lectures.Models.Networks;
using Lectures.Models.Tests.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Networks;

public class LanguageModelTests
{
    private static readonly BlockOptions block = new(6, 3, 9) { Activation = Activation.Gelu };

    [SetUp]
    public void Seed() => manual_seed(1);

    [TestCase(true)]
    [TestCase(false)]
    public void Bert_agrees_with_the_network_by_hand_on_masked_places(bool normFirst)
    {
        using var model = Double(new Bert(new(11, 7) { Block = block with { NormFirst = normFirst } }));
        using var generator = new Generator(3);
        var (tokens, targets) = model.Hide(Tokens(11), 0.5, generator, Parts.Padding);
        Twins.Agree(model, () => model.call(tokens, Parts.Padding), model.ByHand(), [tokens, Parts.Padding], targets);
    }

    [Test]
    public void Gpt_agrees_with_the_network_by_hand_on_the_next_token()
    {
        using var model = Double(new Gpt(new(11, 7) { Block = block }));
        var (tokens, targets) = (Tokens(11), Tokens(11));
        Twins.Agree(model, () => model.call(tokens, null), model.ByHand(), [tokens], targets);
    }

    [Test]
    public void Without_positions_an_encoder_sees_a_set_and_agrees_with_the_network_by_hand()
    {
        using var scope = NewDisposeScope();
        using var model = Double(new Bert(new(11, 7) { Block = block, Positions = Positions.None }));
        var (tokens, order) = (Tokens(11), tensor([3L, 1, 0, 2]));
        var expected = model.call(tokens, null).index_select(1, order);
        var turned = model.call(tokens.index_select(1, order), null);
        Assert.That((turned - expected).abs().max().item<double>(), Is.LessThan(1e-12));    // sums in another order
        Twins.Agree(model, () => model.call(tokens, null), model.ByHand(), [tokens], Tokens(11));
    }

    [Test]
    public void Networks_by_hand_hold_the_contract()
    {
        var small = new BlockOptions(4, 2, 3) { Activation = Activation.Gelu };
        using var bert = Double(new Bert(new(5, 4) { Blocks = 1, Block = small with { NormFirst = false } }));
        LayerContract.Holds(bert.ByHand(), Tokens(5), Parts.Padding);
        using var gpt = Double(new Gpt(new(5, 6) { Blocks = 1, Block = small }));
        LayerContract.Holds(gpt.ByHand(), Tokens(5));
    }

    [Test]
    public void Gpt_does_not_look_ahead_and_Bert_does()
    {
        using var scope = NewDisposeScope();
        using var gpt = Double(new Gpt(new(11, 7) { Block = block }));
        using var bert = Double(new Bert(new(11, 7) { Block = block }));
        var tokens = Tokens(11);
        var other = tokens.clone();
        other.narrow(1, 3, 1).fill_(10).sub_(tokens.narrow(1, 3, 1));
        Assert.That(Change(gpt).narrow(1, 0, 3).max().item<double>(), Is.LessThan(1e-14));
        Assert.That(Change(bert).narrow(1, 0, 3).max().item<double>(), Is.GreaterThan(1e-6));

        Tensor Change(LanguageModel model) => (model.call(tokens, null) - model.call(other, null)).abs();
    }

    [Test]
    public void Output_does_not_change_with_what_is_under_the_mask()
    {
        using var scope = NewDisposeScope();
        using var model = Double(new Bert(new(11, 7) { Block = block }));
        var tokens = Tokens(11);
        var other = tokens.where(Parts.Padding.logical_not(), 10 - tokens);
        var difference = (model.call(tokens, Parts.Padding) - model.call(other, Parts.Padding)).abs().amax([-1]);
        Assert.That(difference.masked_fill(Parts.Padding, 0).max().item<double>(), Is.LessThan(1e-14));
    }

    [Test]
    public void Hiding_replaces_a_share_and_only_hidden_places_have_targets()
    {
        using var scope = NewDisposeScope();
        using var model = new Bert(new(50));
        using var generator = new Generator(3);
        var tokens = randint(2, 50, [40, 60], dtype: ScalarType.Int64);
        var padding = zeros(40, 60, dtype: ScalarType.Bool);
        padding.narrow(1, 50, 10).fill_(true);
        var (read, targets) = model.Hide(tokens, 0.15, generator, padding);
        var hidden = targets.ne(Bert.Ignored);
        Assert.That(targets.where(hidden, tokens).Equals(tokens), Is.True);
        Assert.That(read.where(hidden.logical_not(), tokens).Equals(tokens), Is.True);
        Assert.That((hidden & padding).any().item<bool>(), Is.False);
        // 2000 draws: four standard deviations of the share 0.15 are 0.032; of 300 masks' share 0.8, 0.09.
        Assert.That(hidden.sum().item<long>() / 2000.0, Is.EqualTo(0.15).Within(0.032));
        Assert.That((double)read.eq(1).sum().item<long>() / hidden.sum().item<long>(), Is.EqualTo(0.8).Within(0.09));
    }

    // tokens 128·64, positions 64·64, two blocks of 33,472, out 64·128 + 128; the last norm 2·64 in Gpt
    [Test]
    public void Defaults_have_87_552_and_87_680_parameters()
    {
        using var bert = new Bert(new());
        using var gpt = new Gpt(new());
        Assert.That(bert.parameters().Sum(p => p.numel()), Is.EqualTo(87_552));
        Assert.That(gpt.parameters().Sum(p => p.numel()), Is.EqualTo(87_680));
    }

    [Test]
    public void Refuses_tokens_lengths_and_masks_that_do_not_fit()
    {
        using var model = new Gpt(new(11, 7) { Block = block });
        using var hand = model.ByHand();
        var unknown = full(2, 3, 11, ScalarType.Int64);
        Parts.Refuses(() => model.call(unknown, null), "tokens: expected indices in [0, 11), got 11.");
        Parts.Refuses(() => hand.Forward([unknown]), "indices: expected indices in [0, 11), got 11.");
        var wide = zeros(2, 8, ScalarType.Int64);
        Parts.Refuses(() => model.call(wide, null), "x: expected at most 7 places T, got 8; shorten the sequence.");
        Parts.Refuses(() => hand.Forward([wide]), "x: expected at most 7 places T, got 8; shorten the sequence.");
        Parts.Refuses(() => model.call(Tokens(11), zeros(3, 4)),
            "padding mask: expected Bool (true = ignore), got Float32; convert it with .to(ScalarType.Bool).");
        Parts.Refuses(() => model.call(Tokens(11), zeros(3, 5, dtype: ScalarType.Bool)),
            "padding mask: expected shape (3, 4), got (3, 5).");
        Parts.Refuses(() => model.call(zeros(2, 3), null),
            "tokens: expected Int64 indices, got Float32; convert them with .to(ScalarType.Int64).");
    }

    [Test]
    public void Refuses_to_hide_by_a_token_or_a_mask_that_does_not_fit()
    {
        using var scope = NewDisposeScope();
        using var model = new Bert(new(11, 7) { Block = block });
        using var generator = new Generator(3);
        Parts.Refuses(() => new Bert(new(11, 7) { Mask = 11 }), "mask: expected a token in [0, 11), got 11.");
        Parts.Refuses(() => model.Hide(Tokens(11), 1, generator), "share: expected a share in [0, 1), got 1.");
        Parts.Refuses(() => model.Hide(Tokens(11), 0.5, generator, zeros(4, ScalarType.Bool)),
            "padding mask: expected shape (3, 4), got (4).");
    }

    private static Tensor Tokens(long vocabulary) => randint(0, vocabulary, [3, 4], dtype: ScalarType.Int64);

    private static T Double<T>(T model) where T : nn.Module
    {
        model.to(ScalarType.Float64);
        return model;
    }
}
