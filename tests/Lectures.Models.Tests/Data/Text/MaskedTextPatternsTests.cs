using Lectures.Models.Data;
using Lectures.Models.Data.Text;
using Lectures.Models.Networks;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Data.Text;

public sealed class MaskedTextPatternsTests
{
    // The k-th character of this text has number k, token k + 2.
    private static readonly TextCorpus text = new("0123456789abcdefghijk");

    [Test]
    public void Only_hidden_places_have_targets_and_only_they_change([Values] bool learning)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(2);
        using var patterns = MaskedTextPatterns.Everywhere(text, 6);
        Assert.That((patterns.Count, patterns.Vocabulary), Is.EqualTo((16, 23L)));
        long[] chosen = [.. Enumerable.Range(0, 2_000).Select(i => (long)i % 16)];
        var batch = patterns.Take(tensor(chosen), learning ? generator : null);
        var (read, padding) = (batch.Inputs[0]!, batch.Inputs[1]);
        var tokens = tensor(chosen).unsqueeze(1) + arange(6) + 2;            // (n,6)
        var hidden = batch.Target.ne(Bert.Ignored);

        Assert.That(padding, Is.Null);
        Assert.That(batch.Target.where(hidden, tokens).Equals(tokens), Is.True);
        Assert.That(read.where(hidden.logical_not(), tokens).Equals(tokens), Is.True);
        Assert.That(hidden.any(1).all().item<bool>(), Is.True);
        if (!learning) return;
        // One place in six at least: P(hidden) = 0.15 + 0.85⁶ / 6 = 0.213; of 2,560 hidden ones 80 % are masked. The
        // bounds are four standard deviations.
        Assert.That(hidden.sum().item<long>() / 12_000.0, Is.EqualTo(0.213).Within(0.015));
        Assert.That((double)read.eq(1).sum().item<long>() / hidden.sum().item<long>(), Is.EqualTo(0.8).Within(0.035));
    }

    [Test]
    public void In_recognition_a_windows_number_decides_what_is_hidden()
    {
        using var scope = NewDisposeScope();
        using var patterns = MaskedTextPatterns.Everywhere(text, 6, 0.3);
        var all = patterns.Take(arange(16));
        var some = patterns.Take(tensor(new long[] { 9, 2 }));
        Assert.That(some.Inputs[0]!.Equals(all.Inputs[0]!.index_select(0, tensor(new long[] { 9, 2 }))), Is.True);
        Assert.That(some.Target.Equals(all.Target.index_select(0, tensor(new long[] { 9, 2 }))), Is.True);
    }

    [Test]
    public void While_learning_the_generator_decides()
    {
        using var scope = NewDisposeScope();
        using var patterns = MaskedTextPatterns.Everywhere(text, 6);
        Tensor Target(ulong seed)
        {
            using var generator = new Generator(seed);
            return patterns.Take(arange(16), generator).Target;
        }

        Assert.That(Target(1).Equals(Target(1)), Is.True);
        Assert.That(Target(1).Equals(Target(2)), Is.False);
    }

    [TestCase(6, 4)]
    [TestCase(7, 3)]
    [TestCase(40, 1)]
    public void The_whole_text_is_read_from_end_to_end(int length, int windows)
    {
        using var scope = NewDisposeScope();
        using var patterns = MaskedTextPatterns.WholeText(text, length, 0);
        Assert.That(patterns.Count, Is.EqualTo(windows));
        var batch = patterns.Take(arange(windows));
        var tokens = batch.Inputs[0]!.where(batch.Target.eq(Bert.Ignored), batch.Target);
        Assert.That(tokens.data<long>().ToArray().Distinct(), Is.EquivalentTo(Enumerable.Range(2, 21)));
    }

    [Test]
    public void Shares_and_lengths_that_cannot_be_are_refused()
    {
        Assert.That(() => MaskedTextPatterns.Everywhere(text, 22), Throws.TypeOf<DataException>()
            .With.Message.EqualTo("text: windows of 22 characters need as many, got 21."));
        Assert.That(() => MaskedTextPatterns.Everywhere(text, 5, 1), Throws.ArgumentException);
        Assert.That(() => MaskedTextPatterns.WholeText(text, 0), Throws.ArgumentException);
    }
}
