using System.Buffers.Binary;
using System.Text.Json;

namespace Lectures.Models.Data;

/// <summary>The head of a safetensors file: the length N of a JSON text in 8 bytes, little-endian, and the
/// text.</summary>
/// <param name="Entries">The tensors in the order of their bytes, which follow the head without hole or
/// overlap.</param>
/// <param name="Metadata">Free strings by name.</param>
/// <remarks>Source: Hugging Face, Safetensors, section "Format".</remarks>
internal sealed record SafeTensorsHeader(
    IReadOnlyList<SafeTensorsEntry> Entries, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>The name that is no tensor.</summary>
    public const string MetadataName = "__metadata__";

    /// <summary>The longest text that a reader accepts.</summary>
    public const int MaxLength = 100_000_000;

    private const int Alignment = 8;

    /// <summary>Reads and checks the head, and that what it announces is what the file holds.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="file">At its beginning; afterwards at the first byte of the data.</param>
    /// <exception cref="DataException">A rule of the format is broken.</exception>
    public static SafeTensorsHeader Read(string path, FileStream file)
    {
        Span<byte> head = stackalloc byte[8];
        if (file.ReadAtLeast(head, 8, throwOnEndOfStream: false) < 8)
            throw new DataException($"{path}: cut short: expected 8 bytes of header length, got {file.Length}.");
        var length = BinaryPrimitives.ReadUInt64LittleEndian(head);
        if (length > MaxLength)
            throw new DataException(
                $"{path}: not a safetensors file: its header would have {length:N0} bytes, "
                + $"at most {MaxLength:N0} are allowed.");
        if (length > (ulong)(file.Length - 8))
            throw new DataException(
                $"{path}: cut short: expected a header of {length:N0} bytes, got {file.Length - 8:N0}.");
        var text = new byte[length];
        file.ReadExactly(text);
        var header = new SafeTensorsHeaderParser(path, text).Parse();
        header.CheckOffsets(path, file.Length - file.Position);
        return header;
    }

    /// <summary>Writes the head, padded with spaces so that the data begins at a multiple of 8.</summary>
    /// <exception cref="ArgumentException">It is longer than a reader accepts.</exception>
    public void Write(Stream stream)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text)) Write(json);
        while (text.Length % Alignment != 0) text.WriteByte((byte)' ');
        if (text.Length > MaxLength)
            throw new ArgumentException(
                $"header: expected at most {MaxLength:N0} bytes of names and shapes, got {text.Length:N0}.");
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        stream.Write(length);
        text.WriteTo(stream);
    }

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        if (Metadata.Count > 0)
        {
            json.WriteStartObject(MetadataName);
            foreach (var (name, value) in Metadata) json.WriteString(name, value);
            json.WriteEndObject();
        }
        foreach (var entry in Entries)
        {
            json.WriteStartObject(entry.Name);
            json.WriteString("dtype", SafeTensorsType.Name(entry.Type));
            WriteNumbers("shape", entry.Shape);
            WriteNumbers("data_offsets", [entry.Begin, entry.End]);
            json.WriteEndObject();
        }
        json.WriteEndObject();

        void WriteNumbers(string name, long[] numbers)
        {
            json.WriteStartArray(name);
            foreach (var number in numbers) json.WriteNumberValue(number);
            json.WriteEndArray();
        }
    }

    private void CheckOffsets(string path, long held)
    {
        var end = 0L;
        foreach (var entry in Entries)
        {
            if (entry.Begin != end)
                throw new DataException(
                    $"{path}: {Quote(entry.Name)}: expected its bytes to begin at {end:N0}, where those before end, "
                    + $"got {entry.Begin:N0}: "
                    + $"{(entry.Begin < end ? "tensors must not overlap" : "there must be no hole")}.");
            end = entry.End;
        }
        if (end > held) throw new DataException($"{path}: cut short: expected {end:N0} bytes of data, got {held:N0}.");
        if (end < held) throw new DataException(
            $"{path}: expected {end:N0} bytes of data, got {held:N0}: what follows belongs to no tensor.");
    }

    /// <summary>A name for a message: in one line, and not too long.</summary>
    internal static string Quote(string name)
    {
        const int most = 80;
        var escaped = name.Any(char.IsControl) ? JsonEncodedText.Encode(name).ToString() : name;
        return escaped.Length == 0 ? "\"\"" : escaped.Length > most ? $"{escaped[..most]}…" : escaped;
    }
}
