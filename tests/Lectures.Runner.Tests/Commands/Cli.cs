using Lectures.Models.Layers;

namespace Lectures.Runner.Tests.Commands;

/// <summary>Runs the command line in this process.</summary>
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
}
