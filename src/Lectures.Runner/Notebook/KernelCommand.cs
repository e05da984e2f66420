using System.CommandLine;
using System.Runtime.ExceptionServices;
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
        var compiler = Task.Run(() => new Kernel(Environment.CurrentDirectory));        // while libtorch is loaded
        var parent = new ParentLink();
        Action<KernelMessage> tell = parent.Tell;
        var kernel = compiler.GetAwaiter().GetResult();
        TorchSharp.torch.set_num_threads(1);        // sums do not depend on the machine's number of cores
        Console.SetOut(new KernelWriter("stdout", tell));
        Console.SetError(new KernelWriter("stderr", tell));
        Screen.Show = (identity, shown) => tell(KernelMessage.Of(KernelEvent.Display, identity, shown));
        var outlivesThreads = false;
        ExceptionHandling.SetUnhandledExceptionHandler(_ => outlivesThreads);
        parent.Begin();
        while (true)
        {
            var job = parent.Next<KernelJob>();
            outlivesThreads = job.OutlivesThreads;
            kernel.Run(job, tell);
            tell(new(KernelEvent.Done));
        }
    }
}
