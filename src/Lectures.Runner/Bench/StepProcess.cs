using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Lectures.Models.Training;
using Lectures.Runner.Commands;
using Lectures.Runner.Processes;

namespace Lectures.Runner.Bench;

/// <summary>Steps in a process of their own: there the allocator is as it comes, and memory holds one model
/// only.</summary>
internal sealed class StepProcess : IDisposable
{
    private static readonly TimeSpan rest = TimeSpan.FromMilliseconds(10);

    private readonly string name;
    private readonly ProcessStartInfo start;
    private Process process;

    /// <summary>Starts it.</summary>
    /// <param name="bench">The case.</param>
    /// <param name="by">Whose backpropagation; null for the loop of the tutorials.</param>
    /// <param name="threads">How many threads compute.</param>
    public StepProcess(BenchCase bench, Backpropagation? by, int threads)
    {
        name = bench.Name;
        start = OwnProcess.StartInfo(BenchStepsCommand.Word, name, BenchStepsCommand.WordOf(by), $"{threads}");
        process = Process.Start(start)!;
    }

    /// <summary>Ends it and starts another in its place.</summary>
    public void Restart()
    {
        Dispose();
        process = Process.Start(start)!;
    }

    /// <summary>Takes steps, after a rest: OpenMP's threads of a process that has just stopped stay on their cores for some
    /// milliseconds.</summary>
    /// <returns>Milliseconds a step, and resident bytes after them.</returns>
    /// <exception cref="ExternalException">The process ended.</exception>
    public (double Milliseconds, long Bytes) Run(int steps)
    {
        Thread.Sleep(rest);
        try
        {
            process.StandardInput.WriteLine(steps);
            process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // It has ended already, as the next line shows.
        }
        if (process.StandardOutput.ReadLine()?.Split(' ') is not [var milliseconds, var bytes])
            throw new ExternalException($"bench: the process of {name} ended before it was done.");
        return (
            double.Parse(milliseconds, CultureInfo.InvariantCulture), long.Parse(bytes, CultureInfo.InvariantCulture));
    }

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }
}
