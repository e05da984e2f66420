using System.CommandLine;
using Lectures.Runner.Notebook;

namespace Lectures.Runner.Commands;

/// <summary><c>notebook new FILE</c>: writes a notebook to start from.</summary>
internal sealed class NotebookNewCommand : Command
{
    private readonly Argument<string> file = new("FILE")
    {
        Description = "The notebook (.ipynb) to make; never overwritten.",
    };
    private readonly TextWriter output;

    public NotebookNewCommand(TextWriter output)
        : base("new", "Write a small notebook that runs as it is, to start from.")
    {
        this.output = output;
        Add(file);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var path = parsed.GetValue(file)!;
        if (path.StartsWith('-')) throw UsageException.UnknownOption(path, this);
        StarterNotebook.Write(path);
        output.WriteLine($"{path} written; 'notebook run {path}' runs it.");
        return CommandLine.Good;
    }
}
