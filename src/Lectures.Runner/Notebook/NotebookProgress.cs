namespace Lectures.Runner.Notebook;

/// <summary>Runs a notebook and shows how far it is.</summary>
internal static class NotebookProgress
{
    /// <summary>Runs it, cell by cell.</summary>
    /// <exception cref="OperationCanceledException">Ctrl-C was pressed.</exception>
    public static IReadOnlyList<CellResult> Run(NotebookFile notebook, RunOptions options, TextWriter error) =>
        Progress.On(error).Run((view, cancel) =>
        {
            var (name, count) = (notebook.Path, notebook.Cells.Count);
            return new NotebookRun(notebook, options, note => view.Line($"{name}: {note}")).Run(
                place => view.Show($"{name} {place + 1}/{count}", (double)place / count),
                cancel.ThrowIfCancellationRequested,
                (result, seconds) =>
                {
                    var end = result.Error is null ? "ran" : "failed";
                    view.Line($"{name}: cell {result.Cell.Number} {end}   {seconds:0.0} s");
                });
        });

    /// <summary>What failed, a line each, and how many cells were not run for it.</summary>
    public static IEnumerable<string> Failures(IReadOnlyList<CellResult> results)
    {
        foreach (var failed in results.Where(result => result.Failed))
            yield return Line(failed.Cell.Number, failed.Error!);
        var left = results.Count(result => !result.IsRun);
        if (left > 0) yield return $"{Cells(left)} after it not run";
    }

    /// <summary>A number of cells.</summary>
    public static string Cells(int count) => count == 1 ? "1 cell" : $"{count} cells";

    private static string Line(int cell, ErrorOutput error) => (error.Name == ErrorOutput.ProcessEnded
        ? $"cell {cell} {error.Value}" : $"cell {cell}: {error.Name}: {error.Value}").ReplaceLineEndings(" ");
}
