using System.CommandLine;
using Lectures.Models.Data;
using Lectures.Runner.Notebook;

namespace Lectures.Runner.Commands;

/// <summary><c>notebook run FILE …</c>: runs the cells of notebooks and stores their outputs.</summary>
internal sealed class NotebookRunCommand : Command
{
    private readonly NotebookArguments arguments;
    private readonly Option<string?> target = new("--out")
    {
        Description = "Write there and leave FILE as it is: a file, or a folder for several.",
        HelpName = "PATH",
    };
    private readonly TextWriter output, error;

    public NotebookRunCommand(TextWriter output, TextWriter error)
        : base("run", """
            Run the C# cells of notebooks in order and store what they put out. All else stays byte for byte.

            Each notebook has a process of its own, in the notebook's folder. A cell that fails ends the run: its error
            is stored, and the cells after it are left without outputs; --keep-going runs them, if the process has not
            ended. A cell tagged raises-exception may fail. Cells in other languages are skipped, their outputs kept.
            Exit code: 0 all cells ran, 1 a cell failed, 2 a file could not be run.
            """)
    {
        (this.output, this.error) = (output, error);
        arguments = new(this);
        Add(target);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var notebooks = arguments.Notebooks(parsed, error, out var code);
        var options = arguments.Options(parsed);
        var targets = Targets(notebooks, parsed.GetValue(target));
        foreach (var notebook in notebooks)
        {
            var results = NotebookProgress.Run(notebook, options, error);
            AtomicFile.Write(targets[notebook], stream => stream.Write(notebook.With(results)));
            foreach (var line in NotebookProgress.Failures(results)) error.WriteLine($"{notebook.Path}: {line}");
            output.WriteLine($"wrote {targets[notebook]}");
            if (results.Any(result => result.Failed)) code = Math.Max(code, CommandLine.Failed);
        }
        return code;
    }

    private static Dictionary<NotebookFile, string> Targets(IReadOnlyList<NotebookFile> notebooks, string? path)
    {
        var isFolder = path is not null
            && (Directory.Exists(path) || Path.EndsInDirectorySeparator(path) || notebooks.Count > 1);
        var targets = notebooks.ToDictionary(notebook => notebook, notebook => path is null ? notebook.Path
            : isFolder ? Path.Combine(path, Path.GetFileName(notebook.Path)) : path);
        foreach (var same in targets.GroupBy(pair => pair.Value, pair => pair.Key.Path))
            if (same.ToList() is [var one, var other, ..])
                throw new UsageException($"--out: both {one} and {other} would be {same.Key}.");
        if (isFolder) OptionValue.MakeFolder("--out", path!);
        foreach (var target in targets.Values) OptionValue.ExpectWritable(path is null ? target : "--out", target);
        return targets;
    }
}
