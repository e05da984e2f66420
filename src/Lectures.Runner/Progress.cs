using Spectre.Console;

namespace Lectures.Runner;

/// <summary>Shows how far long work is: a live bar on a terminal, a plain line for each finished item in a pipe.</summary>
internal static class Progress
{
    /// <summary>Does the work item by item; Ctrl-C stops it at the next sign of progress.</summary>
    /// <param name="writer">Where plain lines go.</param>
    /// <param name="items">The items' names.</param>
    /// <param name="work">Does one item, and tells the share done in (0, 1].</param>
    /// <exception cref="OperationCanceledException">Ctrl-C was pressed.</exception>
    public static IReadOnlyList<T> Run<T>(TextWriter writer, IReadOnlyList<string> items, Func<string, Action<double>, T> work)
    {
        using var cancel = new CancellationTokenSource();
        ConsoleCancelEventHandler stop = (_, e) =>
        {
            e.Cancel = true;
            cancel.Cancel();
        };
        Console.CancelKeyPress += stop;
        try
        {
            return Console.IsErrorRedirected ? InLines() : Live();
        }
        finally
        {
            Console.CancelKeyPress -= stop;
        }

        IReadOnlyList<T> InLines()
        {
            var results = new List<T>();
            foreach (var item in items)
            {
                results.Add(work(item, _ => cancel.Token.ThrowIfCancellationRequested()));
                writer.WriteLine($"{results.Count}/{items.Count} {item}");
            }
            return results;
        }

        IReadOnlyList<T> Live()
        {
            var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
            return console.Progress().AutoClear(true).Start(context =>
            {
                var bar = context.AddTask("", maxValue: items.Count);
                return items.Select((item, done) =>
                {
                    bar.Description = item;
                    var result = work(item, share =>
                    {
                        cancel.Token.ThrowIfCancellationRequested();
                        bar.Value = done + share;
                    });
                    return result;
                }).ToList();
            });
        }
    }
}
