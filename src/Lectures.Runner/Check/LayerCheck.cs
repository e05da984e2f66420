namespace Lectures.Runner.Check;

/// <summary>Checks a class in a process of its own, in a second one if the first aborts on inputs that were only guessed.</summary>
/// <param name="seed">Decides weights, inputs and dy.</param>
/// <param name="limit">The time a class may take.</param>
internal sealed class LayerCheck(long seed, TimeSpan limit) : IDisposable
{
    private const int MostProcesses = 4, MostPrinted = 20;

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
        for (var (skip, attempt) = (0, 1); ; attempt++)
        {
            using var process = Interlocked.Exchange(ref early, null) ?? new LayerProcess();
            var end = process.Run(new("", layer.TypeName, file, seed, skip, compiled.Assembly, compiled.Symbols), limit, tick);
            var told = process.Messages;
            messages.AddRange(told);
            var last = told.LastOrDefault(message => message.Event == LayerEvent.Step);
            if (end is not null && last is { Guess: >= 0 } && end.StartsWith("aborts", StringComparison.Ordinal) && attempt < MostProcesses)
            {
                messages.Add(new(LayerEvent.Refused, $"{last.Text} on {last.Inputs} {end}") { Inputs = last.Inputs, Guess = last.Guess });
                skip = last.Guess + 1;
                continue;
            }
            if (end is not null) end = last is null ? end : $"{last.Text}{(last.Inputs.Length > 0 ? $" on {last.Inputs}" : "")} {end}";
            return Result(new(file, layer), messages, end) with
            {
                Printed = [.. process.Printed.Lines.Take(MostPrinted)],
                PrintedLines = process.Printed.LineCount,
            };
        }
    }

    /// <inheritdoc/>
    public void Dispose() => early?.Dispose();

    private static LayerResult Result(LayerResult result, List<LayerMessage> messages, string? end)
    {
        var checks = messages.Where(message => message.Event == LayerEvent.Checked).ToList();
        var refused = messages.Where(message => message.Event == LayerEvent.Refused).ToList();
        var error = end ?? messages.FirstOrDefault(message => message.Event is LayerEvent.Error or LayerEvent.NotBuildable)?.Text;
        if (error is null && checks.Count == 0)
            error = $"takes none of the {refused.Count} shapes tried; declare one, 'public static long[][] InputShapes => [[4, 3]];'. "
                + (refused.Find(message => message.Text.StartsWith("backward", StringComparison.Ordinal)) ?? refused.FirstOrDefault())?.Text;
        return result with
        {
            Error = error,
            NotBuildable = messages.Exists(message => message.Event == LayerEvent.NotBuildable),
            Checks = checks,
        };
    }
}
