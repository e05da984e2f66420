using System.Text.Json;
using Lectures.Models.Data;

namespace Lectures.Runner.Datasets;

/// <summary>What a text file holds.</summary>
/// <param name="Source">The file.</param>
/// <param name="Characters">How many.</param>
/// <param name="Vocabulary">The different ones.</param>
internal sealed record TextInfo(string Source, int Characters, IReadOnlyList<string> Vocabulary) : IDataInfo
{
    private const int MostShown = 100;

    /// <summary>Reads a file.</summary>
    /// <exception cref="DataException">It is not a text in UTF-8.</exception>
    public static TextInfo Of(string source)
    {
        var text = TextCorpus.Load(source);
        return new(source, text.Length, [.. text.Vocabulary.Select(rune => rune.ToString())]);
    }

    /// <inheritdoc/>
    public void Write(TextWriter output)
    {
        output.WriteLine($"{Source}: {Characters:N0} characters, {Vocabulary.Count:N0} different:");
        var shown = string.Concat(Vocabulary.Take(MostShown).Select(Visible));
        output.WriteLine($"  {shown}{(Vocabulary.Count > MostShown ? "…" : "")}");
    }

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("kind", "text");
        json.WriteString("source", Source);
        json.WriteNumber("characters", Characters);
        json.WriteStartArray("vocabulary");
        foreach (var character in Vocabulary) json.WriteStringValue(character);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    // A control character would act on the terminal.
    private static string Visible(string character) => character switch
    {
        "\n" => "⏎",
        " " => "␣",
        [var only] when char.IsControl(only) => $"\\u{(int)only:X4}",
        _ => character,
    };
}
