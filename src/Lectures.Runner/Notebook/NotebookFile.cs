using System.Text;

namespace Lectures.Runner.Notebook;

/// <summary>A notebook as it stands in its file.</summary>
/// <param name="Path">The file.</param>
/// <param name="Bytes">Its content.</param>
/// <param name="Language">What its metadata say that it is written in, or null.</param>
/// <param name="Cells">Its code cells.</param>
internal sealed record NotebookFile(
    string Path, byte[] Bytes, string? Language, IReadOnlyList<NotebookCell> Cells)
{
    /// <summary>The file's content with other outputs; all else stays byte for byte.</summary>
    /// <param name="results">For each cell whose outputs change.</param>
    public byte[] With(IEnumerable<CellResult> results) => Replacing(results.SelectMany(result => ((Range, string)[])
    [
        (result.Cell.OutputsAt, OutputJson.Text(result, JsonForm.At(Bytes, result.Cell.OutputsAt.Start.Value))),
        (result.Cell.CountAt, result.Count?.ToString() ?? "null"),
    ]));

    /// <summary>The file's content with other values; all else stays byte for byte.</summary>
    /// <param name="changes">Where values stand, and what is to stand there.</param>
    public byte[] Replacing(IEnumerable<(Range At, string Text)> changes)
    {
        var content = new MemoryStream();
        var done = 0;
        foreach (var (at, text) in changes.OrderBy(change => change.At.Start.Value))
        {
            content.Write(Bytes.AsSpan(done..at.Start.Value));
            content.Write(Encoding.UTF8.GetBytes(text));
            done = at.End.Value;
        }
        content.Write(Bytes.AsSpan(done));
        return content.ToArray();
    }
}
