using System.Text.Json;

namespace Lectures.Runner.Train;

/// <summary>What is wrong with JSON, in our words.</summary>
internal static class JsonFault
{
    private const int MostShown = 40;

    /// <summary>Where a text is no JSON, or not the JSON that is expected, and what stands there.</summary>
    /// <param name="fault">What was found.</param>
    /// <param name="text">The text.</param>
    /// <param name="before">Lines before the text in its file.</param>
    public static string Of(JsonException fault, string text, int before = 0)
    {
        if (string.IsNullOrWhiteSpace(text)) return "the file is empty; expected an object {…}.";
        var lines = text.Split('\n');
        var at = (int)Math.Min(fault.LineNumber ?? 0, lines.Length - 1);
        while (at > 0 && string.IsNullOrWhiteSpace(lines[at])) at--;        // where the end comes too early
        var line = lines[at].Trim();
        return $"line {before + at + 1}: {(line.Length > MostShown ? $"{line[..MostShown]}…" : line)}; "
            + (fault.Path is { Length: > 2 } path ? $"expected another value of {path[2..]}."
                : "check its quotes, commas and brackets.");
    }
}
