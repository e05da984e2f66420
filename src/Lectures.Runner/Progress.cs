using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Lectures.Models.Native;
using Spectre.Console;

namespace Lectures.Runner;

/// <summary>Does long work item by item and shows how far it is: a live bar on a terminal, in a pipe a plain line for
/// each item that is done.</summary>
/// <param name="writer">Where the bar or the lines go.</param>
/// <param name="live">True for the bar.</param>
/// <param name="ansi">Whether the terminal takes escape sequences.</param>
internal sealed class Progress(TextWriter writer, bool live, AnsiSupport ansi = AnsiSupport.Detect)
{
    /// <summary>On standard error: a bar where that is a terminal.</summary>
    public static Progress On(TextWriter error) => new(error, live: error == Console.Error && !Console.IsErrorRedirected);

    /// <summary>Does the items, several at a time.</summary>
    /// <param name="items">The items' names; the last is begun first, for the later are the longer.</param>
    /// <param name="threads">How many at a time.</param>
    /// <param name="work">Does one item, and tells the share done in (0, 1].</param>
    /// <returns>The results in the order of the items; they do not depend on the threads.</returns>
    /// <exception cref="OperationCanceledException">Ctrl-C was pressed; noticed at the next sign of progress. Pressed
    /// again, it ends the program at once.</exception>
    public IReadOnlyList<T> Run<T>(IReadOnlyList<string> items, int threads, Func<string, Action<double>, T> work)
    {
        using var interrupt = new Interrupt();
        return live ? WithBar(items, threads, work, interrupt.Token) : WithLines(items, threads, work, interrupt.Token);
    }

    /// <summary>Does one long work, which shows how far it is and says what is done.</summary>
    /// <param name="work">The work; Ctrl-C cancels the token.</param>
    public T Run<T>(Func<IProgressView, CancellationToken, T> work)
    {
        using var interrupt = new Interrupt();
        if (!live) return work(new PlainView(writer), interrupt.Token);
        var console = Live();
        return console.Progress().AutoClear(true)
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(),
                new RemainingTimeColumn())
            .Start(context => work(new BarView(console, context.AddTask("preparing", maxValue: 1)), interrupt.Token));
    }

    private sealed class PlainView(TextWriter writer) : IProgressView
    {
        public void Show(string what, double share)
        {
        }

        public void Line(string text) => writer.WriteLine(text);
    }

    private sealed class BarView(IAnsiConsole console, ProgressTask bar) : IProgressView
    {
        public void Show(string what, double share) => (bar.Description, bar.Value) = (what.EscapeMarkup(), share);

        public void Line(string text) => console.WriteLine(text);
    }

    private IAnsiConsole Live() => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = ansi,
        Interactive = InteractionSupport.Yes,
        Out = new AnsiConsoleOutput(writer),
    });

    private T[] WithBar<T>(
        IReadOnlyList<string> items, int threads, Func<string, Action<double>, T> work, CancellationToken cancel)
    {
        return Live().Progress().AutoClear(true).Start(context =>
        {
            var bar = context.AddTask(items[^1].EscapeMarkup(), maxValue: items.Count);
            return Do(items, threads, work, cancel, (item, shares) =>
                (bar.Description, bar.Value) = (item.EscapeMarkup(), shares.Sum()));
        });
    }

    private T[] WithLines<T>(
        IReadOnlyList<string> items, int threads, Func<string, Action<double>, T> work, CancellationToken cancel)
    {
        var done = 0;
        return Do(items, threads, work, cancel, (item, shares) =>
        {
            if (shares.Count(share => share >= 1) > done) writer.WriteLine($"{++done}/{items.Count} {item}");
        });
    }

    // show: the item that got further, and the share done of each; one call at a time
    private static T[] Do<T>(
        IReadOnlyList<string> items, int threads, Func<string, Action<double>, T> work, CancellationToken cancel,
        Action<string, double[]> show)
    {
        var (results, shares) = (new T[items.Count], new double[items.Count]);
        var queue = new ConcurrentStack<int>(Enumerable.Range(0, items.Count));
        var gate = new Lock();
        try
        {
            Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, (_, loop) => FinalizerPause.Work(() =>
            {
                while (!loop.IsExceptional && queue.TryPop(out var i))
                    results[i] = work(items[i], share =>
                    {
                        FinalizerPause.Breathe();
                        cancel.ThrowIfCancellationRequested();
                        lock (gate)
                        {
                            shares[i] = share;
                            show(items[i], shares);
                        }
                    });
            }));
        }
        catch (AggregateException exception)
        {
            ExceptionDispatchInfo.Throw(exception.Flatten().InnerExceptions[0]);
        }
        return results;
    }
}

/// <summary>Where one long work shows how far it is.</summary>
internal interface IProgressView
{
    /// <summary>Says what is being done, on a terminal only.</summary>
    /// <param name="what">In words.</param>
    /// <param name="share">The share done in [0, 1].</param>
    void Show(string what, double share);

    /// <summary>Leaves a line.</summary>
    void Line(string text);
}
