using Lectures.Models.Data;
using Lectures.Models.Experiments;

namespace Lectures.Models.Tests.Experiments;

[TestFixture]
public sealed class RecurrentTextTests
{
    private static readonly RecurrentText small = new(32, 3);

    [Test]
    public void Claims_hold_in_the_quick_form_and_the_figures_can_be_drawn()
    {
        var result = RecurrentText.Info.Quick().Run(ExperimentData.BuiltIn, _ => { });
        ExperimentAssert.Holds(result);
        ExperimentAssert.Draws(result);
    }

    [Test]
    public void Claims_fail_without_a_past() =>
        Assert.That((small with { Length = 1 }).Run(ExperimentData.BuiltIn, _ => { }).Claims,
            Has.All.Property("Holds").False);

    [Test]
    public void The_same_seed_gives_the_same_numbers() =>
        ExperimentAssert.IsReproducible(new RecurrentText(4, 1, 64), "small");

    [Test]
    public void Counting_characters_of_a_text_without_order_costs_its_entropy()
    {
        // Two characters by chance, equally often: ln 2 nats, and pairs tell no more.
        var random = SplitMix64.Stream(1);
        var coins = new char[20_000];
        foreach (ref var coin in coins.AsSpan()) coin = random.Next(2) == 0 ? 'a' : 'b';
        var parts = TextParts.Of(new(new string(coins)));
        Assert.Multiple(() =>
        {
            Assert.That((parts.Learn.Length, parts.Choose.Length, parts.Test.Length),
                Is.EqualTo((16_000, 2_000, 2_000)));
            // the estimate's error over 2,000 characters is about 1e-3
            Assert.That(parts.Unigram(), Is.EqualTo(Math.Log(2)).Within(5e-3));
            Assert.That(parts.Bigram(), Is.EqualTo(Math.Log(2)).Within(5e-3));
        });
    }

    [Test]
    public void Counting_pairs_of_an_alternating_text_costs_almost_nothing()
    {
        var parts = TextParts.Of(new(string.Concat(Enumerable.Repeat("abc", 1_000))));
        Assert.That(parts.Unigram(), Is.EqualTo(Math.Log(3)).Within(1e-2));
        Assert.That(parts.Bigram(), Is.LessThan(1e-3));
    }
}
