using System.Buffers.Binary;

namespace Lectures.Models.Data;

/// <summary>The head of an IDX file: 00 00, a type code, the number of dimensions, and each of them.</summary>
/// <param name="Shape">The dimensions, outermost first.</param>
/// <remarks>Source: LeCun, Cortes and Burges, The MNIST database, section "The IDX file format".</remarks>
internal sealed record IdxHeader(int[] Shape)
{
    private const byte UnsignedByte = 0x08;
    private const long Absurd = 1L << 62;

    /// <summary>Bytes before the first value.</summary>
    public int Length => 4 + 4 * Shape.Length;

    /// <summary>The product of the dimensions, or <see cref="Absurd"/> where that is larger.</summary>
    public long ValueCount
    {
        get
        {
            if (Shape.Contains(0))
                return 0;
            var values = 1L;
            foreach (var size in Shape)
                values = values > Absurd / size ? Absurd : values * size;
            return values;
        }
    }

    /// <summary>Bytes that a file with this head must hold.</summary>
    public long FileLength => Length + ValueCount;

    /// <summary>What the head announces, for messages: <c>60000×28×28 (47,040,016 bytes)</c>.</summary>
    public override string ToString()
    {
        var bytes = ValueCount == Absurd ? "more than 2⁶² bytes" : $"{FileLength:N0} bytes";
        return $"{string.Join('×', Shape)} ({bytes})";
    }

    /// <summary>Reads and checks the head.</summary>
    /// <exception cref="DataException">It is cut short, or not the head of a file of unsigned bytes.</exception>
    /// <param name="path">The file, for messages.</param>
    /// <param name="stream">Where it begins.</param>
    /// <param name="dimensions">How many dimensions it must have; null for any number.</param>
    public static IdxHeader Read(string path, Stream stream, int? dimensions = null)
    {
        var magic = ReadBytes(path, stream, 4, "4 bytes of IDX magic number");
        if (magic is not [0, 0, ..])
        {
            throw new DataException($"{path}: not an IDX file: expected the magic number 00 00 08 and a number of "
                + $"dimensions, got {Convert.ToHexString(magic[..2])} as its first two bytes.");
        }
        if (magic[2] != UnsignedByte)
            throw new DataException($"{path}: expected unsigned bytes (IDX type code 0x08), got {TypeName(magic[2])}.");
        if (magic[3] == 0)
            throw new DataException($"{path}: expected at least one dimension, got 0 in byte 4 of the IDX header.");

        if (dimensions is { } expected && magic[3] != expected)
            throw new DataException(
                $"{path}: expected the magic number {0x800 + expected} ({expected} dimension{(expected == 1 ? "" : "s")}), "
                + $"got {0x800 + magic[3]} ({magic[3]} dimension{(magic[3] == 1 ? "" : "s")}).");

        var sizes = ReadBytes(path, stream, 4 * magic[3], $"{magic[3]} dimensions in its IDX header");
        var shape = new int[magic[3]];
        for (var d = 0; d < shape.Length; d++)
        {
            shape[d] = BinaryPrimitives.ReadInt32BigEndian(sizes.AsSpan(4 * d));
            if (shape[d] < 0)
            {
                throw new DataException($"{path}: dimension {d + 1} of {shape.Length} is {(uint)shape[d]}; "
                    + "an IDX dimension is at most 2147483647.");
            }
        }
        return new IdxHeader(shape);
    }

    /// <summary>Writes the head.</summary>
    public void Write(Stream stream)
    {
        Span<byte> head = new byte[Length];
        head[2] = UnsignedByte;
        head[3] = checked((byte)Shape.Length);
        for (var d = 0; d < Shape.Length; d++)
            BinaryPrimitives.WriteInt32BigEndian(head[(4 + 4 * d)..], Shape[d]);
        stream.Write(head);
    }

    private static byte[] ReadBytes(string path, Stream stream, int count, string what)
    {
        var bytes = new byte[count];
        var held = stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false);
        return held == count
            ? bytes
            : throw new DataException($"{path}: cut short: expected {what}, got {held} bytes.");
    }

    private static string TypeName(byte code) => code switch
    {
        0x09 => "signed bytes (0x09)",
        0x0B => "16-bit integers (0x0B)",
        0x0C => "32-bit integers (0x0C)",
        0x0D => "32-bit floats (0x0D)",
        0x0E => "64-bit floats (0x0E)",
        _ => $"the unknown type code 0x{code:X2}",
    };
}
