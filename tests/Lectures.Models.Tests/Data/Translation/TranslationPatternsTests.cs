using Lectures.Models.Checking;
using Lectures.Models.Data;
using Lectures.Models.Data.Translation;
using Lectures.Models.Networks;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Data.Translation;

public sealed class TranslationPatternsTests
{
    private static readonly SentencePair[] pairs = [new("ba", "xyz"), new("cabb", "y"), new("a", "zzxy")];

    private static readonly Translator translator = Translator.Of(pairs);

    [Test]
    public void Characters_are_numbered_behind_the_special_tokens()
    {
        Assert.That((translator.Source.Size, translator.Target.Size), Is.EqualTo((6, 6)));
        Assert.That(translator.Source.Encode("abc"), Is.EqualTo(new long[] { 3, 4, 5 }));
        Assert.That(translator.Source.Characters, Is.EqualTo("abc"));
        var same = new CharacterVocabulary([translator.Source.Characters]);
        Assert.That(same.Encode("cab"), Is.EqualTo(new long[] { 5, 3, 4 }));
        Assert.That(translator.Source.Decode([1, 5, 0, 3, 2, 4]), Is.EqualTo("ca"));
        Assert.That(() => translator.Source.Decode([6]), Throws.ArgumentException);
        Assert.That(new CharacterVocabulary(["声🙂"]).Decode([3, 4]), Is.EqualTo("声🙂"));
    }

    [Test]
    public void A_batch_is_what_the_model_takes()
    {
        using var scope = NewDisposeScope();
        using var patterns = new TranslationPatterns(pairs, translator);
        var batch = patterns.Take(tensor(new long[] { 1, 0 }));
        // a b c = x y z = 3 4 5
        Assert.That(Numbers(batch.Inputs[0]!), Is.EqualTo(new long[] { 5, 3, 4, 4, 4, 3, 0, 0 }));
        Assert.That(Numbers(batch.Inputs[1]!), Is.EqualTo(new long[] { 1, 4, 0, 0, 0, 1, 3, 4, 5, 0 }));
        Assert.That(Numbers(batch.Inputs[2]!), Is.EqualTo(new long[] { 0, 0, 0, 0, 0, 0, 1, 1 }));
        Assert.That(Numbers(batch.Inputs[3]!), Is.EqualTo(new long[] { 0, 0, 1, 1, 1, 0, 0, 0, 0, 1 }));
        Assert.That(Numbers(batch.Target), Is.EqualTo(new long[] { 4, 2, -100, -100, -100, 3, 4, 5, 2, -100 }));
        Assert.That(batch.Inputs[2]!.dtype, Is.EqualTo(ScalarType.Bool));
        Assert.That((patterns.Count, patterns.MaxLength), Is.EqualTo((3, 5L)));

        using var model = Model(patterns.MaxLength);
        var logits = model.call(batch.Inputs[0]!, batch.Inputs[1]!, batch.Inputs[2], batch.Inputs[3]);
        Assert.That(logits.shape, Is.EqualTo(new long[] { 2, 5, 6 }));
    }

    [Test]
    public void Translating_many_at_a_time_gives_what_one_at_a_time_gives()
    {
        using var model = Model(9);
        var sources = pairs.Select(pair => pair.Source).ToArray();
        var together = translator.Translate(model, sources);
        Assert.That(together, Has.Count.EqualTo(3));
        Assert.That(translator.Translate(model, sources, batch: 1), Is.EqualTo(together));
        SentencePair[] half = [new("ba", together[0]), new("cabb", together[1] + "x")];
        Assert.That(translator.ExactMatch(model, half), Is.EqualTo(0.5));
    }

    [Test]
    public void Sentences_that_cannot_be_read_are_refused()
    {
        Assert.That(() => translator.Encode(["ab", "aXb"]), Throws.TypeOf<DataException>()
            .With.Message.EqualTo("\"aXb\": the character 'X' (U+0058) is not among those learned: abc"));
        Assert.That(() => translator.Encode([""]), Throws.TypeOf<DataException>());
        Assert.That(() => translator.Encode([]), Throws.ArgumentException);
        Assert.That(() => new TranslationPatterns([], translator), Throws.ArgumentException);
    }

    [Test]
    public void Nothing_stays_behind()
    {
        using var model = Model(9);
        translator.ExactMatch(model, pairs);                      // the model keeps its table of positions
        var before = LiveTensors.Settled();
        using (var scope = NewDisposeScope())
        using (var patterns = new TranslationPatterns(pairs, translator))
        {
            patterns.Take(arange(2));
            translator.ExactMatch(model, pairs);
        }
        Assert.That(Tensor.TotalCount, Is.EqualTo(before));
    }

    private static Seq2Seq Model(long maxLength) => Seeded.Build(
        3, () => new Seq2Seq(translator.Options(maxLength) with { Blocks = 1, Block = new(8, 2, 5) }),
        ScalarType.Float32);

    private static long[] Numbers(Tensor values) => values.to(ScalarType.Int64).data<long>().ToArray();
}
