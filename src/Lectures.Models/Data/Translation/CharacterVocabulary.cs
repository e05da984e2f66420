using System.Text;
using static TorchSharp.torch;

namespace Lectures.Models.Data.Translation;

/// <summary>Characters as tokens of a sequence-to-sequence model: 0 is padding, 1 begins, 2 ends, then the characters
/// in the order of their code points.</summary>
public sealed class CharacterVocabulary
{
    /// <summary>The tokens that are no characters.</summary>
    public const long Padding = 0, Begin = 1, End = 2;

    private const long First = 3;

    private readonly Rune[] characters;
    private readonly Dictionary<Rune, long> tokens;

    /// <summary>The vocabulary of some texts.</summary>
    /// <param name="texts">The texts whose characters it knows.</param>
    public CharacterVocabulary(IEnumerable<string> texts)
    {
        characters = [.. texts.SelectMany(text => text.EnumerateRunes()).Distinct().Order()];
        tokens = characters.Index().ToDictionary(entry => entry.Item, entry => First + entry.Index);
    }

    /// <summary>How many tokens there are.</summary>
    public int Size => (int)First + characters.Length;

    /// <summary>The characters in the order of their tokens; the vocabulary of this text is this one.</summary>
    public string Characters => string.Concat(characters);

    /// <summary>The tokens of a text, no begin and no end.</summary>
    /// <exception cref="DataException">A character is not in the vocabulary.</exception>
    public long[] Encode(string text) =>
        [.. text.EnumerateRunes().Select(rune => tokens.TryGetValue(rune, out var token)
            ? token
            : throw new DataException(
                $"\"{text}\": the character '{rune}' (U+{rune.Value:X4}) is not among those learned: {Characters}"))];

    /// <summary>The text of tokens, up to the first end; padding and begin are passed over.</summary>
    /// <exception cref="ArgumentException">There is no such token.</exception>
    public string Decode(ReadOnlySpan<long> codes)
    {
        var text = new StringBuilder();
        foreach (var code in codes)
        {
            if (code == End) break;
            if (code < 0 || code >= Size)
                throw new ArgumentException($"codes: expected tokens in [0, {Size}), got {code}.");
            if (code >= First) text.Append(characters[code - First]);
        }
        return text.ToString();
    }

    /// <summary>Rows of tokens as one tensor, padded behind.</summary>
    /// <returns>(N, the longest row's length), int64, in the caller's dispose scope.</returns>
    internal static Tensor Rows(IReadOnlyList<long[]> rows)
    {
        var longest = rows.Max(row => row.Length);
        var all = new long[rows.Count * longest];
        for (var n = 0; n < rows.Count; n++) rows[n].CopyTo(all, n * longest);
        return tensor(all, [rows.Count, longest]);
    }
}
