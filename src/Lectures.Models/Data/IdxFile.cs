using System.Buffers.Binary;
using System.IO.Compression;

namespace Lectures.Models.Data;

/// <summary>Files in MNIST's IDX format, unsigned bytes only, plain or in gzip.</summary>
/// <remarks>
/// Whether a file is gzip is seen from its content, not from its name. Every byte is accounted for: a file is refused
/// when it is cut short or has anything behind its end. A gzip file is one member with nothing after it, although
/// RFC 1952 allows a chain of members: in a chain, a broken download and a second file glued on look alike.
/// </remarks>
public static class IdxFile
{
    // Deflate makes at most 258 bytes of 2 bits (zlib's technical notes give 1032 : 1 as the limit).
    private const long DeflateLimit = 1032;
    private const int GzipTrailer = 8;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="dimensions">How many dimensions it must have; null for any number.</param>
    /// <returns>The dimensions, outermost first, and the values in row-major order.</returns>
    /// <exception cref="DataException">
    /// The file is missing, empty, cut short, too long, damaged, or not an IDX file of unsigned bytes.
    /// </exception>
    public static (int[] Shape, byte[] Values) Read(string path, int? dimensions = null) =>
        ReadableFile.Read(path, file =>
    {
        if (file.Length == 0)
            throw new DataException($"{path}: the file is empty; fetch it again.");
        var gzip = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
        file.Position = 0;
        try
        {
            return gzip ? ReadGzip(path, file, dimensions) : ReadPlain(path, file, dimensions);
        }
        catch (InvalidDataException error)
        {
            throw new DataException($"{path}: the gzip data is damaged; fetch it again.", error);
        }
    });

    /// <summary>Writes a file, whole or not at all; in gzip when the name ends in <c>.gz</c>.</summary>
    /// <param name="path">The file to make or to replace; its folder must exist.</param>
    /// <param name="shape">1 to 255 dimensions, outermost first, none negative.</param>
    /// <param name="values">The values in row-major order, as many as the product of the dimensions.</param>
    /// <exception cref="ArgumentException">The shape is not one, or does not fit the number of values.</exception>
    /// <exception cref="DataException">The file cannot be written.</exception>
    public static void Write(string path, ReadOnlySpan<int> shape, ReadOnlyMemory<byte> values)
    {
        var header = new IdxHeader(shape.ToArray());
        if (shape.Length is 0 or > 255 || header.Shape.Any(size => size < 0))
        {
            throw new ArgumentException(
                $"shape: expected 1 to 255 dimensions ≥ 0, got ({string.Join(", ", header.Shape)}).");
        }
        if (header.ValueCount != values.Length)
            throw new ArgumentException($"values: shape {header} needs {header.ValueCount}, got {values.Length}.");

        AtomicFile.Write(path, file =>
        {
            using var gzip = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
                ? new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true)
                : null;
            var stream = gzip ?? file;
            header.Write(stream);
            stream.Write(values.Span);
        });
    }

    private static (int[] Shape, byte[] Values) ReadPlain(string path, FileStream file, int? dimensions)
    {
        var header = IdxHeader.Read(path, file, dimensions);
        if (file.Length < header.FileLength)
            throw new DataException(
                $"{path}: header announces {header}, file holds {file.Length:N0}; fetch it again.");
        if (file.Length > header.FileLength)
            throw new DataException(
                $"{path}: header announces {header}, file holds {file.Length:N0}: what follows is not IDX data.");

        var values = Allocate(path, header);
        file.ReadExactly(values);
        return (header.Shape, values);
    }

    private static (int[] Shape, byte[] Values) ReadGzip(string path, FileStream file, int? dimensions)
    {
        if (file.Length > Array.MaxLength)
            throw new DataException($"{path}: {file.Length} bytes of gzip are more than can be read.");
        var packed = GC.AllocateUninitializedArray<byte>((int)file.Length);
        file.ReadExactly(packed);
        return Unpack(path, packed, dimensions);
    }

    /// <summary>The content of a gzip file that is in memory, with the checks of <see cref="Read"/>.</summary>
    /// <exception cref="InvalidDataException">The gzip data is damaged.</exception>
    internal static (int[] Shape, byte[] Values) Unpack(string path, byte[] packed, int? dimensions = null)
    {
        using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        var header = IdxHeader.Read(path, gzip, dimensions);
        if (header.FileLength > DeflateLimit * packed.Length)
            throw new DataException(
                $"{path}: header announces {header}, more than {packed.Length:N0} bytes of gzip can hold.");

        var values = Allocate(path, header);
        var held = gzip.ReadAtLeast(values, values.Length, throwOnEndOfStream: false);
        if (held < values.Length)
            throw new DataException(
                $"{path}: header announces {header}, the gzip data is cut short after {header.Length + held:N0}; "
                + "fetch it again.");
        if (gzip.ReadByte() >= 0)
            throw new DataException(
                $"{path}: header announces {header}, the gzip data goes on behind it: what follows is not IDX data.");
        CheckTrailer(path, packed, header, values);
        return (header.Shape, values);
    }

    // GZipStream passes over a missing trailer and over bytes behind it. A trailer is the content's CRC-32 and length
    // modulo 2³², little-endian (RFC 1952, §2.3.1), and must be the last thing in the file.
    private static void CheckTrailer(string path, byte[] packed, IdxHeader header, byte[] values)
    {
        using var content = new MemoryStream(header.Length);
        header.Write(content);
        var trailer = new byte[GzipTrailer];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, Crc32.Of(content.ToArray(), values));
        BinaryPrimitives.WriteUInt32LittleEndian(trailer.AsSpan(4), unchecked((uint)header.FileLength));

        var end = packed.AsSpan().IndexOf(trailer) + GzipTrailer;
        if (end < GzipTrailer)
            throw new DataException(
                $"{path}: the gzip data does not end in the checksum of its content: "
                + "cut short, or more than one gzip member; fetch it again, or pack it again with gzip.");
        if (end < packed.Length)
        {
            throw new DataException(
                $"{path}: {packed.Length - end:N0} bytes of garbage follow the gzip data; fetch it again.");
        }
    }

    private static byte[] Allocate(string path, IdxHeader header)
    {
        if (header.ValueCount > Array.MaxLength)
            throw new DataException($"{path}: header announces {header}, more than the {Array.MaxLength:N0} allowed.");
        return GC.AllocateUninitializedArray<byte>((int)header.ValueCount);
    }
}
