using System.Diagnostics;
using Lectures.Models.Layers;

namespace Lectures.Runner.Tests.Commands;

/// <summary>Runs the command line, in this process or in one of its own.</summary>
internal static class Cli
{
    /// <summary>Runs a command; <paramref name="prepare"/> may plant a fault into the networks by hand.</summary>
    public static (int ExitCode, string Output, string Error) Run(string[] args, Action<GeneralLayer>? prepare = null)
    {
        using StringWriter output = new(), error = new();
        var code = new CommandLine(output, error) { Prepare = prepare }.Run(args);
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>Runs a command that must be refused: exit code 2, nothing printed, one line of error.</summary>
    /// <returns>The line.</returns>
    public static string Refused(params string[] args)
    {
        var (code, output, error) = Run(args);
        Assert.That(code, Is.EqualTo(2), error);
        Assert.That(output, Is.Empty);
        Assert.That(error.TrimEnd('\n', '\r').Split('\n'), Has.Length.EqualTo(1), error);
        return error.Trim();
    }

    /// <summary>Starts a command in a process of its own, on Linux; Ctrl-C reaches it even where a shell in the
    /// background has its children ignore it.</summary>
    public static Process Start(params string[] args) => Process.Start(new ProcessStartInfo("env",
    [
        "--default-signal=INT", "dotnet",
        Path.Combine(TestContext.CurrentContext.TestDirectory, "lectures.dll"), .. args,
    ])
    { RedirectStandardOutput = true, RedirectStandardError = true })!;

    /// <summary>Presses Ctrl-C and waits for the end, with exit code 130.</summary>
    public static async Task Interrupt(Process process, CancellationToken limit)
    {
        await Process.Start("kill", ["-INT", $"{process.Id}"]).WaitForExitAsync(limit);
        await process.WaitForExitAsync(limit);
        Assert.That(process.ExitCode, Is.EqualTo(130));
    }
}
