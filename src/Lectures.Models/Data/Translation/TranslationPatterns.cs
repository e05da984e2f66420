using Lectures.Models.Networks;
using static TorchSharp.torch;

namespace Lectures.Models.Data.Translation;

/// <summary>Sentences to be translated, character by character.</summary>
/// <remarks>
/// Inputs as <see cref="Seq2Seq"/>'s forward takes them: source (n, S), the target so far (n, T) from the begin token
/// on, and the padding of both, bool; target (n, T): the characters, then the end token, then
/// <see cref="Bert.Ignored"/>. S and T are the whole set's longest.
/// </remarks>
public sealed class TranslationPatterns : IPatterns
{
    private readonly Tensor source, read, target, sourcePadding, readPadding;

    /// <summary>The patterns of some pairs.</summary>
    /// <param name="pairs">The sentences and their translations, at least one.</param>
    /// <param name="translator">The vocabularies.</param>
    /// <exception cref="ArgumentException">There is no pair.</exception>
    /// <exception cref="DataException">A sentence is empty, or a character not in the vocabulary.</exception>
    public TranslationPatterns(IReadOnlyList<SentencePair> pairs, Translator translator)
    {
        Expect.AtLeast(pairs.Count, 1, "pairs");
        Pairs = pairs;
        using var scope = NewDisposeScope();
        (source, sourcePadding) = translator.Encode([.. pairs.Select(pair => pair.Source)]);
        var targets = pairs.Select(pair => translator.Target.Encode(pair.Target)).ToArray();
        read = CharacterVocabulary.Rows([.. targets.Select(row => (long[])[CharacterVocabulary.Begin, .. row])]);
        readPadding = read.eq(CharacterVocabulary.Padding);
        target = CharacterVocabulary.Rows([.. targets.Select(row => (long[])[.. row, CharacterVocabulary.End])])
            .masked_fill(readPadding, Bert.Ignored);
        scope.Detach(source, read, target, sourcePadding, readPadding);
    }

    /// <summary>The sentences and their translations.</summary>
    public IReadOnlyList<SentencePair> Pairs { get; }

    /// <inheritdoc/>
    public int Count => (int)source.size(0);

    /// <inheritdoc/>
    /// <remarks>Null: the translation is the target, there are no classes.</remarks>
    public Tensor? Classes => null;

    /// <summary>The longest sequence, source or target, which a model must take.</summary>
    public long MaxLength => Math.Max(source.size(1), target.size(1));

    /// <inheritdoc/>
    public Batch Take(Tensor indices, Generator? random = null) => new(
        [Of(source, indices), Of(read, indices), Of(sourcePadding, indices), Of(readPadding, indices)],
        Of(target, indices));

    /// <summary>Releases the sentences.</summary>
    public void Dispose()
    {
        foreach (var tensor in (Tensor[])[source, read, target, sourcePadding, readPadding]) tensor.Dispose();
    }

    private static Tensor Of(Tensor all, Tensor indices) => all.index_select(0, indices);
}
