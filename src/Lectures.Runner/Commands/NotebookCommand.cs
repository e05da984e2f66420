using System.CommandLine;

namespace Lectures.Runner.Commands;

/// <summary><c>notebook run|check|new</c>: notebooks in C#.</summary>
internal sealed class NotebookCommand : Command
{
    public NotebookCommand(TextWriter output, TextWriter error)
        : base("notebook", "Run and check notebooks (.ipynb) in C#, or begin one.")
    {
        Add(new NotebookRunCommand(output, error));
        Add(new NotebookCheckCommand(output, error));
        Add(new NotebookNewCommand(output));
    }
}
