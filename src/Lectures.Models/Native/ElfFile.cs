using System.Buffers.Binary;

namespace Lectures.Models.Native;

/// <summary>The header of a shared library on Linux (System V ABI, chapters 4 and 5).</summary>
internal static class ElfFile
{
    private const uint Magic = 0x464c457f;
    private const uint Load = 1;    // PT_LOAD

    /// <summary>Whether a 64-bit little-endian ELF file ends before a part that the loader would map.</summary>
    /// <param name="path">The file; one that does not exist, or is no such file, counts as whole.</param>
    public static bool IsTruncated(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        using var file = File.OpenRead(path);
        var header = new byte[64];
        if (file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length
            || BinaryPrimitives.ReadUInt32LittleEndian(header) != Magic || header[4] != 2 || header[5] != 1)
        {
            return false;
        }

        var size = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(0x36));
        var segments = new byte[size * BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(0x38))];
        file.Position = Math.Max(0, BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(0x20)));
        if (file.ReadAtLeast(segments, segments.Length, throwOnEndOfStream: false) < segments.Length)
        {
            return true;
        }

        for (var start = 0; start + 40 <= segments.Length; start += size)
        {
            var segment = segments.AsSpan(start);
            var end = BinaryPrimitives.ReadUInt64LittleEndian(segment[8..])
                + BinaryPrimitives.ReadUInt64LittleEndian(segment[32..]);
            if (BinaryPrimitives.ReadUInt32LittleEndian(segment) == Load && end > (ulong)file.Length)
            {
                return true;
            }
        }

        return false;
    }
}
