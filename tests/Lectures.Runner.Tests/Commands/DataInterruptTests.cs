using System.Diagnostics;
using Lectures.Runner.Tests.Datasets;

namespace Lectures.Runner.Tests.Commands;

/// <summary>Ctrl-C in the middle of a transfer.</summary>
[Parallelizable]
public class DataInterruptTests
{
    [Test, Platform("Linux"), CancelAfter(60_000)]
    public async Task Ctrl_C_ends_a_transfer_and_leaves_nothing(CancellationToken limit)
    {
        using var folder = new TemporaryFolder();
        using var server = new FileServer();
        const string labels = "t10k-labels-idx1-ubyte.gz";
        server.On(labels, server.Stalling(TinySet.PackedImages, 50));
        using var process = Process.Start(new ProcessStartInfo("dotnet",
        [
            Path.Combine(TestContext.CurrentContext.TestDirectory, "lectures.dll"),
            "data", "fetch", "mnist", "--mirror", server.Url, "--out", folder["mnist"], "--stall", "50",
        ])
        { RedirectStandardOutput = true, RedirectStandardError = true })!;
        while (server.Requests.Count == 0) await Task.Delay(50, limit);

        await Process.Start("kill", ["-INT", $"{process.Id}"]).WaitForExitAsync(limit);
        await process.WaitForExitAsync(limit);
        Assert.That(process.ExitCode, Is.EqualTo(130));
        Assert.That((await process.StandardError.ReadToEndAsync(limit)).Trim(), Is.EqualTo("interrupted"));
        Assert.That(Directory.GetFiles(folder["mnist"]), Is.Empty);
    }
}
