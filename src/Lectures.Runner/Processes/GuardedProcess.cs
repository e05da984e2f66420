using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Lectures.Runner.Processes;

/// <summary>What a process may take before it is ended.</summary>
/// <param name="Memory">Resident bytes.</param>
/// <param name="TimeOption">The option that gives it more time.</param>
internal sealed record ProcessLimits(long Memory, string TimeOption)
{
    /// <summary>Characters that it prints.</summary>
    public const long Printed = 16 << 20;
}

/// <summary>A process that runs code of the user's, seen from outside: it may abort, hang, or fill memory, and only it
/// ends.</summary>
/// <typeparam name="TMessage">What it tells, a line of JSON each.</typeparam>
internal sealed class GuardedProcess<TMessage> : IDisposable
{
    private const int PollMilliseconds = 50;
    private static readonly TimeSpan mostForStart = TimeSpan.FromMinutes(10);     // on a machine that is overloaded

    private readonly string name, mark = Guid.NewGuid().ToString("N");
    private readonly ManualResetEventSlim news = new();
    private readonly ProcessLimits limits;
    private readonly Action<TMessage> take;
    private readonly Action<string> print;
    private readonly Process process;
    private readonly ProcessOutput output;
    private long printed;
    private volatile bool started;

    /// <summary>Starts a process, which loads libtorch and then waits for a job.</summary>
    /// <param name="name">Whose it is, for messages.</param>
    /// <param name="word">The hidden command that is its inside, and that opens a <see cref="ParentLink"/>.</param>
    /// <param name="limits">What it may take.</param>
    /// <param name="take">Is given what it tells, on another thread.</param>
    /// <param name="print">Is given what it prints past the messages, on the same thread.</param>
    /// <param name="folder">Where it runs; null for the current one.</param>
    public GuardedProcess(
        string name, string word, ProcessLimits limits, Action<TMessage> take, Action<string>? print = null,
        string? folder = null)
    {
        (this.name, this.limits, this.take, this.print) = (name, limits, take, print ?? (_ => { }));
        var start = OwnProcess.StartInfo(word);
        (start.RedirectStandardError, start.StandardErrorEncoding) = (true, Encoding.UTF8);
        start.WorkingDirectory = folder ?? "";
        (start.Environment["DOTNET_TieredPGO"], start.Environment["DOTNET_DbgEnableMiniDump"]) = ("0", "0");
        process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.Exited += (_, _) => news.Set();
        process.Start();
        output = new(process.StandardOutput, Take);
        Error = new(process.StandardError, line => line);
        Write(mark);
    }

    /// <summary>What it wrote to standard error, a runtime's last words among it.</summary>
    public ProcessOutput Error { get; }

    /// <summary>Hands it something to do.</summary>
    public void Send<TJob>(TJob job) => Write(JsonSerializer.Serialize(job));

    /// <summary>Counts characters that it told of as printed.</summary>
    public void Count(int characters) => Interlocked.Add(ref printed, characters);

    /// <summary>Waits until it has started; its time counts from then on.</summary>
    /// <param name="tick">Called all the while; may throw to give up.</param>
    /// <exception cref="UsageException">It did not start.</exception>
    public void AwaitStart(Action tick)
    {
        Poll(() => started, tick, wait => wait <= mostForStart ? null : throw new UsageException(
            $"{name}: its process did not start within {mostForStart.TotalMinutes} minutes."));
        if (started) return;
        WaitForOutput();
        if (!started)
            throw new UsageException(Error.Lines.FirstOrDefault()
                ?? $"{name}: its process ended before it began (exit code {process.ExitCode}).");
    }

    /// <summary>Waits until it has done its job.</summary>
    /// <param name="isDone">Whether the job is done.</param>
    /// <param name="limit">The time it may take.</param>
    /// <param name="tick">Called all the while; may throw to give up.</param>
    /// <returns>Why the process ended before the job was done, or null; to be read after the name of what it
    /// did.</returns>
    public string? Await(Func<bool> isDone, TimeSpan limit, Action tick)
    {
        var end = Poll(isDone, tick, wait => Excess(wait, limit));
        if (end is not null)
        {
            Dispose();
            return end;
        }
        if (!isDone()) WaitForOutput();
        return isDone() ? null : ProcessEnd.Describe(process.ExitCode, Error.Lines);
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

    private string? Excess(TimeSpan time, TimeSpan limit)
    {
        if (time > limit)
            return $"does not end within {limit.TotalSeconds:0.###} s; '{limits.TimeOption} SECONDS' gives it more.";
        if (Memory() > limits.Memory) return $"takes more than {(double)limits.Memory / (1 << 30):0.#} GiB of memory.";
        return output.Length + Error.Length + Interlocked.Read(ref printed) > ProcessLimits.Printed
            ? $"prints without end, more than {ProcessLimits.Printed >> 20} MiB." : null;
    }

    private void WaitForOutput()
    {
        output.WaitForEnd();
        Error.WaitForEnd();
    }

    private string? Poll(Func<bool> isReached, Action tick, Func<TimeSpan, string?> excess)
    {
        var clock = Stopwatch.StartNew();
        while (!isReached() && !process.HasExited)
        {
            news.Wait(PollMilliseconds);
            news.Reset();
            tick();
            if (!isReached() && excess(clock.Elapsed) is { } reason) return reason;
        }
        return null;
    }

    private void Write(string line)
    {
        try
        {
            process.StandardInput.WriteLine(line);
            process.StandardInput.Flush();      // left open: the process ends when its parent has gone
        }
        catch (IOException)
        {
            // It has ended already; Await says why.
        }
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

    // What of a line is no message; null where nothing is.
    private string? Take(string line)
    {
        var at = line.IndexOf(mark, StringComparison.Ordinal);
        if (at != 0) print(at < 0 ? line + "\n" : line[..at]);
        if (at < 0) return line;
        if (line.Length == at + mark.Length)
            started = true;
        else
            take(JsonSerializer.Deserialize<TMessage>(line.AsSpan(at + mark.Length))!);
        news.Set();
        return at == 0 ? null : line[..at];
    }
}
