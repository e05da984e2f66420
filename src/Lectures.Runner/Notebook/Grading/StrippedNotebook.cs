using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Lectures.Models.Data;

namespace Lectures.Runner.Notebook.Grading;

/// <summary>What students are given: the teacher's notebook with a stub in place of every solution, and without
/// outputs.</summary>
/// <remarks>
/// In a cell tagged <c>solution</c> stand, around what the student is to write, the lines
/// <c>// BEGIN SOLUTION what to write</c> and <c>// END SOLUTION</c>; a stub that says what to write takes the place of
/// what is between them. A cell without them keeps the comment that it begins with.
/// </remarks>
internal static partial class StrippedNotebook
{
    /// <summary>The content of the student's file; all but solutions, their tags and outputs stays byte for
    /// byte.</summary>
    /// <exception cref="DataException">A solution is not closed.</exception>
    public static byte[] Of(ExerciseSheet sheet)
    {
        var notebook = sheet.Notebook;
        return notebook.Replacing(notebook.Cells.SelectMany(cell => Changes(notebook, cell)));
    }

    private static IEnumerable<(Range At, string Text)> Changes(NotebookFile notebook, NotebookCell cell)
    {
        yield return (cell.OutputsAt, "[]");
        yield return (cell.CountAt, "null");
        if (!cell.Tags.Contains(ExerciseSheet.Solution)) yield break;
        yield return (cell.SourceAt, Written(cell.SourceAt, OutputJson.Lines(Stub(notebook.Path, cell))));
        yield return (cell.TagsAt!.Value, Written(cell.TagsAt.Value, new JsonArray([.. cell.Tags
            .Where(tag => tag != ExerciseSheet.Exercise)
            .Select(tag => (JsonNode)(tag == ExerciseSheet.Solution ? ExerciseSheet.Exercise : tag))])));

        string Written(Range at, JsonNode value) => JsonForm.At(notebook.Bytes, at.Start.Value).Write(value);
    }

    private static string Stub(string path, NotebookCell cell)
    {
        var lines = cell.Source.Split('\n');
        if (!lines.Any(line => Begin().IsMatch(line) || End().IsMatch(line)))
            return string.Concat(lines.TakeWhile(IsComment).Select(line => line + "\n")) + Throwing("", "");
        var stub = new StringBuilder();
        var inside = false;
        foreach (var line in lines)
        {
            if (Begin().Match(line) is { Success: true } begin)
            {
                if (inside) throw Unbalanced("another // BEGIN SOLUTION");
                inside = true;
                stub.Append(Throwing(begin.Groups["indentation"].Value, begin.Groups["what"].Value)).Append('\n');
            }
            else if (End().IsMatch(line))
                inside = inside ? false : throw Unbalanced("// END SOLUTION without a beginning");
            else if (!inside)
                stub.Append(line).Append('\n');
        }
        if (inside) throw Unbalanced("the end of the cell");
        return stub.ToString().TrimEnd('\n');

        DataException Unbalanced(string got) =>
            new($"{path}: cell {cell.Number}: expected // END SOLUTION after each // BEGIN SOLUTION, got {got}.");
    }

    private static bool IsComment(string line) => line.TrimStart().StartsWith("//", StringComparison.Ordinal);

    private static string Throwing(string indentation, string what) =>
        (what.Length > 0 ? $"{indentation}// TODO: {what}\n" : "")
        + $"{indentation}throw new NotImplementedException(\"Write this part.\");";

    [GeneratedRegex(@"^(?<indentation>\s*)//\s*BEGIN SOLUTION\s*:?\s*(?<what>.*?)\s*$")]
    private static partial Regex Begin();

    [GeneratedRegex(@"^\s*//\s*END SOLUTION\s*$")]
    private static partial Regex End();
}
