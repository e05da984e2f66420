using Lectures.Models.Data;
using Lectures.Models.Data.Sound;

namespace Lectures.Runner.Train;

/// <summary>Recordings with classes, as log-mel frames.</summary>
/// <param name="train">What to learn from.</param>
/// <param name="test">What to be tested on.</param>
/// <param name="scale">What frames are scaled by; null for the training set's own.</param>
internal sealed class RecordingSource(Recordings train, Recordings test, FeatureScale? scale = null) : DataSource
{
    private readonly LogMel features = new();
    private readonly RecordingPatterns learned = new(train, new(), scale: scale);

    /// <inheritdoc/>
    public override DataForm Form => new()
    {
        Kind = DataKind.Recordings,
        Height = learned.Steps,
        Width = learned.Features,
        ClassNames = train.Classes,
        Scale = learned.Scale,
    };

    /// <inheritdoc/>
    public override DataSource As(DataForm form) => train.Classes.SequenceEqual(form.ClassNames)
        ? new RecordingSource(train, test, form.Scale)
        : throw new DataException($"recordings: expected the classes {string.Join(", ", form.ClassNames)}, as was learned; "
            + $"got {string.Join(", ", train.Classes)}.");

    /// <summary>One of the sets, scaled as the training set.</summary>
    /// <param name="split">Which.</param>
    /// <param name="masking">What is blanked out while learning; null for nothing.</param>
    public RecordingPatterns Set(Split split, FrameMasking? masking) =>
        new(split == Split.Train ? train : test, features, learned.Steps, learned.Scale) { Masking = masking };
}
