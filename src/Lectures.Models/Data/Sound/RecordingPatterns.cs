using static TorchSharp.torch;

namespace Lectures.Models.Data.Sound;

/// <summary>Recordings as sequences of log-mel frames (N, T, I), all of one length, to be classified.</summary>
/// <remarks>
/// A recurrent network says the class at the last step, so the sound stands at the end: shorter recordings have silence
/// in front, of longer ones the loudest T frames stay.
/// </remarks>
public sealed class RecordingPatterns : IPatterns
{
    private readonly Tensor frames, classes;        // (N,T,I) float32, (N) int64

    /// <summary>The patterns of a set.</summary>
    /// <param name="set">The recordings.</param>
    /// <param name="features">What the frames hold.</param>
    /// <param name="steps">T.</param>
    /// <param name="scale">The training set's scale; null when this is the training set.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    /// <exception cref="DataException">A recording's rate is too low for the features; the text names it.</exception>
    public RecordingPatterns(Recordings set, LogMel features, long steps = 64, FeatureScale? scale = null)
    {
        Expect.AtLeast(steps, 1);
        using var scope = NewDisposeScope();
        var sounds = set.All.Select(recording => Frames(recording, features)).ToArray();
        Scale = scale ?? FeatureScale.Of(cat(sounds));
        frames = Scale.Apply(stack(sounds.Select(sound => Fit(sound, steps, features.Silence))))
            .DetachFromDisposeScope();
        classes = tensor(set.Targets()).DetachFromDisposeScope();
    }

    private RecordingPatterns(RecordingPatterns other) => (frames, classes, Scale) =
        (other.frames.alias().DetachFromDisposeScope(), other.classes.alias().DetachFromDisposeScope(), other.Scale);

    /// <summary>The same patterns, varied in another way; the frames are shared, and each may be disposed.</summary>
    /// <param name="masking">What is blanked out while learning; null for nothing.</param>
    public RecordingPatterns With(FrameMasking? masking) => new(this) { Masking = masking };

    /// <summary>Mean and deviation that the frames are scaled by: the training set's, silence in front left
    /// out.</summary>
    public FeatureScale Scale { get; }

    /// <summary>What is blanked out while learning; null for nothing.</summary>
    public FrameMasking? Masking { get; init; }

    /// <inheritdoc/>
    public int Count => (int)classes.size(0);

    /// <inheritdoc/>
    public Tensor? Classes => classes;

    /// <summary>I, the features of a frame.</summary>
    public long Features => frames.size(2);

    /// <summary>T, the frames of a recording.</summary>
    public long Steps => frames.size(1);

    /// <inheritdoc/>
    public Batch Take(Tensor indices, Generator? random = null)
    {
        using var scope = NewDisposeScope();
        var x = frames.index_select(0, indices);                             // (n,T,I)
        if (random is not null && Masking is { } masking) x = masking.Apply(x, random);
        return new([x.MoveToOuterDisposeScope()], classes.index_select(0, indices).MoveToOuterDisposeScope());
    }

    /// <summary>One recording as the model reads it.</summary>
    /// <param name="sound">The recording.</param>
    /// <param name="features">What the frames hold.</param>
    /// <param name="steps">T.</param>
    /// <param name="scale">The training set's.</param>
    /// <returns>(1, T, I), float32, in the caller's dispose scope.</returns>
    /// <exception cref="DataException">The recording's rate is too low for the features.</exception>
    public static Tensor Input(Waveform sound, LogMel features, long steps, FeatureScale scale)
    {
        using var scope = NewDisposeScope();
        return scale.Apply(Fit(features.Frames(sound), steps, features.Silence).unsqueeze(0)).MoveToOuterDisposeScope();
    }

    /// <summary>Releases the frames.</summary>
    public void Dispose()
    {
        frames.Dispose();
        classes.Dispose();
    }

    private static Tensor Frames(Recording recording, LogMel features)
    {
        try
        {
            return features.Frames(recording.Sound);
        }
        catch (DataException error)
        {
            throw new DataException($"{recording.FileName}: {error.Message}", error);
        }
    }

    // (t,I) → (T,I)
    private static Tensor Fit(Tensor frames, long steps, double silence)
    {
        var surplus = frames.size(0) - steps;
        if (surplus <= 0) return nn.functional.pad(frames, [0, 0, -surplus, 0], value: silence);
        var loudness = frames.amax([1]).unfold(0, steps, 1).sum(dim: 1);   // (surplus+1)
        return frames.narrow(0, loudness.argmax().item<long>(), steps);
    }
}
