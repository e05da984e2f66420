using Lectures.Runner.Processes;

namespace Lectures.Runner.Notebook;

/// <summary>The process of one notebook, seen from outside.</summary>
internal sealed class NotebookProcess : IDisposable
{
    private readonly GuardedProcess<KernelMessage> process;
    private readonly Lock gate = new();
    private CellOutputs outputs = new();
    private volatile bool isDone;

    /// <summary>Starts a process in the notebook's folder.</summary>
    /// <param name="path">The notebook.</param>
    /// <param name="atOnce">How many share the machine.</param>
    public NotebookProcess(string path, int atOnce = 1)
    {
        // Below the system's own end of memory, which would choose whom to kill.
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 * 3 / atOnce;
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        process = new(
            path, KernelCommand.Word, new(memory, "--cell-timeout"), Take, text => Print("stdout", text), folder);
    }

    /// <summary>True where a thread that a cell left behind does not end the process by throwing: that would be the error
    /// of whichever cell is running then.</summary>
    public bool OutlivesThreads { get; init; }

    /// <summary>Why the process has ended, or null while it runs.</summary>
    public string? End { get; private set; }

    /// <summary>Waits until it has started.</summary>
    /// <param name="tick">Called all the while; may throw to give up.</param>
    /// <exception cref="UsageException">It did not start.</exception>
    public void AwaitStart(Action tick) => process.AwaitStart(tick);

    /// <summary>Runs code.</summary>
    /// <param name="job">The code.</param>
    /// <param name="into">Collects what it puts out.</param>
    /// <param name="limit">The time it may take.</param>
    /// <param name="tick">Called all the while; may throw to give up.</param>
    public void Run(KernelJob job, CellOutputs into, TimeSpan limit, Action tick)
    {
        lock (gate) outputs = into;
        isDone = false;
        process.Send(job with { OutlivesThreads = OutlivesThreads });
        End = process.Await(() => isDone, limit, tick);
        lock (gate) outputs = new();        // what a thread that is left behind prints before the next cell is lost
    }

    /// <summary>Ends the process, if it has not ended.</summary>
    public void Dispose() => process.Dispose();

    private void Take(KernelMessage message)
    {
        switch (message.Event)
        {
            case KernelEvent.Stream:
                process.Count(message.Text.Length);
                Print(message.Name, message.Text);
                break;
            case KernelEvent.Display or KernelEvent.Result:
                lock (gate) outputs.Show(message.Name, new(message.Data, message.Event == KernelEvent.Result));
                break;
            case KernelEvent.Error:
                lock (gate) outputs.Fail(new(message.Name, message.Text, message.Traceback));
                break;
            case KernelEvent.Done:
                isDone = true;
                break;
        }
    }

    private void Print(string stream, string text)
    {
        lock (gate) outputs.Print(stream, text);
    }
}
