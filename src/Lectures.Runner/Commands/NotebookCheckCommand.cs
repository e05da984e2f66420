using System.CommandLine;
using Lectures.Runner.Notebook;

namespace Lectures.Runner.Commands;

/// <summary><c>notebook check FILE …</c>: runs notebooks and compares what they put out with what is stored.</summary>
internal sealed class NotebookCheckCommand : Command
{
    private readonly NotebookArguments arguments;
    private readonly Option<double> tolerance = new("--tolerance")
    {
        Description = "How far numbers may differ: relative; a hundredth of it is absolute.",
        HelpName = "SHARE",
        DefaultValueFactory = _ => 1e-4,
    };
    private readonly TextWriter output, error;

    public NotebookCheckCommand(TextWriter output, TextWriter error)
        : base("check", """
            Run notebooks and compare what they put out with what is stored in them. The files stay as they are.

            Whole numbers must be equal; all others agree within a relative 1e-4 or an absolute 1e-6 (--tolerance).
            Times, dates, absolute paths, numbers of threads and memory addresses do not count; of pictures, the type
            and the size do. A cell that fails, fails the check, whatever is stored; one tagged raises-exception may.
            Exit code: 0 all as stored, 1 an output differs or a cell failed, 2 a file could not be run.
            """)
    {
        (this.output, this.error) = (output, error);
        arguments = new(this);
        Add(tolerance);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var options = arguments.Options(parsed);
        var share = parsed.GetValue(tolerance);
        if (share is not (>= 0 and < 1))
            throw new UsageException($"--tolerance: expected a number from 0 to 1, got {share}.");
        var comparison = new OutputComparison(new(share));
        var notebooks = arguments.Notebooks(parsed, error, out var code);
        foreach (var notebook in notebooks)
        {
            var results = NotebookProgress.Run(notebook, options, error);
            var lines = Differences(results, comparison).Concat(NotebookProgress.Failures(results)).ToList();
            if (lines.Count > 0) code = Math.Max(code, CommandLine.Failed);
            else lines.Add($"{NotebookProgress.Cells(results.Count)}, outputs as stored");
            foreach (var line in lines) output.WriteLine($"{notebook.Path}: {line}");
        }
        return code;
    }

    private static IEnumerable<string> Differences(IEnumerable<CellResult> results, OutputComparison comparison) =>
        from result in results
        where result is { IsRun: true, Failed: false }
        from difference in comparison.Differences(result)
        select $"cell {result.Cell.Number}: {difference}";
}
