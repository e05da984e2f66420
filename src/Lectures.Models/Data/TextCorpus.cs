using System.Text;
using static TorchSharp.torch;

namespace Lectures.Models.Data;

/// <summary>A text as a sequence of characters, each with a number: the data of a character model.</summary>
public sealed class TextCorpus
{
    private readonly Rune[] vocabulary;
    private readonly Dictionary<Rune, long> index;
    private readonly long[] codes;
    private readonly string name;

    /// <summary>Makes the vocabulary from a text: its characters in the order of their code points.</summary>
    /// <param name="text">The text; a character is a Unicode code point.</param>
    /// <param name="name">What messages call the text.</param>
    /// <exception cref="DataException">The text has fewer than two characters, or half of a surrogate pair.</exception>
    public TextCorpus(string text, string name = "text")
    {
        this.name = name;
        var runes = ToRunes(text);
        if (runes.Length < 2)
            throw new DataException($"{name}: expected at least 2 characters, got {runes.Length}.");
        vocabulary = [.. runes.Distinct().Order()];
        index = vocabulary.Select((rune, i) => (rune, i)).ToDictionary(pair => pair.rune, pair => (long)pair.i);
        codes = Array.ConvertAll(runes, rune => index[rune]);
    }

    private TextCorpus(TextCorpus whole, long[] codes) =>
        (vocabulary, index, this.codes, name) = (whole.vocabulary, whole.index, codes, whole.name);

    /// <summary>A small text about networks that learn, so that text models run with no file.</summary>
    public static TextCorpus BuiltIn { get; } = new(ReadBuiltIn(), "built-in text");

    /// <summary>Number of characters.</summary>
    public int Length => codes.Length;

    /// <summary>V, the number of different characters.</summary>
    public int VocabularySize => vocabulary.Length;

    /// <summary>The different characters, each at its number.</summary>
    public IReadOnlyList<Rune> Vocabulary => vocabulary;

    /// <summary>The text as numbers, shape (Length), each in [0, V).</summary>
    public ReadOnlyMemory<long> Codes => codes;

    /// <summary>Reads a text file in UTF-8; a byte order mark at its beginning is passed over.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The corpus.</returns>
    /// <exception cref="DataException">The file is missing, empty, not UTF-8, or a single character.</exception>
    public static TextCorpus Load(string path)
    {
        try
        {
            var bytes = File.ReadAllBytes(path);
            if (bytes.Length == 0)
                throw new DataException($"{path}: the file is empty; expected text in UTF-8.");
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
            return new TextCorpus(text.TrimStart('\uFEFF'), path);
        }
        catch (DecoderFallbackException error)
        {
            throw new DataException($"{path}: expected text in UTF-8, got other bytes at offset {error.Index}.", error);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataException($"{path}: no such file.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataException(
                Directory.Exists(path) ? $"{path}: expected a file, got a folder." : $"{path}: cannot be read.", error);
        }
    }

    /// <summary>Turns text into numbers.</summary>
    /// <param name="text">Characters of the vocabulary.</param>
    /// <returns>Shape (characters), each in [0, V).</returns>
    /// <exception cref="DataException">A character is not in the vocabulary.</exception>
    public long[] Encode(string text) => Array.ConvertAll(ToRunes(text), rune => index.TryGetValue(rune, out var code)
        ? code
        : throw new DataException(
            $"{name}: the character '{rune}' (U+{rune.Value:X4}) is not in the vocabulary of {VocabularySize}."));

    /// <summary>Turns numbers into text.</summary>
    /// <param name="codes">Each in [0, V).</param>
    /// <returns>The characters.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such character.</exception>
    public string Decode(ReadOnlySpan<long> codes)
    {
        var text = new StringBuilder(codes.Length);
        foreach (var code in codes)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(code, nameof(codes));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(code, VocabularySize, nameof(codes));
            text.Append(vocabulary[code].ToString());
        }
        return text.ToString();
    }

    /// <summary>The same text with the vocabulary of another, which a model learned.</summary>
    /// <param name="characters">Every character of the vocabulary, in any order.</param>
    /// <exception cref="DataException">The text has a character that is not among them.</exception>
    public TextCorpus With(string characters)
    {
        var known = new TextCorpus(characters, name);
        return new TextCorpus(known, known.Encode(Decode(codes)));
    }

    /// <summary>Cuts the text in two that share the vocabulary.</summary>
    /// <param name="validationShare">The share at the end that goes to validation, in (0, 1).</param>
    /// <returns>The text to learn from, and the text to judge by.</returns>
    /// <exception cref="DataException">One of the two would be shorter than two characters.</exception>
    public (TextCorpus Train, TextCorpus Validation) Cut(double validationShare)
    {
        var cut = Length - (int)Math.Round(validationShare * Length);
        if (!(validationShare is > 0 and < 1) || cut < 2 || Length - cut < 2)
        {
            throw new DataException(
                $"{name}: {Length} characters cannot be cut with a share of {validationShare} for validation.");
        }
        return (new TextCorpus(this, codes[..cut]), new TextCorpus(this, codes[cut..]));
    }

    /// <summary>Windows at random places: the input, and the same one character further on as the target.</summary>
    /// <param name="batch">N, the number of windows.</param>
    /// <param name="length">T, characters in a window.</param>
    /// <param name="seed">Decides the places, together with <paramref name="step"/>.</param>
    /// <param name="step">Which batch; so a run can be taken up again at any of them.</param>
    /// <returns>Inputs and targets, shape (N,T), int64; the caller disposes them.</returns>
    /// <exception cref="DataException">The text is not longer than a window.</exception>
    public (Tensor Inputs, Tensor Targets) Windows(int batch, int length, long seed, long step = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        if (Length <= length)
        {
            throw new DataException(
                $"{name}: windows of {length} characters need at least {(long)length + 1}, got {Length}.");
        }

        var (inputs, targets) = (new long[batch * length], new long[batch * length]);
        var random = SplitMix64.Stream(seed, step);
        for (var n = 0; n < batch; n++)
        {
            var start = (int)random.Next(Length - length);
            codes.AsSpan(start, length).CopyTo(inputs.AsSpan(n * length));
            codes.AsSpan(start + 1, length).CopyTo(targets.AsSpan(n * length));
        }
        return (tensor(inputs, [batch, length]), tensor(targets, [batch, length]));
    }

    private Rune[] ToRunes(string text)
    {
        for (var i = 0; i < text.Length; i += Rune.GetRuneAt(text, i).Utf16SequenceLength)
        {
            if (!Rune.TryGetRuneAt(text, i, out _))
                throw new DataException($"{name}: half of a surrogate pair at position {i}.");
        }
        return [.. text.EnumerateRunes()];
    }

    private static string ReadBuiltIn()
    {
        using var stream = typeof(TextCorpus).Assembly.GetManifestResourceStream("BuiltInText.txt")!;
        return new StreamReader(stream).ReadToEnd().ReplaceLineEndings("\n");
    }
}
