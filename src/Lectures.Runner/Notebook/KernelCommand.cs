using System.CommandLine;
using Lectures.Models.Display;
using Lectures.Runner.Processes;

namespace Lectures.Runner.Notebook;

/// <summary>The inside of a <see cref="NotebookProcess"/>: hidden, for the program's own use.</summary>
internal sealed class KernelCommand : Command
{
    public const string Word = "notebook-kernel";

    public KernelCommand() : base(Word, "Runs the cells of a notebook; used by notebook.")
    {
        Hidden = true;
        SetAction(_ => Run());
    }

    private static int Run()
    {
        var parent = new ParentLink();
        Action<KernelMessage> tell = parent.Tell;
        Console.SetOut(new KernelWriter("stdout", tell));
        Console.SetError(new KernelWriter("stderr", tell));
        Screen.Show = (identity, forms) => tell(new(KernelEvent.Display, identity) { Data = forms.Forms });
        var kernel = new Kernel(Environment.CurrentDirectory);
        while (true)
        {
            var job = parent.Next<KernelJob>();
            kernel.Run(job, tell);
            tell(new(KernelEvent.Done));
        }
    }
}
