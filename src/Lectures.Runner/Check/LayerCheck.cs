using Lectures.Runner.Processes;

namespace Lectures.Runner.Check;

/// <summary>Checks a class in a process of its own, in a second one if the first aborts on inputs that were only guessed.</summary>
/// <param name="seed">Decides weights, inputs and dy.</param>
/// <param name="limit">The time a class may take.</param>
internal sealed class LayerCheck(long seed, TimeSpan limit) : IDisposable
{
    private const int MostProcesses = 4, MostPrinted = 10;

    // The first process loads libtorch while the files are compiled.
    private LayerProcess? early = new();

    /// <summary>Checks a class.</summary>
    /// <param name="file">The file's name.</param>
    /// <param name="compiled">Its code.</param>
    /// <param name="layer">The class.</param>
    /// <param name="tick">Called all the while; may throw to give up.</param>
    public LayerResult Run(string file, CompiledFile compiled, LayerClass layer, Action tick)
    {
        var messages = new List<LayerMessage>();
        for (var attempt = 1; ; attempt++)
        {
            using var process = Interlocked.Exchange(ref early, null) ?? new LayerProcess();
            var skip = messages.LastOrDefault()?.Guess + 1 ?? 0;
            var end = process.Run(new(layer.TypeName, file, seed, skip, compiled.Assembly, compiled.Symbols), limit, tick);
            messages.AddRange(process.Messages);
            if (end is not null) messages.Add(End(messages, end));
            var isChecked = messages.Exists(message => message.Event == LayerEvent.Checked);
            if (end is not null && messages[^1].Event == LayerEvent.Refused && !isChecked && attempt < MostProcesses) continue;
            var printed = process.Printed.Lines;
            var count = end is null ? printed.Count : ProcessEnd.LinesBefore(printed);
            return Result(new(file, layer), messages) with
            {
                Printed = [.. printed.Take(Math.Min(count, MostPrinted))],
                PrintedLines = count < printed.Count ? count : process.Printed.LineCount,
            };
        }
    }

    /// <inheritdoc/>
    public void Dispose() => early?.Dispose();

    /// <summary>The process has ended in a step: libtorch refuses inputs that were guessed, or else the class is wrong.</summary>
    private static LayerMessage End(List<LayerMessage> messages, string end)
    {
        if (messages.FindLast(message => message.Event == LayerEvent.Step) is not { } step) return new(LayerEvent.Error, end);
        var refused = step.Guess >= 0 && end.StartsWith(ProcessEnd.InLibTorch, StringComparison.Ordinal);
        return step with
        {
            Event = refused ? LayerEvent.Refused : LayerEvent.Error,
            Text = $"{step.Text}{(step.Inputs.Length > 0 ? $" on {step.Inputs}" : "")} {end}",
        };
    }

    private static LayerResult Result(LayerResult result, List<LayerMessage> messages)
    {
        var (checks, refused) = (Of(LayerEvent.Checked), Of(LayerEvent.Refused));
        var inBackward = refused.Where(message => message.Text.StartsWith("backward", StringComparison.Ordinal)).ToList();
        var error = messages.Find(message => message.Event is LayerEvent.Error or LayerEvent.NotBuildable)?.Text;
        if (error is null && checks.Count == 0)
            error = $"takes none of the {refused.Count} shapes tried; declare one, 'public static long[][] InputShapes => [[4, 3]];'. "
                + inBackward.Concat(refused).FirstOrDefault()?.Text;
        return result with
        {
            Error = error,
            NotBuildable = Of(LayerEvent.NotBuildable).Count > 0,
            Checks = checks,
            Notes = checks.Count > 0 ? [.. inBackward.Select(message => message.Text)] : [],
        };

        List<LayerMessage> Of(LayerEvent kind) => messages.FindAll(message => message.Event == kind);
    }
}
