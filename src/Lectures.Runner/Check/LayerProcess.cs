using System.Diagnostics;
using System.Text.Json;

namespace Lectures.Runner.Check;

/// <summary>The process of one class, seen from outside: it may abort, hang, or fill memory, and only it ends.</summary>
internal sealed class LayerProcess : IDisposable
{
    private const long MostMemory = 1L << 30, MostPrinted = 16 << 20;
    private const int PollMilliseconds = 50;
    private static readonly TimeSpan mostForStart = TimeSpan.FromSeconds(60);

    private readonly string mark = Guid.NewGuid().ToString("N");
    private readonly ManualResetEventSlim news = new();
    private readonly Process process;
    private readonly ProcessOutput output, error;
    private readonly List<LayerMessage> messages = [];
    private readonly Stopwatch clock = new();

    /// <summary>Starts a process, which loads libtorch and then waits for its class.</summary>
    public LayerProcess()
    {
        var start = OwnProcess.StartInfo(CheckLayerCommand.Word);
        start.RedirectStandardError = true;
        (start.Environment["DOTNET_TieredPGO"], start.Environment["DOTNET_DbgEnableMiniDump"]) = ("0", "0");
        process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.Exited += (_, _) => news.Set();
        process.Start();
        output = new(process.StandardOutput, Take);
        error = new(process.StandardError, _ => false);
    }

    /// <summary>What the process told, up to now.</summary>
    public IReadOnlyList<LayerMessage> Messages
    {
        get
        {
            lock (messages) return [.. messages];
        }
    }

    /// <summary>What the class printed.</summary>
    public ProcessOutput Printed => error;

    /// <summary>Checks a class.</summary>
    /// <param name="job">The class; its mark is set here.</param>
    /// <param name="limit">The time it may take.</param>
    /// <param name="tick">Called all the while; may throw to give up.</param>
    /// <returns>Why the process ended before it was done, or null.</returns>
    public string? Run(LayerJob job, TimeSpan limit, Action tick)
    {
        Send(JsonSerializer.Serialize(job with { Mark = mark }));
        var start = Stopwatch.StartNew();
        while (!IsDone && !process.HasExited)
        {
            news.Wait(PollMilliseconds);
            news.Reset();
            tick();
            if (!clock.IsRunning && start.Elapsed > mostForStart)
                throw new UsageException($"check: the process of {job.TypeName} did not start within {mostForStart.TotalSeconds} s.");
            if (clock.Elapsed > limit)
                return Stop($"does not end within {limit.TotalSeconds:0.###} s; '--timeout SECONDS' gives it more.");
            if (Memory() > MostMemory) return Stop($"takes more than {MostMemory >> 30} GiB of memory.");
            if (output.Length + error.Length > MostPrinted)
                return Stop($"prints without end, more than {MostPrinted >> 20} MiB.");
        }
        if (IsDone) return null;
        output.WaitForEnd();
        error.WaitForEnd();
        if (IsDone) return null;
        return clock.IsRunning
            ? ProcessEnd.Describe(process.ExitCode, error.Lines)
            : throw new UsageException(error.Lines.FirstOrDefault()
                ?? $"check: the process of {job.TypeName} ended before it began (exit code {process.ExitCode}).");
    }

    /// <summary>Ends the process, if it has not ended, and those that it started.</summary>
    public void Dispose()
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception ended) when (ended is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
        }
        process.Dispose();
    }

    private bool IsDone => Messages.Any(message => message.Event == LayerEvent.Done);

    private void Send(string line)
    {
        try
        {
            process.StandardInput.WriteLine(line);
            process.StandardInput.Flush();      // left open: the process ends when its parent has gone
        }
        catch (IOException)
        {
            // It has ended already; Run says why.
        }
    }

    private string Stop(string reason)
    {
        Dispose();
        return reason;
    }

    private long Memory()
    {
        process.Refresh();
        try
        {
            return process.WorkingSet64;
        }
        catch (InvalidOperationException)
        {
            return 0;
        }
    }

    private bool Take(string line)
    {
        var start = line.IndexOf(mark, StringComparison.Ordinal);
        if (start < 0) return false;
        var message = JsonSerializer.Deserialize<LayerMessage>(line.AsSpan(start + mark.Length))!;
        if (message.Event == LayerEvent.Ready) clock.Start();
        lock (messages) messages.Add(message);
        if (message.Event == LayerEvent.Done) news.Set();
        return true;
    }
}
