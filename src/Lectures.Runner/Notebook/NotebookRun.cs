using System.Diagnostics;

namespace Lectures.Runner.Notebook;

/// <summary>How a notebook is run.</summary>
/// <param name="CellTimeout">The time a cell may take.</param>
/// <param name="KeepGoing">Whether cells after one that failed are run too.</param>
internal sealed record RunOptions(TimeSpan CellTimeout, bool KeepGoing);

/// <summary>Runs the cells of a notebook in order.</summary>
/// <param name="notebook">The notebook.</param>
/// <param name="options">How.</param>
/// <param name="note">Takes a line on what is not run.</param>
internal sealed class NotebookRun(NotebookFile notebook, RunOptions options, Action<string> note)
{
    private int count;

    /// <summary>Runs them all; those after a failure are left without outputs, unless one is to keep going.</summary>
    /// <param name="begin">Called before each cell with its place among those that run.</param>
    /// <param name="tick">Called all the while; may throw to give up.</param>
    /// <param name="done">Called after each cell with the seconds that it took.</param>
    /// <returns>What became of each cell that is C#.</returns>
    public IReadOnlyList<CellResult> Run(Action<int> begin, Action tick, Action<CellResult, double> done)
    {
        using var process = new NotebookProcess(notebook.Path);
        process.AwaitStart(tick);
        var results = new List<CellResult>();
        foreach (var cell in notebook.Cells)
        {
            begin(results.Count);
            if (process.End is not null || (results.Exists(result => result.Failed) && !options.KeepGoing))
            {
                if (!CellReader.IsForeign(cell, notebook.Language)) results.Add(new(cell, null, []) { IsRun = false });
                continue;
            }
            var clock = Stopwatch.StartNew();
            if (CellRun.Run(process, cell, notebook.Language, options.CellTimeout, tick, note) is not { } outputs)
                continue;
            var result = new CellResult(cell, string.IsNullOrWhiteSpace(cell.Source) ? null : ++count, outputs);
            results.Add(result);
            done(result, clock.Elapsed.TotalSeconds);
        }
        return results;
    }
}
