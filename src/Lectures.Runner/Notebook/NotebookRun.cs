using System.Diagnostics;
using Lectures.Models.Display;

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
                results.Add(new(cell, null, []) { IsRun = false });
                continue;
            }
            var clock = Stopwatch.StartNew();
            if (Run(process, cell, tick) is not { } result) continue;
            results.Add(result);
            done(result, clock.Elapsed.TotalSeconds);
        }
        return results;
    }

    // Null for a cell in other languages, whose outputs stay.
    private CellResult? Run(NotebookProcess process, NotebookCell cell, Action tick)
    {
        var outputs = new CellOutputs();
        try
        {
            var parts = CellReader.Parts(cell.Source, cell.Language ?? notebook.Language);
            var known = parts.Where(part => CellReader.IsKnown(part.Language)).ToList();
            var others = parts.Except(known).Select(part => part.Language).Distinct().ToList();
            if (others.Count > 0)
                note($"cell {cell.Number}: skipped, it is {string.Join(" and ", others)}; only C# is run.");
            if (others.Count > 0 && known.Count == 0) return null;
            foreach (var part in known)
            {
                if (part.Language == CellReader.CSharp)
                    process.Run(new(cell.Number, part.Text), outputs, options.CellTimeout, tick);
                else
                    outputs.Show("", new(Shown(part).Forms, IsResult: false));
                if (process.End is { } end)
                    outputs.Fail(new(ErrorOutput.ProcessEnded, end, [$"cell {cell.Number} {end}"]));
                if (outputs.All.Any(output => output is ErrorOutput)) break;
            }
        }
        catch (CellFault fault)
        {
            outputs.Fail(new(fault.Kind, fault.Message, [$"cell {cell.Number}, line {fault.Line}: {fault.Message}"]));
        }
        return new(cell, string.IsNullOrWhiteSpace(cell.Source) ? null : ++count, outputs.All);
    }

    private static MimeBundle Shown(CellPart part)
    {
        var text = part.Text.Trim();
        return part.Language == CellReader.Html
            ? Screen.HTML(text)
            : new(new Dictionary<string, string> { ["text/markdown"] = text, ["text/plain"] = text });
    }
}
