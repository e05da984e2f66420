using Lectures.Models.Data;

namespace Lectures.Runner.Train;

/// <summary>A text, of which the end is tested on.</summary>
/// <param name="parts">What to learn from, and what to be tested on.</param>
internal sealed class TextSource((TextCorpus Train, TextCorpus Test) parts) : DataSource
{
    /// <inheritdoc/>
    public override DataForm Form => new()
    {
        Kind = DataKind.Text,
        Characters = string.Concat(parts.Train.Vocabulary),
    };

    /// <inheritdoc/>
    public override DataSource As(DataForm form) => form.Characters == Form.Characters
        ? this
        : new TextSource((parts.Train.With(form.Characters), parts.Test.With(form.Characters)));

    /// <summary>One of the parts.</summary>
    public TextCorpus Part(Split split) => split == Split.Train ? parts.Train : parts.Test;

    /// <summary>The text to learn from without its end, and the end instead of what is tested on.</summary>
    /// <param name="share">The end's share.</param>
    /// <exception cref="DataException">One of the two would be empty.</exception>
    public TextSource HoldOut(double share) => new(parts.Train.Cut(share));
}
