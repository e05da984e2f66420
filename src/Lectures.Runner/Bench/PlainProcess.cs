using System.Diagnostics;
using System.Globalization;

namespace Lectures.Runner.Bench;

/// <summary>The plain loop of a case in a process of its own: there nobody has told the allocator to keep memory.</summary>
internal sealed class PlainProcess : IDisposable
{
    private readonly Process process;

    /// <summary>Starts it.</summary>
    /// <param name="bench">The case.</param>
    /// <param name="threads">How many threads compute.</param>
    public PlainProcess(BenchCase bench, int threads)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        // 'dotnet lectures.dll' where the program was started so
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(PlainProcess).Assembly.Location);
        foreach (var argument in (string[])["bench-plain", bench.Name, $"{threads}"]) start.ArgumentList.Add(argument);
        process = Process.Start(start)!;
    }

    /// <summary>Takes steps.</summary>
    /// <returns>Milliseconds a step.</returns>
    public double Run(int steps)
    {
        process.StandardInput.WriteLine(steps);
        process.StandardInput.Flush();
        return double.Parse(
            process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("the plain loop ended."),
            CultureInfo.InvariantCulture);
    }

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        process.StandardInput.Close();
        if (!process.WaitForExit(2000)) process.Kill();
        process.Dispose();
    }
}
