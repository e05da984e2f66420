using System.Formats.Tar;
using System.Text;

namespace Lectures.Models.Data.Sound;

/// <summary>Recordings in a tar archive, plain or gzip; nothing is ever unpacked to disk.</summary>
internal static class RecordingArchive
{
    // All of it is held in memory: bounded, and a small file cannot grow without end.
    private const long LargestContent = 1L << 30;

    // An archive ends in two blocks of zeros (POSIX.1-2001, pax, "ustar Interchange Format").
    private const int Block = 512, EndLength = 2 * Block;

    /// <summary>Reads the recordings; other entries are passed over.</summary>
    /// <exception cref="DataException">The file is missing, damaged, cut short, no archive, or too large; an entry
    /// leads outside; or a recording in it cannot be read.</exception>
    public static IEnumerable<Recording> Read(string path)
    {
        var content = GzipFile.ReadAll(path, LargestContent);
        var isEmpty = content.Length >= EndLength && !content.AsSpan(0, Block).ContainsAnyExcept((byte)0);
        if (content.Length < EndLength || !(isEmpty || content.AsSpan(257).StartsWith("ustar"u8)))
            throw new DataException($"{path}: expected a folder, or an archive (.tar.gz or .tar) of WAV files.");
        if (content.Length % Block != 0 || content.AsSpan(content.Length - EndLength).ContainsAnyExcept((byte)0))
            throw new DataException($"{path}: the archive does not end in two blocks of zeros: cut short or damaged.");
        try
        {
            return Entries(path, content);
        }
        catch (Exception error) when (error is InvalidDataException or IOException or FormatException
            or ArgumentException or OverflowException or NotSupportedException)
        {
            throw new DataException($"{path}: the archive is damaged: {error.Message.ReplaceLineEndings(" ")}", error);
        }
    }

    private static List<Recording> Entries(string path, byte[] content)
    {
        using var reader = new TarReader(new MemoryStream(content));
        var recordings = new List<Recording>();
        var names = new HashSet<string>();
        while (reader.GetNextEntry() is { } entry)
        {
            var name = $"{path}: {Printable(entry.Name)}";
            if (entry.Name.StartsWith('/') || entry.Name.Split('/', '\\').Contains(".."))
                throw new DataException($"{name}: the entry leads out of the archive's folder.");
            var fileName = entry.Name[(entry.Name.LastIndexOf('/') + 1)..];
            if (!Recording.IsRecording(fileName)) continue;
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile))
                throw new DataException($"{name}: expected a file, got a {entry.EntryType}.");
            if (!names.Add(fileName)) throw new DataException($"{name}: the archive holds the recording twice.");
            var sound = new byte[Recordings.CheckLength(entry.Length, name)];
            entry.DataStream?.ReadExactly(sound);
            recordings.Add(Recording.Parse(fileName, sound, name));
        }
        return recordings;
    }

    private static string Printable(string name) =>
        string.Concat(name.EnumerateRunes().Select(rune => Rune.IsControl(rune) ? "?" : rune.ToString()));
}
