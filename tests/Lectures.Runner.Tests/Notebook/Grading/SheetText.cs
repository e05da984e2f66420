using System.Text.Json.Nodes;
using Lectures.Runner.Notebook.Grading;
using static Lectures.Runner.Tests.Notebook.NotebookText;

namespace Lectures.Runner.Tests.Notebook.Grading;

/// <summary>Cells of exercises for tests.</summary>
internal static class SheetText
{
    /// <summary>The teacher's own version of what the student writes.</summary>
    public static JsonObject Solution(string source, string id) => Code(source, id, metadata: Tagged("solution"));

    /// <summary>What the student writes.</summary>
    public static JsonObject Exercise(string source, string id) => Code(source, id, metadata: Tagged("exercise"));

    /// <summary>A test.</summary>
    public static JsonObject Test(string source, string id, double points = 1)
    {
        var metadata = Tagged("test");
        metadata["points"] = points;
        return Code(source, id, metadata: metadata);
    }

    /// <summary>The sheet of a teacher's notebook.</summary>
    public static ExerciseSheet Sheet(params JsonObject[] cells) => ExerciseSheet.Of(Read(OfCells(cells)));

    private static JsonObject Tagged(string tag) => new() { ["tags"] = new JsonArray(tag) };
}
