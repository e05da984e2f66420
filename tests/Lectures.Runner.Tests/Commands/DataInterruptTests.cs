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
        using var process = Cli.Start(
            "data", "fetch", "mnist", "--mirror", server.Url, "--out", folder["mnist"], "--stall", "50");
        while (server.Requests.Count == 0) await Task.Delay(50, limit);

        await Cli.Interrupt(process, limit);
        Assert.That((await process.StandardError.ReadToEndAsync(limit)).Trim(), Is.EqualTo("interrupted"));
        Assert.That(Directory.GetFiles(folder["mnist"]), Is.Empty);
    }
}
