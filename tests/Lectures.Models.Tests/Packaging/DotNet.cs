using System.Diagnostics;

namespace Lectures.Models.Tests.Packaging;

/// <summary>Runs the dotnet command as a user would: with none of this test run's settings.</summary>
internal static class DotNet
{
    /// <summary>Exit code, standard output and standard error of <c>dotnet</c> with the given arguments.</summary>
    public static (int ExitCode, string Output, string Error) Run(
        string folder, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        foreach (var name in start.Environment.Keys.Where(BelongsToTheTestRun).ToArray())
            start.Environment.Remove(name);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";     // leave no process behind
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    private static bool BelongsToTheTestRun(string variable)
    {
        return variable.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)
            || variable.StartsWith("VSTEST", StringComparison.OrdinalIgnoreCase);
    }
}
