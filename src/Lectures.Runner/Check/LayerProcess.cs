using Lectures.Runner.Processes;

namespace Lectures.Runner.Check;

/// <summary>The process of one class, seen from outside.</summary>
internal sealed class LayerProcess : IDisposable
{
    private static readonly ProcessLimits limits = new(Memory: 1L << 30, "--timeout");

    private readonly List<LayerMessage> messages = [];
    private readonly GuardedProcess<LayerMessage> process;

    /// <summary>Starts a process, which waits for its class.</summary>
    public LayerProcess() => process = new("check", CheckLayerCommand.Word, limits, Take);

    /// <summary>What the process told, up to now.</summary>
    public IReadOnlyList<LayerMessage> Messages
    {
        get
        {
            lock (messages) return [.. messages];
        }
    }

    /// <summary>What the class printed.</summary>
    public ProcessOutput Printed => process.Error;

    /// <summary>Checks a class.</summary>
    /// <param name="job">The class.</param>
    /// <param name="limit">The time it may take.</param>
    /// <param name="tick">Called all the while; may throw to give up.</param>
    /// <returns>Why the process ended before it was done, or null.</returns>
    public string? Run(LayerJob job, TimeSpan limit, Action tick)
    {
        process.Send(job);
        process.AwaitStart(tick);
        return process.Await(() => Messages is [.., { Event: LayerEvent.Done }], limit, tick);
    }

    /// <summary>Ends the process, if it has not ended.</summary>
    public void Dispose() => process.Dispose();

    private void Take(LayerMessage message)
    {
        lock (messages) messages.Add(message);
    }
}
