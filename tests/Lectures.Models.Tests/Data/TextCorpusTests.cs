using System.Text;
using Lectures.Models.Data;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Data;

public sealed class TextCorpusTests
{
    private TemporaryFolder folder = null!;

    [SetUp]
    public void MakeFolder() => folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => folder.Dispose();

    [Test]
    public void Decoding_undoes_encoding([Values("abracadabra", "声 🙂 is\r\none 声", "aa")] string text)
    {
        var corpus = new TextCorpus(text);

        Assert.That(corpus.Decode(corpus.Encode(text)), Is.EqualTo(text));
        Assert.That(corpus.Decode(corpus.Codes.Span), Is.EqualTo(text));
        Assert.That(corpus.Vocabulary, Is.Ordered.And.Unique);
        Assert.That(corpus.VocabularySize, Is.EqualTo(text.EnumerateRunes().Distinct().Count()));
    }

    [Test]
    public void Characters_are_numbered_by_code_point() =>
        Assert.That(new TextCorpus("cab a").Encode("abc "), Is.EqualTo(new long[] { 1, 2, 3, 0 }));

    [Test]
    public void The_targets_of_a_window_are_its_inputs_one_character_on()
    {
        var corpus = new TextCorpus("0123456789abcdefghijk");
        var (x, y) = corpus.Windows(5, 7, seed: 3);
        using (x)
        using (y)
        {
            Assert.That(x.shape, Is.EqualTo(new long[] { 5, 7 }));
            Assert.That((x.dtype, y.dtype), Is.EqualTo((ScalarType.Int64, ScalarType.Int64)));
            // The k-th character of this text has number k.
            Assert.That(y.data<long>().ToArray(), Is.EqualTo(x.data<long>().ToArray().Select(code => code + 1)));
        }
    }

    [Test]
    public void Windows_depend_on_seed_and_step_alone_and_reach_both_ends()
    {
        var corpus = new TextCorpus("0123456789");
        long[] Inputs(long seed, long step)
        {
            using var scope = NewDisposeScope();
            return corpus.Windows(40, 6, seed, step).Inputs.data<long>().ToArray();
        }

        Assert.That(Inputs(1, 2), Is.EqualTo(Inputs(1, 2)));
        Assert.That(Inputs(1, 2), Is.Not.EqualTo(Inputs(1, 3)));
        Assert.That(Inputs(1, 2), Is.Not.EqualTo(Inputs(2, 2)));
        // 40 windows over 4 places: each place is missed with probability 0.75⁴⁰ ≈ 10⁻⁵.
        var starts = Inputs(1, 2).Chunk(6).Select(window => window[0]);
        Assert.That(starts.Distinct(), Is.EquivalentTo(new long[] { 0, 1, 2, 3 }));
    }

    [Test]
    public void A_cut_text_keeps_its_vocabulary_and_loses_no_character()
    {
        var whole = TextCorpus.BuiltIn;
        var (train, validation) = whole.Cut(0.1);

        Assert.That(train.Codes.ToArray().Concat(validation.Codes.ToArray()), Is.EqualTo(whole.Codes.ToArray()));
        Assert.That(validation.VocabularySize, Is.EqualTo(whole.VocabularySize));
        Assert.That(validation.Length, Is.EqualTo(whole.Length / 10.0).Within(0.5));
        Refused(() => new TextCorpus("abc").Cut(0.5), "3 characters cannot be cut");
        Refused(() => whole.Cut(double.NaN), "cannot be cut with a share of NaN");
    }

    [Test]
    public void The_built_in_text_is_of_some_length_and_of_plain_characters()
    {
        Assert.That(TextCorpus.BuiltIn.Length, Is.InRange(3000, 4000));
        Assert.That(TextCorpus.BuiltIn.Vocabulary, Is.All.Matches<Rune>(rune => rune.IsAscii && rune.Value != '\r'));
    }

    [Test]
    public void A_file_in_Utf8_is_read_with_or_without_a_mark()
    {
        byte[] text = [.. "naïve 声"u8];
        Assert.That(Text(folder.Write("a", text)), Is.EqualTo("naïve 声"));
        Assert.That(Text(folder.Write("b", [0xEF, 0xBB, 0xBF, .. text])), Is.EqualTo("naïve 声"));

        static string Text(string path) => TextCorpus.Load(path) is var corpus ? corpus.Decode(corpus.Codes.Span) : "";
    }

    [Test]
    public void Files_that_are_no_text_are_refused()
    {
        Refused(() => TextCorpus.Load(folder.PathOf("none")), "none: no such file.");
        Refused(() => TextCorpus.Load(folder.FullName), ": expected a file, got a folder.");
        Refused(() => TextCorpus.Load(folder.Write("empty")), "empty: the file is empty; expected text in UTF-8.");
        Refused(
            () => TextCorpus.Load(folder.Write("latin", [65, 66, 0xE4, 67])),
            "expected text in UTF-8, got other bytes at offset 2.");
        Refused(() => TextCorpus.Load(folder.Write("short", 65)), "short: expected at least 2 characters, got 1.");
        Refused(() => TextCorpus.Load(folder.Write("mark", 0xEF, 0xBB, 0xBF)), "mark: expected at least 2 characters");
    }

    [Test]
    public void Text_and_windows_outside_the_corpus_are_refused()
    {
        var corpus = new TextCorpus("abcab");
        Refused(() => corpus.Encode("axb"), "text: the character 'x' (U+0078) is not in the vocabulary of 3.");
        Refused(() => corpus.Windows(2, 5, 1), "text: windows of 5 characters need at least 6, got 5.");
        Refused(() => new TextCorpus("ab\ud83dc"), "text: half of a surrogate pair at position 2.");
        Assert.That(() => corpus.Decode([0, 3]), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => corpus.Decode([-1]), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    private static void Refused(Action act, string message) =>
        Assert.That(() => act(), Throws.TypeOf<DataException>().With.Message.Contain(message));
}
