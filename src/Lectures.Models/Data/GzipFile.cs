using System.Buffers.Binary;
using System.IO.Compression;

namespace Lectures.Models.Data;

/// <summary>Reads a whole file, unpacked where it is gzip.</summary>
internal static class GzipFile
{
    private const int TrailerLength = 8;

    /// <summary>The content of a file.</summary>
    /// <param name="path">A file, gzip (one member) or plain.</param>
    /// <param name="most">The most bytes of content.</param>
    /// <exception cref="DataException">It is missing, empty or too large, or the gzip data is damaged.</exception>
    public static byte[] ReadAll(string path, long most) => ReadableFile.Read(path, file =>
    {
        if (file.Length == 0) throw new DataException($"{path}: the file is empty.");
        if (file.Length > most)
            throw new DataException($"{path}: expected at most {most:N0} bytes, got {file.Length:N0}.");
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]) ? Unpack(path, bytes, most) : bytes;
    });

    // GZipStream passes over a missing trailer and over bytes behind it. A trailer is the content's CRC-32 and length
    // modulo 2³², little-endian (RFC 1952, §2.3.1).
    private static byte[] Unpack(string path, byte[] packed, long most)
    {
        var content = new MemoryStream();
        try
        {
            using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
            var buffer = new byte[1 << 16];
            for (int read; (read = gzip.Read(buffer)) > 0;)
            {
                if (content.Length + read > most)
                    throw new DataException($"{path}: unpacks to more than the {most:N0} bytes allowed.");
                content.Write(buffer.AsSpan(0, read));
            }
        }
        catch (InvalidDataException error)
        {
            throw new DataException($"{path}: the gzip data is damaged.", error);
        }
        var bytes = content.ToArray();
        var trailer = packed.AsSpan(Math.Max(0, packed.Length - TrailerLength));
        if (trailer.Length < TrailerLength
            || BinaryPrimitives.ReadUInt32LittleEndian(trailer) != Crc32.Of(bytes, [])
            || BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]) != unchecked((uint)bytes.Length))
        {
            throw new DataException($"{path}: the gzip data does not end in the checksum of its content: "
                + "cut short, or more than one gzip member; fetch it again, or pack it again with gzip.");
        }
        return bytes;
    }
}
