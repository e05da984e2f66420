using Lectures.Models.Data;

namespace Lectures.Runner.Datasets;

/// <summary>Gets the files of data sets from mirrors: one after the other and again, until the bytes are right.</summary>
internal sealed class Fetcher : IDisposable
{
    private static readonly TimeSpan pause = TimeSpan.FromSeconds(0.5), sign = TimeSpan.FromSeconds(0.1);

    // A proxy of the environment (HTTPS_PROXY …) is used. What stalls is told by Transfer.
    private readonly HttpClient client = new(new SocketsHttpHandler { MaxAutomaticRedirections = 10 })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { { "User-Agent", "lectures" } },
    };

    /// <summary>Where the files lie: addresses that end in a slash, at least one.</summary>
    public required IReadOnlyList<Uri> Mirrors { get; init; }

    /// <summary>How often each mirror is asked.</summary>
    public required int Attempts { get; init; }

    /// <summary>How long nothing may come.</summary>
    public required TimeSpan Stall { get; init; }

    /// <summary>Gets a file; whatever came of a broken transfer is forgotten, and the next begins anew.</summary>
    /// <param name="file">Which one.</param>
    /// <param name="share">Told every tenth of a second how much has come; may throw to stop.</param>
    /// <returns>Its bytes, checked, and the mirror they came from.</returns>
    /// <exception cref="DataException">No mirror had it: what happened with each.</exception>
    public (byte[] Bytes, Uri Mirror) Get(DatasetFile file, Action<double> share)
    {
        var failures = Mirrors.Distinct().ToDictionary(mirror => mirror, _ => new List<string>());
        for (var round = 0; round < Attempts; round++)
        {
            foreach (var (mirror, failed) in failures)
            {
                if (failed.Count > 0) Wait(Task.Delay(pause), () => share(0));
                try
                {
                    return (Get(file, mirror, share), mirror);
                }
                catch (DataException error)
                {
                    failed.Add(error.Message);
                }
            }
        }
        var count = failures.Count * Attempts;
        var causes = failures.Select(failed => $"{failed.Key}: {string.Join(", then ", failed.Value.Distinct())}");
        throw new DataException(
            $"{file.Name}: could not be fetched in {count} attempt{(count == 1 ? "" : "s")}: {string.Join("; ", causes)}; "
            + "try again later, or name another server with '--mirror URL'.");
    }

    /// <summary>Ends the connections.</summary>
    public void Dispose() => client.Dispose();

    private byte[] Get(DatasetFile file, Uri mirror, Action<double> share)
    {
        using var cancel = new CancellationTokenSource();
        var transfer = new Transfer(client, Stall);
        var task = transfer.Get(new Uri(mirror, file.Name), file.MostBytes, cancel.Token);
        try
        {
            Wait(task, () => share(transfer.Share));
        }
        catch (OperationCanceledException)
        {
            cancel.Cancel();
            throw;
        }
        var bytes = task.GetAwaiter().GetResult();
        return file.Fault(bytes) is { } fault ? throw new DataException(fault) : bytes;
    }

    // Waits for the end of a task, whatever it is, and gives a sign of life meanwhile.
    private static void Wait(Task task, Action alive)
    {
        while (Task.WaitAny([task], sign) < 0) alive();
    }
}
