using System.CommandLine;
using Lectures.Models.Data;
using Lectures.Runner.Notebook;

namespace Lectures.Runner.Commands;

/// <summary>What <c>notebook run</c> and <c>notebook check</c> are given alike.</summary>
internal sealed class NotebookArguments
{
    private const double LongestTimeout = 24 * 60 * 60;

    private readonly Command command;
    private readonly Argument<string[]> files = new("FILE")
    {
        Description = "Notebooks (.ipynb), or folders of them.",
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<double> timeout = new("--cell-timeout")
    {
        Description = "How long each cell may take.",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => 120,
    };
    private readonly Option<bool> keepGoing = new("--keep-going")
    {
        Description = "Run the cells after one that failed too.",
    };

    /// <summary>Adds them to a command.</summary>
    public NotebookArguments(Command command)
    {
        this.command = command;
        command.Add(files);
        command.Add(timeout);
        command.Add(keepGoing);
    }

    /// <summary>The notebooks; those that cannot be read are named, and the others answered.</summary>
    /// <param name="parsed">What was given.</param>
    /// <param name="error">Where lines on those that cannot be read go.</param>
    /// <param name="code">2 where there is one, 0 else.</param>
    public IReadOnlyList<NotebookFile> Notebooks(ParseResult parsed, TextWriter error, out int code)
    {
        var paths = parsed.GetValue(files)!;
        if (Array.Find(paths, path => path.StartsWith('-')) is { } unknown)
            throw UsageException.UnknownOption(unknown, command);
        code = CommandLine.Good;
        var notebooks = new List<NotebookFile>();
        foreach (var path in paths)
        {
            try
            {
                notebooks.AddRange(InFolder(path).Select(NotebookReader.Read).Select(ExpectCSharp));
            }
            catch (DataException fault)
            {
                error.WriteLine(fault.Message);
                code = CommandLine.Bad;
            }
        }
        return [.. notebooks.DistinctBy(notebook => Path.GetFullPath(notebook.Path))];
    }

    /// <summary>How they are run.</summary>
    public RunOptions Options(ParseResult parsed)
    {
        var seconds = parsed.GetValue(timeout);
        return seconds is > 0 and <= LongestTimeout
            ? new(TimeSpan.FromSeconds(seconds), parsed.GetValue(keepGoing))
            : throw new UsageException(
                $"--cell-timeout: expected seconds, more than 0 and at most {LongestTimeout:0}, got {seconds}.");
    }

    private static NotebookFile ExpectCSharp(NotebookFile notebook)
    {
        var languages = notebook.Cells.SelectMany(cell => CellReader.Languages(cell, notebook.Language))
            .Distinct().ToList();
        return languages.Count == 0 || languages.Exists(CellReader.IsKnown)
            ? notebook
            : throw new DataException(
                $"{notebook.Path}: expected cells in C#, got all of them in {string.Join(" and ", languages)}.");
    }

    private static IEnumerable<string> InFolder(string path)
    {
        if (!Directory.Exists(path)) return [path];
        var notebooks = Directory.GetFiles(path, "*.ipynb").Order(StringComparer.Ordinal).ToList();
        return notebooks.Count > 0
            ? notebooks
            : throw new DataException($"{path}: expected notebooks (.ipynb), got a folder without any.");
    }
}
