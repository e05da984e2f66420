using Lectures.Models.Checking;
using Lectures.Models.Experiments;
using Lectures.Models.Networks;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Experiments;

[TestFixture]
public sealed class TransformerDecoderTests
{
    private static readonly TransformerDecoder small = new(Epochs: 5);

    [Test]
    public void Claims_hold_in_the_quick_form_and_the_figures_can_be_drawn()
    {
        var result = TransformerDecoder.Info.Quick().Run(ExperimentData.BuiltIn, _ => { });
        ExperimentAssert.Holds(result);
        ExperimentAssert.Draws(result);
    }

    [Test]
    public void The_claim_on_the_loss_fails_without_learning() => Assert.That(
        (small with { Epochs = 1, Width = 4 }).Run(ExperimentData.BuiltIn, _ => { }).Claims[0].Holds, Is.False);

    [Test]
    public void The_same_seed_gives_the_same_numbers() =>
        ExperimentAssert.IsReproducible(new TransformerDecoder(4, 1), "small");

    [Test]
    public void Attention_is_read_out_row_by_row_and_looks_ahead_only_where_it_may()
    {
        using var scope = NewDisposeScope();
        using var gpt = (Gpt)Seeded.Build(1, () => new Gpt(new(11, 7)), ScalarType.Float64);
        using var bert = (Bert)Seeded.Build(1, () => new Bert(new(11, 7)), ScalarType.Float64);
        var tokens = tensor([1L, 5, 2, 7, 9], 1, 5);
        var (causal, both) = (AttentionWeights.Of(gpt, tokens, null), AttentionWeights.Of(bert, tokens, null));
        Assert.Multiple(() =>
        {
            Assert.That(causal.Select(one => one.Path),
                Is.EqualTo(new[] { "blocks.0.attention", "blocks.1.attention" }));
            Assert.That(causal[0].Heads, Has.Count.EqualTo(4));
            foreach (var head in causal.Concat(both).SelectMany(one => one.Heads).Append(causal[1].Mean()))
                for (var t = 0; t < 5; t++)
                    Assert.That(Enumerable.Range(0, 5).Sum(s => head[t, s]), Is.EqualTo(1).Within(1e-12));
            Assert.That(causal[1].Heads[2][1, 3], Is.Zero);
            Assert.That(both[1].Heads[2][1, 3], Is.Positive);
        });
    }
}
