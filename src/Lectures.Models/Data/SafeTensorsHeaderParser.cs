using System.Text.Json;
using System.Text.Unicode;
using static TorchSharp.torch;

namespace Lectures.Models.Data;

/// <summary>Reads the JSON text of a safetensors header token by token: duplicate names stay visible that
/// way.</summary>
/// <param name="path">The file, for messages.</param>
/// <param name="text">The text with its padding.</param>
internal ref struct SafeTensorsHeaderParser(string path, byte[] text)
{
    private const int MostDimensions = 64;         // libtorch's kernels take no more

    private readonly Dictionary<string, SafeTensorsEntry> entries = [];
    private readonly Dictionary<string, string> metadata = [];
    private Utf8JsonReader json;

    /// <summary>The header; whether its offsets fit the file is not yet checked.</summary>
    /// <exception cref="DataException">A rule of the format is broken.</exception>
    public SafeTensorsHeader Parse()
    {
        if (text is not [(byte)'{', ..])
        {
            var got = text.Length == 0 ? "none" : $"byte 0x{text[0]:X2}";
            throw Error($"not a safetensors file: expected a header that begins with {{, got {got}");
        }
        if (!Utf8.IsValid(text)) throw Error("header: expected UTF-8, got other bytes");
        try
        {
            json = new Utf8JsonReader(text);
            json.Read();
            var seen = new HashSet<string>();
            while (NextName(seen, "header") is { } name)
            {
                if (name == SafeTensorsHeader.MetadataName) ReadMetadata();
                else entries.Add(name, ReadEntry(name));
            }
            if (text.AsSpan((int)json.BytesConsumed).TrimStart((byte)' ') is [var other, ..])
                throw Error($"header: expected spaces after its end, got byte 0x{other:X2}");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)   // half a surrogate pair
        {
            throw new DataException($"{path}: header: not valid JSON: {error.Message.ReplaceLineEndings(" ")}", error);
        }
        return new([.. entries.Values.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End)], metadata);
    }

    private SafeTensorsEntry ReadEntry(string name)
    {
        var subject = SafeTensorsHeader.Quote(name);
        Expect(JsonTokenType.StartObject, subject, "an object");
        (ScalarType? type, long[]? shape, long[]? offsets) = (null, null, null);
        var seen = new HashSet<string>();
        while (NextName(seen, subject) is { } key)
        {
            if (key == "dtype")
            {
                Expect(JsonTokenType.String, $"{subject}: dtype", "a string");
                var asked = json.GetString()!;
                type = SafeTensorsType.Find(asked)
                    ?? throw Error($"{subject}: dtype: expected one of {SafeTensorsType.Names}, "
                        + $"got {SafeTensorsHeader.Quote(asked)}");
            }
            else if (key == "shape") shape = ReadNumbers($"{subject}: shape", MostDimensions);
            else if (key == "data_offsets") offsets = ReadNumbers($"{subject}: data_offsets", 2);
            else throw Error($"{subject}: expected dtype, shape and data_offsets, got {SafeTensorsHeader.Quote(key)}");
        }
        if (type is null) throw Error($"{subject}: expected a dtype, got none");
        if (shape is null) throw Error($"{subject}: expected a shape, got none");
        if (offsets is not [var begin, var end])
            throw Error($"{subject}: data_offsets: expected 2 numbers, got {offsets?.Length ?? 0}");
        var needed = SafeTensorsEntry.Bytes(type.Value, shape)
            ?? throw Error($"{subject}: shape {Models.Expect.Text(shape)}: more bytes than 64 bits can count");
        if (end < begin) throw Error($"{subject}: data_offsets: expected an end of at least {begin:N0}, got {end:N0}");
        if (end - begin != needed)
            throw Error($"{subject}: shape {Models.Expect.Text(shape)} of {SafeTensorsType.Name(type.Value)} "
                + $"needs {needed:N0} bytes, its data_offsets have {end - begin:N0}");
        return new(name, type.Value, shape, begin, end);
    }

    private void ReadMetadata()
    {
        Expect(JsonTokenType.StartObject, SafeTensorsHeader.MetadataName, "an object");
        var seen = new HashSet<string>();
        while (NextName(seen, SafeTensorsHeader.MetadataName) is { } key)
        {
            Expect(
                JsonTokenType.String, $"{SafeTensorsHeader.MetadataName}: {SafeTensorsHeader.Quote(key)}", "a string");
            metadata.Add(key, json.GetString()!);
        }
    }

    /// <summary>The next name in an object, or null at its end.</summary>
    private string? NextName(HashSet<string> seen, string subject)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.EndObject) return null;
        var name = json.GetString()!;
        return seen.Add(name) ? name
            : throw Error($"{subject}: expected each name once, got {SafeTensorsHeader.Quote(name)} twice");
    }

    private long[] ReadNumbers(string subject, int most)
    {
        Expect(JsonTokenType.StartArray, subject, "an array of numbers");
        var numbers = new List<long>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (numbers.Count == most) throw Error($"{subject}: expected at most {most} numbers, got more");
            var digits = json.TokenType == JsonTokenType.Number
                && !json.ValueSpan.ContainsAnyExceptInRange((byte)'0', (byte)'9');
            if (!digits) throw Error($"{subject}: expected whole numbers from 0 on, got {Token()}");
            if (!json.TryGetInt64(out var number))
                throw Error($"{subject}: expected numbers of 63 bits, got {Token()}");
            numbers.Add(number);
        }
        return [.. numbers];
    }

    private void Expect(JsonTokenType token, string subject, string what)
    {
        json.Read();
        if (json.TokenType != token) throw Error($"{subject}: expected {what}, got {Token()}");
    }

    private readonly string Token() => json.TokenType switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a string",
        _ => SafeTensorsHeader.Quote(System.Text.Encoding.UTF8.GetString(json.ValueSpan)),
    };

    private readonly DataException Error(string what) => new($"{path}: {what}.");
}
