using Lectures.Models.Data;

namespace Lectures.Runner.Datasets;

/// <summary>What stands in a folder in a file's place.</summary>
internal enum Presence
{
    /// <summary>Nothing.</summary>
    Missing,

    /// <summary>The file, packed or unpacked.</summary>
    Right,

    /// <summary>Something that cannot be read.</summary>
    Damaged,

    /// <summary>A whole file of another data set.</summary>
    Other,
}

/// <summary>A file's place in a folder.</summary>
/// <param name="Path">Where it is, or belongs.</param>
/// <param name="Presence">What stands there.</param>
/// <param name="Fault">What is wrong with that; null when nothing is.</param>
internal sealed record PresentFile(string Path, Presence Presence, string? Fault = null)
{
    /// <summary>Looks into a folder.</summary>
    /// <exception cref="DataException">A file there cannot be read, or an unpacked one stands in the way: it would be
    /// read in the place of the packed one.</exception>
    public static PresentFile Find(string folder, DatasetFile file)
    {
        var (packed, plain) = (System.IO.Path.Combine(folder, file.Name), System.IO.Path.Combine(folder, file.PlainName));
        if (File.Exists(plain)) return FindPlain(plain, file);
        if (!File.Exists(packed)) return new(packed, Presence.Missing);
        var fault = ReadableFile.Read(packed, stream =>
        {
            if (stream.Length > file.MostBytes)
                return $"expected at most {file.MostBytes:N0} bytes, got {stream.Length:N0}";
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return file.Fault(bytes);
        });
        return new(packed, fault is null ? Presence.Right : IsWhole(packed) ? Presence.Other : Presence.Damaged, fault);
    }

    private static PresentFile FindPlain(string plain, DatasetFile file)
    {
        var fault = file.Checksum.Kind == ChecksumKind.Md5OfFile
            ? "there is a checksum of the packed file only"
            : ReadableFile.Read(plain, stream => file.Checksum.PlainFault(stream, file.ContentLength));
        return fault is null
            ? new(plain, Presence.Right)
            : throw new DataException($"{plain}: {fault}; it would be read in place of {file.Name}: move it away.");
    }

    private static bool IsWhole(string path)
    {
        try
        {
            IdxFile.Read(path);
            return true;
        }
        catch (DataException)
        {
            return false;
        }
    }
}
