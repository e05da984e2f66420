using Lectures.Models.Data;
using Lectures.Models.Data.Planes;
using Lectures.Models.Data.Sound;

namespace Lectures.Models.Experiments;

/// <summary>The data of experiments: built in, or the user's own. Read when first asked for, and shared.</summary>
/// <param name="images">A folder of IDX files, or null for the strokes.</param>
/// <param name="speech">A folder or archive of recordings, or null for tones.</param>
/// <param name="text">A file of text, or null for the built-in text.</param>
/// <param name="points">A file of points of the plane and their classes, or null for built-in ones.</param>
public sealed class ExperimentData(
    string? images = null, string? speech = null, string? text = null, string? points = null)
{
    private const long StrokesSeed = 1;

    private readonly Lock gate = new();
    private readonly Dictionary<Split, ImageSet> known = [];
    private Recordings? recordings;
    private TextCorpus? corpus;
    private PlanePoints? plane;

    /// <summary>All built in.</summary>
    public static ExperimentData BuiltIn { get; } = new();

    /// <summary>Whether the images are the user's own.</summary>
    public bool HasImages => images is not null;

    /// <summary>Whether the recordings are the user's own.</summary>
    public bool HasSpeech => speech is not null;

    /// <summary>Whether the text is the user's own.</summary>
    public bool HasText => text is not null;

    /// <summary>Whether the points are the user's own.</summary>
    public bool HasPoints => points is not null;

    /// <summary>Where the data of a need come from, in words.</summary>
    public string SourceOf(ExperimentNeeds need) => need switch
    {
        ExperimentNeeds.Images => images ?? "strokes (built in)",
        ExperimentNeeds.Speech => speech ?? "tones (built in)",
        ExperimentNeeds.Text => text ?? "built-in text",
        ExperimentNeeds.Points => points ?? "points (built in)",
        _ => throw new ArgumentOutOfRangeException(nameof(need), need, null),
    };

    /// <summary>The first images of a set.</summary>
    /// <param name="split">Training or test set.</param>
    /// <param name="most">How many at most; the built-in set is as large as asked for.</param>
    /// <exception cref="DataException">The files are missing or damaged.</exception>
    public ImageSet Images(Split split, int most)
    {
        lock (gate)
        {
            if (!known.TryGetValue(split, out var set) || (images is null && set.Count < most))
                known[split] = set = images is null
                    ? Strokes.Generate(most, StrokesSeed, split) : ImageSet.Load(images, split);
            return set.Count > most ? set.Slice(..most) : set;
        }
    }

    /// <summary>The user's recordings.</summary>
    /// <exception cref="InvalidOperationException">There are none: tones are to be made instead.</exception>
    /// <exception cref="DataException">The files are missing or damaged.</exception>
    public Recordings Speech()
    {
        if (speech is null) throw new InvalidOperationException("speech: no recordings were given.");
        lock (gate) return recordings ??= Recordings.Load(speech);
    }

    /// <summary>The text.</summary>
    /// <exception cref="DataException">The file is missing or damaged.</exception>
    public TextCorpus Text()
    {
        if (text is null) return TextCorpus.BuiltIn;
        lock (gate) return corpus ??= TextCorpus.Load(text);
    }

    /// <summary>The user's points.</summary>
    /// <exception cref="InvalidOperationException">There are none: an experiment has its own.</exception>
    /// <exception cref="DataException">The file is missing or damaged.</exception>
    public PlanePoints Points()
    {
        if (points is null) throw new InvalidOperationException("points: none were given.");
        lock (gate) return plane ??= PointsFile.Load(points);
    }
}
