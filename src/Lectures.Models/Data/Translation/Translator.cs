using Lectures.Models.Networks;
using static TorchSharp.torch;

namespace Lectures.Models.Data.Translation;

/// <summary>Sentences in, sentences out: the vocabularies of a sequence-to-sequence model.</summary>
/// <param name="Source">The characters of what is translated.</param>
/// <param name="Target">The characters of translations.</param>
public sealed record Translator(CharacterVocabulary Source, CharacterVocabulary Target)
{
    /// <summary>The vocabularies of some pairs.</summary>
    public static Translator Of(IReadOnlyList<SentencePair> pairs) =>
        new(new(pairs.Select(pair => pair.Source)), new(pairs.Select(pair => pair.Target)));

    /// <summary>The options of a model for these vocabularies.</summary>
    /// <param name="maxLength">The longest sequence, source or target, begin and end included.</param>
    public Seq2SeqOptions Options(long maxLength) => new(Source.Size, Target.Size, maxLength)
    {
        Padding = CharacterVocabulary.Padding,
        Begin = CharacterVocabulary.Begin,
        End = CharacterVocabulary.End,
    };

    /// <summary>Sentences as a model reads them.</summary>
    /// <param name="sentences">At least one; none of them empty.</param>
    /// <returns>Tokens (N, S), int64, and their padding (N, S), bool, in the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">There is no sentence.</exception>
    /// <exception cref="DataException">A sentence is empty, or a character not in the vocabulary.</exception>
    public (Tensor Tokens, Tensor Padding) Encode(IReadOnlyList<string> sentences)
    {
        Expect.AtLeast(sentences.Count, 1, "sentences");
        if (sentences.Any(sentence => sentence.Length == 0))
            throw new DataException("sentence: expected at least one character, got none.");
        var tokens = CharacterVocabulary.Rows([.. sentences.Select(Source.Encode)]);
        return (tokens, tokens.eq(CharacterVocabulary.Padding));
    }

    /// <summary>Translates sentences, each character the likeliest after those before it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="sentences">The sentences.</param>
    /// <param name="batch">How many at a time.</param>
    /// <returns>Their translations.</returns>
    /// <exception cref="ArgumentException">A sentence is too long for a model that has learned its
    /// positions.</exception>
    /// <exception cref="DataException">A sentence is empty, or a character not in the vocabulary.</exception>
    public IReadOnlyList<string> Translate(Seq2Seq model, IReadOnlyList<string> sentences, int batch = 256)
    {
        var translations = new List<string>(sentences.Count);
        foreach (var some in sentences.Chunk((int)Expect.AtLeast(batch, 1)))
        {
            using var scope = NewDisposeScope();
            var (tokens, padding) = Encode(some);
            var words = model.Translate(tokens, padding);                    // (n,T)
            var codes = words.data<long>().ToArray();
            translations.AddRange(codes.Chunk((int)words.size(1)).Select(row => Target.Decode(row)));
        }
        return translations;
    }

    /// <summary>The share of sentences that are translated without any mistake.</summary>
    /// <param name="model">The model.</param>
    /// <param name="pairs">The sentences and their translations, at least one.</param>
    /// <returns>In [0, 1].</returns>
    public double ExactMatch(Seq2Seq model, IReadOnlyList<SentencePair> pairs)
    {
        Expect.AtLeast(pairs.Count, 1, "pairs");
        var translations = Translate(model, [.. pairs.Select(pair => pair.Source)]);
        return pairs.Zip(translations).Count(pair => pair.First.Target == pair.Second) / (double)pairs.Count;
    }
}
