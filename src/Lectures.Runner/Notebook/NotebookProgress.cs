namespace Lectures.Runner.Notebook;

/// <summary>Runs a notebook and shows how far it is.</summary>
internal static class NotebookProgress
{
    /// <summary>Runs it, cell by cell.</summary>
    /// <exception cref="OperationCanceledException">Ctrl-C was pressed.</exception>
    public static IReadOnlyList<CellResult> Run(NotebookFile notebook, RunOptions options, TextWriter error) =>
        Progress.On(error).Run((view, cancel) =>
        {
            var run = new NotebookRun(notebook, options, note => view.Line($"{notebook.Path}: {note}"));
            return run.Run(
                place => view.Show($"{notebook.Path} {place + 1}/{notebook.Cells.Count}", (double)place / notebook.Cells.Count),
                cancel.ThrowIfCancellationRequested,
                (result, seconds) => view.Line(
                    $"{notebook.Path}: cell {result.Cell.Number} {(result.Error is null ? "ran" : "failed")}   {seconds:0.0} s"));
        });

    /// <summary>A failure in one line.</summary>
    public static string Line(CellResult failed) => failed.Error is { } error
        ? error.Name is "ProcessEnded" or "UnknownDirective" ? error.Value.ReplaceLineEndings(" ")
        : $"cell {failed.Cell.Number}: {error.Name}: {error.Value.ReplaceLineEndings(" ")}"
        : "";
}
