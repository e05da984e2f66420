using System.Buffers.Binary;

namespace Lectures.Models.Images;

/// <summary>Bytes with the most significant first.</summary>
internal sealed class BigEndianBytes
{
    private readonly List<byte> bytes = [];

    public int Count => bytes.Count;

    public BigEndianBytes Short(params ReadOnlySpan<int> values)
    {
        Span<byte> two = stackalloc byte[2];
        foreach (var value in values)
        {
            BinaryPrimitives.WriteUInt16BigEndian(two, unchecked((ushort)value));
            bytes.AddRange(two);
        }
        return this;
    }

    public BigEndianBytes Long(long value) => Short((int)(value >> 16), (int)(value & 0xFFFF));

    public BigEndianBytes Append(ReadOnlySpan<byte> more)
    {
        bytes.AddRange(more);
        return this;
    }

    public BigEndianBytes Append(BigEndianBytes more) => Append(more.ToArray());

    public BigEndianBytes Align()
    {
        while (Count % 4 > 0) bytes.Add(0);
        return this;
    }

    /// <summary>The checksum of a table: the sum of its numbers of 32 bits, modulo 2³².</summary>
    public uint Sum()
    {
        var sum = 0u;
        for (var i = 0; i < Count; i++) sum += (uint)bytes[i] << (8 * (3 - i % 4));
        return sum;
    }

    public byte[] ToArray() => [.. bytes];
}
