namespace Lectures.Models.Data.Sound;

/// <summary>A set of recordings to be told apart by class.</summary>
public sealed class Recordings
{
    private const int LargestFile = 1 << 26;

    private readonly string name;
    private readonly Recording[] all;

    /// <summary>A set of recordings.</summary>
    /// <param name="all">The recordings, of at least two classes.</param>
    /// <param name="name">What messages call the set.</param>
    /// <exception cref="DataException">There are fewer than two classes.</exception>
    public Recordings(IEnumerable<Recording> all, string name = "recordings")
    {
        this.name = name;
        this.all = [.. all.OrderBy(recording => recording.FileName, StringComparer.Ordinal)];
        Classes = [.. this.all.Select(recording => recording.Class).Distinct().Order(StringComparer.Ordinal)];
        if (this.all.Length == 0)
            throw new DataException($"{name}: expected WAV files named like 7_jackson_32.wav, found none.");
        if (Classes.Count < 2)
            throw new DataException($"{name}: expected at least 2 classes, got only '{Classes[0]}' "
                + "(the class is what a file's name begins with).");
    }

    private Recordings(Recordings whole, Recording[] part) =>
        (name, all, Classes) = (whole.name, part, whole.Classes);

    /// <summary>The recordings in the order of their names.</summary>
    public IReadOnlyList<Recording> All => all;

    /// <summary>The names of the K classes in the order of their numbers.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>The class of every recording, each in [0, K).</summary>
    public long[] Targets()
    {
        var numbers = Classes.Index().ToDictionary(entry => entry.Item, entry => (long)entry.Index);
        return Array.ConvertAll(all, recording => numbers[recording.Class]);
    }

    /// <summary>The customary training or test set: index 0 to 4 of every class and speaker is for the test. It knows
    /// all classes.</summary>
    /// <param name="split">Which.</param>
    /// <exception cref="DataException">There is no recording in it.</exception>
    public Recordings Part(Split split)
    {
        Recording[] part = [.. all.Where(recording => recording.Split == split)];
        if (part.Length > 0) return new(this, part);
        var expected = split == Split.Test ? "below" : "from";
        throw new DataException($"{name}: no recording is for the {split.ToString().ToLowerInvariant()} set; "
            + $"expected names that end in an index {expected} {Recording.TestIndices}, as 7_jackson_32.wav.");
    }

    /// <summary>Reads the WAV files of a folder, or of an archive (<c>.tar.gz</c>, <c>.tgz</c>, <c>.tar</c>).</summary>
    /// <param name="path">A folder (without those in it) or an archive of files named <c>7_jackson_32.wav</c>: class,
    /// speaker, index. Other files are passed over.</param>
    /// <returns>The set.</returns>
    /// <exception cref="DataException">Something is missing, damaged or of another kind; the text names
    /// it.</exception>
    public static Recordings Load(string path)
    {
        if (!Directory.Exists(path)) return new(RecordingArchive.Read(path), path);
        try
        {
            return new(Directory.GetFiles(path).Where(file => Recording.IsRecording(Path.GetFileName(file)))
                .Select(file => ReadableFile.Read(file, content => Read(file, content))), path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{path}: may not be read.", error);
        }
    }

    /// <summary>Writes every recording as a WAV file of 16 bits.</summary>
    /// <param name="directory">The folder; made when it is missing. Files of the same name are replaced.</param>
    /// <exception cref="DataException">The folder or a file cannot be written.</exception>
    public void Save(string directory)
    {
        DataException.Writing(directory, () => Directory.CreateDirectory(directory));
        foreach (var recording in all)
            WavFile.Write(Path.Combine(directory, recording.FileName), recording.Sound);
    }

    /// <summary>Refuses a file too large to be a recording.</summary>
    internal static int CheckLength(long length, string name) => length <= LargestFile
        ? (int)length
        : throw new DataException($"{name}: expected at most {LargestFile:N0} bytes in a recording, got {length:N0}.");

    private static Recording Read(string path, FileStream file)
    {
        var content = new byte[CheckLength(file.Length, path)];
        file.ReadExactly(content);
        return Recording.Parse(Path.GetFileName(path), content, path);
    }
}
