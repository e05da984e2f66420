using System.CommandLine;
using Lectures.Models.Data;
using Lectures.Runner.Notebook;

namespace Lectures.Runner.Commands;

/// <summary>What <c>notebook run</c> and <c>notebook check</c> are given alike.</summary>
internal sealed class NotebookArguments
{
    private readonly NotebookFiles files;
    private readonly Option<bool> keepGoing = new("--keep-going")
    {
        Description = "Run the cells after one that failed too.",
    };

    /// <summary>Adds them to a command.</summary>
    public NotebookArguments(Command command)
    {
        files = new(command, seconds: 120);
        command.Add(keepGoing);
    }

    /// <summary>The notebooks; those that cannot be read are named, and the others answered.</summary>
    /// <param name="parsed">What was given.</param>
    /// <param name="error">Where lines on those that cannot be read go.</param>
    /// <param name="code">2 where there is one, 0 else.</param>
    public IReadOnlyList<NotebookFile> Notebooks(ParseResult parsed, TextWriter error, out int code)
    {
        var bad = false;
        var notebooks = new List<NotebookFile>();
        foreach (var path in files.Paths(parsed, Fault))
        {
            try
            {
                notebooks.Add(ExpectCSharp(NotebookReader.Read(path)));
            }
            catch (DataException fault)
            {
                Fault(fault.Message);
            }
        }
        code = bad ? CommandLine.Bad : CommandLine.Good;
        return notebooks;

        void Fault(string line)
        {
            error.WriteLine(line);
            bad = true;
        }
    }

    /// <summary>How they are run.</summary>
    public RunOptions Options(ParseResult parsed) => new(files.Timeout(parsed), parsed.GetValue(keepGoing));

    private static NotebookFile ExpectCSharp(NotebookFile notebook)
    {
        var languages = notebook.Cells.SelectMany(cell => CellReader.Languages(cell, notebook.Language))
            .Distinct().ToList();
        return languages.Count == 0 || languages.Exists(CellReader.IsKnown)
            ? notebook
            : throw new DataException(
                $"{notebook.Path}: expected cells in C#, got all of them in {string.Join(" and ", languages)}.");
    }
}
