using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lectures.Runner.Notebook;

namespace Lectures.Runner.Tests.Notebook;

/// <summary>Notebooks for tests, as Jupyter would write them.</summary>
internal static class NotebookText
{
    /// <summary>A notebook of code cells without outputs.</summary>
    public static string Of(params string[] cells) =>
        OfCells([.. cells.Select((source, k) => Code(source, $"c{k + 1}"))]);

    /// <summary>A notebook of cells.</summary>
    public static string OfCells(params JsonObject[] cells) => Write(new()
    {
        ["cells"] = new JsonArray([.. cells]),
        ["metadata"] = new JsonObject { ["language_info"] = new JsonObject { ["name"] = "C#" } },
        ["nbformat"] = 4,
        ["nbformat_minor"] = 5,
    });

    /// <summary>A code cell.</summary>
    public static JsonObject Code(
        string source, string id = "c1", JsonArray? outputs = null, JsonObject? metadata = null) => new()
        {
            ["cell_type"] = "code",
            ["execution_count"] = null,
            ["id"] = id,
            ["metadata"] = metadata ?? [],
            ["outputs"] = outputs ?? [],
            ["source"] = OutputJson.Lines(source),
        };

    /// <summary>Indented by one space, with a final newline.</summary>
    public static string Write(JsonObject notebook) =>
        new JsonForm(Unit: " ", Base: "", LineEnd: "\n", IsAscii: false).Write(notebook) + "\n";

    /// <summary>Reads a text as if it stood in a.ipynb.</summary>
    public static NotebookFile Read(string text) => NotebookReader.Read("a.ipynb", Encoding.UTF8.GetBytes(text));

    /// <summary>What the cells of a file have put out.</summary>
    public static IReadOnlyList<IReadOnlyList<CellOutput>> Outputs(string path) =>
        [.. NotebookReader.Read(path).Cells.Select(cell => cell.Stored)];

    /// <summary>The text of an output: of a stream, of what is shown, or the lines of an error.</summary>
    public static string Text(this CellOutput output) => output switch
    {
        StreamOutput stream => stream.Text,
        DisplayOutput shown => shown.Data["text/plain"],
        ErrorOutput error => string.Join('\n', error.Traceback),
        _ => throw new JsonException("no output"),
    };
}
