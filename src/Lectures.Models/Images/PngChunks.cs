using System.Buffers.Binary;
using System.Text;
using Lectures.Models.Data;

namespace Lectures.Models.Images;

/// <summary>The checksums of a PNG file (PNG specification, §5.3), which decoders pass over.</summary>
internal static class PngChunks
{
    private const int SignatureLength = 8, LengthAndType = 8, Checksum = 4;

    /// <summary>Checks that every chunk is there, up to IEND, and is what was written.</summary>
    public static void Check(ReadOnlySpan<byte> file, string name)
    {
        for (var rest = file[SignatureLength..]; ;)
        {
            if (rest.Length < LengthAndType + Checksum)
                throw Damaged(name, "it is cut off");
            var length = BinaryPrimitives.ReadUInt32BigEndian(rest);
            var type = Encoding.Latin1.GetString(rest.Slice(4, 4));
            var label = type.All(char.IsAsciiLetter) ? type : "of no type";
            if (length > rest.Length - LengthAndType - Checksum)
                throw Damaged(name, $"it is cut off in the chunk {label}");

            var content = rest.Slice(4, 4 + (int)length);
            if (Crc32.Of(content, []) != BinaryPrimitives.ReadUInt32BigEndian(rest[(LengthAndType + (int)length)..]))
                throw Damaged(name, $"the checksum of the chunk {label} is wrong");
            if (type == "IEND")
                return;
            rest = rest[(LengthAndType + (int)length + Checksum)..];
        }
    }

    private static DataException Damaged(string name, string how) =>
        new($"{name}: damaged PNG image: {how}; copy or save it again.");
}
