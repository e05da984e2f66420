using System.Buffers.Binary;
using System.Text;

namespace Lectures.Models.Data.Sound;

/// <summary>Sound in a RIFF file, WAV: PCM of 8, 16, 24 or 32 bits or float of 32 bits, mono or stereo.</summary>
/// <remarks>
/// A file is a list of chunks (name, length, content): <c>fmt </c> tells how <c>data</c> is to be read, all others are
/// passed over. Every byte is accounted for: what the lengths announce must be there and nothing behind it.
/// Source: Microsoft and IBM (1991), Multimedia Programming Interface and Data Specifications 1.0.
/// </remarks>
public static class WavFile
{
    /// <summary>The lowest and the highest rate that is read, in samples per second.</summary>
    public const int LowestRate = 1_000, HighestRate = 768_000;

    private const int HeaderLength = 12, ChunkHeaderLength = 8, LargestFile = 1 << 30;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The sound, stereo averaged to one channel.</returns>
    /// <exception cref="DataException">The file is missing, cut short, too long, damaged or of another
    /// kind.</exception>
    public static Waveform Read(string path) => ReadableFile.Read(path, file =>
    {
        if (file.Length > LargestFile)
            throw new DataException($"{path}: expected at most {LargestFile:N0} bytes, got {file.Length:N0}.");
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return Parse(bytes, path);
    });

    /// <summary>Reads the content of a file.</summary>
    /// <param name="file">All its bytes.</param>
    /// <param name="name">What messages call it.</param>
    /// <returns>The sound, stereo averaged to one channel.</returns>
    /// <exception cref="DataException">It is cut short, too long, damaged or of another kind.</exception>
    public static Waveform Parse(ReadOnlySpan<byte> file, string name)
    {
        if (file.IsEmpty) throw new DataException($"{name}: the file is empty; expected a WAV file.");
        if (file.Length < HeaderLength || !file.StartsWith("RIFF"u8) || !file[8..].StartsWith("WAVE"u8))
            throw new DataException($"{name}: expected a WAV file, which begins with RIFF….WAVE, "
                + $"got {Text(file, Math.Min(HeaderLength, file.Length))}.");
        var announced = ChunkHeaderLength + (long)BinaryPrimitives.ReadUInt32LittleEndian(file[4..]);
        if (announced != file.Length && announced != file.Length + 1)      // a last odd chunk may lack its padding
            throw new DataException($"{name}: header announces {announced:N0} bytes, file holds {file.Length:N0}.");

        SampleFormat? format = null;
        Waveform? sound = null;
        for (var at = HeaderLength; at < file.Length;)
        {
            if (file.Length - at < ChunkHeaderLength)
                throw new DataException($"{name}: {file.Length - at} bytes behind the last chunk are no chunk.");
            var kind = file.Slice(at, 4);
            var content = file[(at + ChunkHeaderLength)..];
            var length = BinaryPrimitives.ReadUInt32LittleEndian(file[(at + 4)..]);
            if (length > content.Length)
            {
                throw new DataException($"{name}: chunk {Text(kind, 4)} announces {length:N0} bytes, "
                    + $"file holds {content.Length:N0} more.");
            }
            content = content[..(int)length];
            if (kind.SequenceEqual("fmt "u8))
                format = SampleFormat.Parse(content, name);
            else if (kind.SequenceEqual("data"u8))
                sound = sound is null
                    ? new((format ?? throw Missing("fmt ")).Decode(content, name), format.Rate)
                    : throw new DataException($"{name}: expected one chunk \"data\", got several.");
            at += ChunkHeaderLength + (int)(length + length % 2);
        }
        return sound ?? throw Missing("data");

        DataException Missing(string chunk) => new($"{name}: expected a chunk \"{chunk}\", found none in its place.");
    }

    /// <summary>Writes a sound as PCM of 16 bits, mono; whole or not at all.</summary>
    /// <param name="path">The file to make or to replace; its folder must exist.</param>
    /// <param name="sound">The sound; beyond ±1 it is cut off.</param>
    /// <exception cref="DataException">The file cannot be written.</exception>
    public static void Write(string path, Waveform sound)
    {
        var bytes = new byte[44 + 2 * sound.Samples.Length];
        var header = bytes.AsSpan();
        "RIFF"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], bytes.Length - ChunkHeaderLength);
        "WAVEfmt "u8.CopyTo(header[8..]);
        ReadOnlySpan<int> format = [16, 1 | 1 << 16, sound.Rate, 2 * sound.Rate, 2 | 16 << 16];
        for (var i = 0; i < format.Length; i++)
            BinaryPrimitives.WriteInt32LittleEndian(header[(16 + 4 * i)..], format[i]);
        "data"u8.CopyTo(header[36..]);
        BinaryPrimitives.WriteInt32LittleEndian(header[40..], bytes.Length - 44);
        for (var i = 0; i < sound.Samples.Length; i++)
        {
            var sample = Math.Clamp(MathF.Round(sound.Samples[i] * 32768), short.MinValue, short.MaxValue);
            BinaryPrimitives.WriteInt16LittleEndian(header[(44 + 2 * i)..], (short)sample);
        }
        AtomicFile.Write(path, file => file.Write(bytes));
    }

    // A quoted name, what cannot be printed as a dot.
    private static string Text(ReadOnlySpan<byte> bytes, int count) =>
        $"\"{string.Concat(Encoding.Latin1.GetString(bytes[..count]).Select(c => c is >= ' ' and <= '~' ? c : '.'))}\"";
}
