using System.Buffers.Binary;

namespace Lectures.Models.Data;

/// <summary>The checksum in a gzip trailer: polynomial 0x04C11DB7, bits reversed (RFC 1952, §8).</summary>
internal static class Crc32
{
    private const uint Reversed = 0xEDB88320;
    private static readonly uint[][] remainders = MakeRemainders();

    /// <summary>The checksum of one piece of content followed by another.</summary>
    public static uint Of(ReadOnlySpan<byte> head, ReadOnlySpan<byte> tail) => ~Append(Append(~0u, head), tail);

    // Eight bytes at a time (Kounavis and Berry, 2005).
    private static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        var t = remainders;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            var word = BinaryPrimitives.ReadUInt64LittleEndian(bytes) ^ crc;
            crc = t[7][(byte)word] ^ t[6][(byte)(word >> 8)] ^ t[5][(byte)(word >> 16)] ^ t[4][(byte)(word >> 24)]
                ^ t[3][(byte)(word >> 32)] ^ t[2][(byte)(word >> 40)] ^ t[1][(byte)(word >> 48)] ^ t[0][word >> 56];
        }
        foreach (var b in bytes)
            crc = (crc >> 8) ^ t[0][(byte)(crc ^ b)];
        return crc;
    }

    // tables[k][b]: the remainder of byte b with k zero bytes after it
    private static uint[][] MakeRemainders()
    {
        var tables = new uint[8][];
        for (var k = 0; k < 8; k++)
        {
            tables[k] = new uint[256];
            for (var b = 0u; b < 256; b++)
            {
                var crc = k == 0 ? b : tables[k - 1][b];
                for (var bit = 0; bit < 8; bit++)
                    crc = (crc >> 1) ^ ((crc & 1) * Reversed);
                tables[k][b] = crc;
            }
        }
        return tables;
    }
}
