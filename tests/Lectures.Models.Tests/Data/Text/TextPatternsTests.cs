using Lectures.Models.Data;
using Lectures.Models.Data.Text;
using Lectures.Models.Networks;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Data.Text;

public sealed class TextPatternsTests
{
    // The k-th character of this text has number k.
    private static readonly TextCorpus text = new("0123456789abcdefghijk");

    [Test]
    public void A_window_begins_at_its_number_and_its_targets_are_one_further()
    {
        using var scope = NewDisposeScope();
        using var patterns = TextPatterns.Everywhere(text, 5);
        Assert.That(patterns.Count, Is.EqualTo(16));
        var batch = patterns.Take(tensor(new long[] { 15, 0, 7 }));
        Assert.That(Rows(batch.Inputs.Single()!), Is.EqualTo(new[] { "fghij", "01234", "789ab" }));
        Assert.That(Rows(batch.Target), Is.EqualTo(new[] { "ghijk", "12345", "89abc" }));
    }

    [Test]
    public void A_model_with_padding_gets_none()
    {
        using var scope = NewDisposeScope();
        using var patterns = TextPatterns.Everywhere(text, 5, hasPadding: true);
        Assert.That(patterns.Take(arange(2)).Inputs, Has.Length.EqualTo(2).And.ItemAt(1).Null);
    }

    [Test]
    public void The_whole_text_guesses_every_character_after_the_first_once([Values(1, 4, 6, 19, 20, 50)] int length)
    {
        using var scope = NewDisposeScope();
        using var patterns = TextPatterns.WholeText(text, length);
        var batch = patterns.Take(arange(patterns.Count));
        var targets = batch.Target.data<long>().ToArray();
        Assert.That(targets.Where(code => code != Bert.Ignored), Is.EqualTo(Enumerable.Range(1, 20)));
        var inputs = batch.Inputs[0]!.contiguous().data<long>().ToArray();
        for (var i = 0; i < targets.Length; i++)
            if (targets[i] != Bert.Ignored) Assert.That(inputs[i], Is.EqualTo(targets[i] - 1));
        Assert.That(patterns.Count, Is.EqualTo((int)Math.Ceiling(20.0 / length)));
    }

    [Test]
    public void A_text_that_is_too_short_is_refused()
    {
        Assert.That(() => TextPatterns.Everywhere(text, 21), Throws.TypeOf<DataException>()
            .With.Message.EqualTo("text: windows of 21 characters need at least 22, got 21."));
        Assert.That(() => TextPatterns.Everywhere(text, 0), Throws.ArgumentException);
        Assert.That(() => TextPatterns.WholeText(text, 0), Throws.ArgumentException);
    }

    [Test]
    public void Nothing_stays_behind()
    {
        var before = LiveTensors.Settled();
        using (var scope = NewDisposeScope())
        using (var every = TextPatterns.Everywhere(text, 5))
        using (var whole = TextPatterns.WholeText(text, 6))
        using (var hidden = MaskedTextPatterns.Everywhere(text, 5))
        {
            every.Take(arange(3));
            whole.Take(arange(3));
            hidden.Take(arange(3));
        }
        Assert.That(Tensor.TotalCount, Is.EqualTo(before));
    }

    private static string[] Rows(Tensor codes) =>
        [.. codes.contiguous().data<long>().ToArray().Chunk((int)codes.size(1)).Select(row => text.Decode(row))];
}
