using Lectures.Models.Data;

namespace Lectures.Runner.Datasets;

/// <summary>A file of a published data set: IDX in gzip.</summary>
/// <param name="Name">Its name, as it is on the mirrors and in the folder.</param>
/// <param name="Shape">The dimensions of what it holds.</param>
/// <param name="Checksum">The published checksum.</param>
internal sealed record DatasetFile(string Name, int[] Shape, Checksum Checksum)
{
    /// <summary>The name of the unpacked file.</summary>
    public string PlainName => Path.ChangeExtension(Name, null);

    /// <summary>Bytes of the unpacked file: magic number, dimensions, values.</summary>
    public long ContentLength => 4 + 4 * Shape.Length + Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>Bytes that the file has at most: gzip adds next to nothing to what it cannot pack.</summary>
    public long MostBytes => ContentLength + ContentLength / 1000 + 1024;

    /// <summary>What is wrong with bytes that should be this file, without naming it; null when they are.</summary>
    public string? Fault(byte[] packed)
    {
        if (packed is not [0x1F, 0x8B, ..])
            return $"expected gzip data, got {packed.Length:N0} bytes of something else";
        if (Checksum.Fault(packed, ContentLength) is { } fault) return fault;
        try
        {
            IdxFile.Unpack(Name, packed, Shape.Length);     // a checksum of the content says nothing of what follows it
            return null;
        }
        catch (DataException error)
        {
            return error.Message[$"{Name}: ".Length..].TrimEnd('.');
        }
    }
}
