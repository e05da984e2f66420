using System.Text.Json.Nodes;

namespace Lectures.Runner.Notebook;

/// <summary>Outputs as nbformat writes them: keys in alphabetical order, a text as a list of its lines.</summary>
internal static class OutputJson
{
    /// <summary>The value of <c>outputs</c>.</summary>
    public static string Text(CellResult result, JsonForm form) =>
        form.Write(new JsonArray([.. result.Outputs.Select(output => Node(output, result.Count))]));

    private static JsonObject Node(CellOutput output, int? count) => output switch
    {
        StreamOutput stream => new()
        {
            ["name"] = stream.Name,
            ["output_type"] = "stream",
            ["text"] = Lines(stream.Text),
        },
        DisplayOutput { IsResult: true } result => new()
        {
            ["data"] = Data(result),
            ["execution_count"] = count,
            ["metadata"] = new JsonObject(),
            ["output_type"] = "execute_result",
        },
        DisplayOutput display => new()
        {
            ["data"] = Data(display),
            ["metadata"] = new JsonObject(),
            ["output_type"] = "display_data",
        },
        ErrorOutput error => new()
        {
            ["ename"] = error.Name,
            ["evalue"] = error.Value,
            ["output_type"] = "error",
            ["traceback"] = new JsonArray([.. error.Traceback.Select(line => (JsonNode)line)]),
        },
        _ => throw new ArgumentException($"{output.GetType().Name}: expected an output that nbformat has."),
    };

    private static JsonObject Data(DisplayOutput display) => new(
        display.Data.OrderBy(form => form.Key, StringComparer.Ordinal).Select(form =>
            KeyValuePair.Create(form.Key, IsText(form.Key) ? (JsonNode?)Lines(form.Value) : form.Value)));

    private static bool IsText(string mediaType) =>
        mediaType.StartsWith("text/", StringComparison.Ordinal) || mediaType is "image/svg+xml";

    /// <summary>A text as a list of its lines, each with its line end.</summary>
    public static JsonArray Lines(string text)
    {
        var lines = new JsonArray();
        for (var at = 0; at < text.Length;)
        {
            var end = text.IndexOf('\n', at) is >= 0 and var found ? found + 1 : text.Length;
            lines.Add((JsonNode)text[at..end]);
            at = end;
        }
        return lines;
    }
}
