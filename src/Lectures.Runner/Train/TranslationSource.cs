using Lectures.Models.Data;
using Lectures.Models.Data.Translation;

namespace Lectures.Runner.Train;

/// <summary>Sentences with their translations.</summary>
/// <param name="train">What to learn from.</param>
/// <param name="test">What to be tested on.</param>
/// <param name="known">The vocabularies; null for those of the sentences.</param>
internal sealed class TranslationSource(
    IReadOnlyList<SentencePair> train, IReadOnlyList<SentencePair> test, Translator? known = null) : DataSource
{
    private readonly Translator translator = known ?? Translator.Of([.. train, .. test]);

    /// <inheritdoc/>
    public override DataForm Form => new()
    {
        Kind = DataKind.Translations,
        Characters = translator.Source.Characters,
        TargetCharacters = translator.Target.Characters,
        // a translation is read with its begin, and guessed with its end
        Height = train.Concat(test).Max(pair => Math.Max(pair.Source.Length, pair.Target.Length + 1)),
    };

    /// <inheritdoc/>
    public override DataSource As(DataForm form) => new TranslationSource(
        train, test, new(new([form.Characters]), new([form.TargetCharacters])));

    /// <summary>One of the sets.</summary>
    public TranslationPatterns Set(Split split) => new(split == Split.Train ? train : test, translator);
}
