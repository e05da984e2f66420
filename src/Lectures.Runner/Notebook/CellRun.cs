using Lectures.Models.Display;

namespace Lectures.Runner.Notebook;

/// <summary>Runs one cell in a notebook's process.</summary>
internal static class CellRun
{
    /// <summary>Runs it.</summary>
    /// <param name="process">Where.</param>
    /// <param name="cell">The cell.</param>
    /// <param name="language">What the notebook is written in, or null.</param>
    /// <param name="limit">The time it may take.</param>
    /// <param name="tick">Called all the while; may throw to give up.</param>
    /// <param name="note">Takes a line on what is not run.</param>
    /// <returns>What it put out; null for a cell in other languages, whose outputs stay.</returns>
    public static IReadOnlyList<CellOutput>? Run(
        NotebookProcess process, NotebookCell cell, string? language, TimeSpan limit, Action tick, Action<string> note)
    {
        var outputs = new CellOutputs();
        try
        {
            var parts = CellReader.Parts(cell.Source, cell.Language ?? language);
            var known = parts.Where(part => CellReader.IsKnown(part.Language)).ToList();
            var others = parts.Except(known).Select(part => part.Language).Distinct().ToList();
            if (others.Count > 0)
                note($"cell {cell.Number}: skipped, it is {string.Join(" and ", others)}; only C# is run.");
            if (others.Count > 0 && known.Count == 0) return null;
            foreach (var part in known)
            {
                if (part.Language == CellReader.CSharp)
                    process.Run(new(cell.Number, part.Text), outputs, limit, tick);
                else
                    outputs.Show("", new(Shown(part).Forms, IsResult: false));
                if (process.End is { } end)
                    outputs.Fail(new(ErrorOutput.ProcessEnded, end, [$"cell {cell.Number} {end}"]));
                if (outputs.HasFailed) break;
            }
        }
        catch (CellFault fault)
        {
            outputs.Fail(new(fault.Kind, fault.Message, [$"cell {cell.Number}, line {fault.Line}: {fault.Message}"]));
        }
        return outputs.All;
    }

    private static MimeBundle Shown(CellPart part)
    {
        var text = part.Text.Trim();
        return part.Language == CellReader.Html
            ? Screen.HTML(text)
            : new(new Dictionary<string, string> { ["text/markdown"] = text, ["text/plain"] = text });
    }
}
