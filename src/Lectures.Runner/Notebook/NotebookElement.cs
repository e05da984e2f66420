using System.Text.Json;

namespace Lectures.Runner.Notebook;

/// <summary>What breaks a rule of nbformat; the message lacks the file's name.</summary>
internal sealed class NotebookFault(string message) : Exception(message);

/// <summary>A value in a notebook, with its place for messages; what is not as expected throws a
/// <see cref="NotebookFault"/>.</summary>
/// <param name="Json">The value.</param>
/// <param name="Place">Where it stands: <c>cell 3: output 1: </c>.</param>
internal readonly record struct NotebookElement(JsonElement Json, string Place)
{
    public NotebookFault Fault(string what) => new($"{Place}{what}.");

    public NotebookElement? Find(string name) =>
        Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty(name, out var value)
            ? new(value, $"{Place}{name}: ") : null;

    public NotebookElement Get(string name) => Find(name) ?? throw Fault($"'{name}' is missing");

    public NotebookElement ExpectObject() =>
        Json.ValueKind == JsonValueKind.Object ? this : throw Unexpected("an object");

    public string? TextOrNull() => Json.ValueKind == JsonValueKind.String ? Json.GetString() : null;

    public string Text() => TextOrNull() ?? throw Unexpected("a string");

    /// <summary>A text, which may stand there as a list of its lines.</summary>
    public string Lines() => Json.ValueKind == JsonValueKind.Array
        ? string.Concat(Items("line").Select(line => line.Text()))
        : TextOrNull() ?? throw Unexpected("a string or a list of strings");

    public IEnumerable<NotebookElement> Items(string kind)
    {
        var place = Outer(Place);
        return Json.ValueKind != JsonValueKind.Array
            ? throw Unexpected("a list")
            : Json.EnumerateArray().Select((item, index) => new NotebookElement(item, $"{place}{kind} {index + 1}: "));
    }

    public long Whole() => Json.ValueKind == JsonValueKind.Number && Json.TryGetInt64(out var value)
        ? value : throw Unexpected("a whole number");

    public void ExpectCount()
    {
        if (Json.ValueKind != JsonValueKind.Null && Whole() < 0) throw Unexpected("null or a number from 0");
    }

    private NotebookFault Unexpected(string expected) => Fault($"expected {expected}, got {Json.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => Json.GetRawText(),
        JsonValueKind.Null => "null",
        _ => "true or false",
    }}");

    // "cells: " and "outputs: " say nothing that "cell 3: " and "output 1: " do not.
    private static string Outer(string place)
    {
        var end = place.EndsWith("cells: ", StringComparison.Ordinal) ? "cells: "
            : place.EndsWith("outputs: ", StringComparison.Ordinal) ? "outputs: " : "";
        return place[..^end.Length];
    }
}
