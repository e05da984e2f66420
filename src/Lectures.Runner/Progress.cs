using System.Collections.Concurrent;
using Spectre.Console;
using static TorchSharp.torch;

namespace Lectures.Runner;

/// <summary>Does long work item by item and shows how far it is: a live bar on a terminal, in a pipe a plain line for each
/// item that is done.</summary>
internal static class Progress
{
    /// <summary>Does the items, several at a time, each with one thread of libtorch.</summary>
    /// <param name="writer">Where plain lines go.</param>
    /// <param name="items">The items' names; the last is begun first, for the later are the longer.</param>
    /// <param name="threads">How many at a time.</param>
    /// <param name="work">Does one item, and tells the share done in (0, 1].</param>
    /// <param name="inThisProcess">False where other processes do the work: libtorch is not loaded here.</param>
    /// <returns>The results in the order of the items; they do not depend on the threads.</returns>
    /// <exception cref="OperationCanceledException">Ctrl-C was pressed; noticed at the next sign of progress.</exception>
    public static IReadOnlyList<T> Run<T>(TextWriter writer, IReadOnlyList<string> items, int threads, Func<string, Action<double>, T> work, bool inThisProcess = true)
    {
        using var cancel = new CancellationTokenSource();
        void Stop(object? sender, ConsoleCancelEventArgs e)
        {
            e.Cancel = true;
            cancel.Cancel();
        }
        Console.CancelKeyPress += Stop;
        try
        {
            if (Console.IsErrorRedirected) return Do((item, share, done) =>
            {
                if (share >= 1) writer.WriteLine($"{done}/{items.Count} {item}");
            });
            var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
            return console.Progress().AutoClear(true).Start(context =>
            {
                var bar = context.AddTask("", maxValue: items.Count);
                return Do((item, _, done) => (bar.Description, bar.Value) = (item, done));
            });
        }
        finally
        {
            Console.CancelKeyPress -= Stop;
        }

        // show: the item, its share, and how many items are done in all (with the shares of those under way)
        IReadOnlyList<T> Do(Action<string, double, double> show)
        {
            var (results, shares, queue) = (new T[items.Count], new double[items.Count], new ConcurrentStack<int>(Enumerable.Range(0, items.Count)));
            var gate = new Lock();
            try
            {
                Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, _ =>
                {
                    if (inThisProcess) set_num_threads(1);
                    while (queue.TryPop(out var i))
                        results[i] = work(items[i], share =>
                        {
                            cancel.Token.ThrowIfCancellationRequested();
                            lock (gate)
                            {
                                shares[i] = share;
                                show(items[i], share, share >= 1 ? shares.Count(s => s >= 1) : shares.Sum());
                            }
                        });
                });
            }
            catch (AggregateException exception)
            {
                queue.Clear();
                throw exception.Flatten().InnerExceptions[0];
            }
            return results;
        }
    }
}
