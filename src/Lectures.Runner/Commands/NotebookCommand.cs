using System.CommandLine;

namespace Lectures.Runner.Commands;

/// <summary><c>notebook run|check|new|grade|strip</c>: notebooks in C#.</summary>
internal sealed class NotebookCommand : Command
{
    public NotebookCommand(TextWriter output, TextWriter error)
        : base("notebook", "Run and check notebooks (.ipynb) in C#, begin one, or grade those of students.")
    {
        Add(new NotebookRunCommand(output, error));
        Add(new NotebookCheckCommand(output, error));
        Add(new NotebookNewCommand(output));
        Add(new NotebookGradeCommand(output, error));
        Add(new NotebookStripCommand(output));
    }
}
