using System.Buffers.Binary;

namespace Lectures.Models.Data.Sound;

/// <summary>How the samples of a WAV file are stored: its chunk <c>fmt </c>.</summary>
internal sealed record SampleFormat(bool IsFloat, int Channels, int Rate, int Bits)
{
    private const int Pcm = 1, Float = 3, Extensible = 0xFFFE, PlainLength = 16, ExtensibleLength = 40;

    // The kind of an extensible format is the beginning of an identifier that ends so.
    private static ReadOnlySpan<byte> KindEnd => [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71];

    private int FrameLength => Channels * Bits / 8;

    /// <summary>Reads the chunk; refuses what is not read here.</summary>
    public static SampleFormat Parse(ReadOnlySpan<byte> chunk, string name)
    {
        if (chunk.Length < PlainLength)
            throw new DataException($"{name}: chunk \"fmt \": expected at least 16 bytes, got {chunk.Length}.");
        var kind = BinaryPrimitives.ReadUInt16LittleEndian(chunk);
        if (kind == Extensible && chunk.Length >= ExtensibleLength && chunk[26..].StartsWith(KindEnd))
            kind = BinaryPrimitives.ReadUInt16LittleEndian(chunk[24..]);
        var channels = BinaryPrimitives.ReadUInt16LittleEndian(chunk[2..]);
        var rate = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
        var bytesPerSecond = BinaryPrimitives.ReadUInt32LittleEndian(chunk[8..]);
        var frameLength = BinaryPrimitives.ReadUInt16LittleEndian(chunk[12..]);
        var bits = BinaryPrimitives.ReadUInt16LittleEndian(chunk[14..]);

        if ((kind, bits) is not ((Pcm, 8 or 16 or 24 or 32) or (Float, 32)))
            throw new DataException($"{name}: expected PCM (1) of 8, 16, 24 or 32 bits or float (3) of 32, "
                + $"got kind {kind} of {bits} bits; convert it to PCM.");
        if (channels is not (1 or 2))
            throw new DataException($"{name}: expected 1 or 2 channels, got {channels}.");
        if (rate is < WavFile.LowestRate or > WavFile.HighestRate)
        {
            throw new DataException($"{name}: expected a rate of {WavFile.LowestRate} to {WavFile.HighestRate} "
                + $"samples/s, got {rate}.");
        }
        var format = new SampleFormat(kind == Float, channels, (int)rate, bits);
        if (frameLength != format.FrameLength || bytesPerSecond != rate * format.FrameLength)
            throw new DataException($"{name}: {channels} channels of {bits} bits at {rate} samples/s are "
                + $"{format.FrameLength} bytes each, {rate * format.FrameLength} a second; "
                + $"header says {frameLength} and {bytesPerSecond}.");
        return format;
    }

    /// <summary>The samples of the chunk <c>data</c>, one channel, full scale ±1.</summary>
    public float[] Decode(ReadOnlySpan<byte> data, string name)
    {
        if (data.IsEmpty) throw new DataException($"{name}: there is no sample in it.");
        if (data.Length % FrameLength != 0)
        {
            throw new DataException(
                $"{name}: samples of {FrameLength} bytes do not fill {data.Length:N0} bytes; it is cut short.");
        }
        var samples = new float[data.Length / FrameLength];
        for (var i = 0; i < samples.Length; i++)
        {
            var frame = data[(i * FrameLength)..];
            samples[i] = Channels == 1 ? Sample(frame) : (Sample(frame) + Sample(frame[(Bits / 8)..])) / 2;
            if (!float.IsFinite(samples[i]))
                throw new DataException($"{name}: sample {i}: expected a finite value, got {samples[i]}.");
        }
        return samples;
    }

    // PCM of 8 bits is unsigned, of more bits signed, little-endian.
    private float Sample(ReadOnlySpan<byte> bytes) => Bits switch
    {
        8 => (bytes[0] - 128) / 128f,
        16 => BinaryPrimitives.ReadInt16LittleEndian(bytes) / 32768f,
        24 => (bytes[0] | bytes[1] << 8 | (sbyte)bytes[2] << 16) / 8388608f,
        _ when IsFloat => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        _ => BinaryPrimitives.ReadInt32LittleEndian(bytes) / 2147483648f,
    };
}
