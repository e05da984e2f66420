using Lectures.Models.Data;
using Lectures.Models.Data.Sound;

namespace Lectures.Runner.Train;

/// <summary>Recordings with classes, as log-mel frames.</summary>
/// <param name="train">What to learn from.</param>
/// <param name="test">What to be tested on.</param>
/// <param name="known">How long they are and what frames are scaled by; null for the training set's own.</param>
internal sealed class RecordingSource(Recordings train, Recordings test, DataForm? known = null) : DataSource
{
    private readonly LogMel features = new();
    private RecordingPatterns? learned;     // its features take long: they are computed once, and only where needed

    /// <inheritdoc/>
    public override DataForm Form => known ?? new()
    {
        Kind = DataKind.Recordings,
        Height = Learned.Steps,
        Width = Learned.Features,
        ClassNames = train.Classes,
        Scale = Learned.Scale,
    };

    private RecordingPatterns Learned => learned ??= known is null
        ? new(train, features) : new(train, features, known.Height, known.Scale);

    /// <inheritdoc/>
    public override DataSource As(DataForm form) => train.Classes.SequenceEqual(form.ClassNames)
        ? new RecordingSource(train, test, form)
        : throw new DataException($"recordings: expected the classes {string.Join(", ", form.ClassNames)}, as was learned; "
            + $"got {string.Join(", ", train.Classes)}.");

    /// <summary>One of the sets, scaled as the training set; the caller disposes it.</summary>
    /// <param name="split">Which.</param>
    /// <param name="masking">What is blanked out while learning; null for nothing.</param>
    public RecordingPatterns Set(Split split, FrameMasking? masking) => split == Split.Train
        ? Learned.With(masking)
        : new(test, features, Form.Height, Form.Scale) { Masking = masking };

    /// <inheritdoc/>
    public override void Dispose() => learned?.Dispose();
}
