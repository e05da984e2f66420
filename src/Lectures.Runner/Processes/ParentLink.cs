using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Lectures.Models.Native;

namespace Lectures.Runner.Processes;

/// <summary>The inside of a <see cref="GuardedProcess{TMessage}"/>: takes jobs from the parent, and tells it what
/// happens.</summary>
internal sealed class ParentLink
{
    private readonly BlockingCollection<string> jobs = [];
    private readonly StreamWriter output;
    private readonly string mark;
    private readonly Lock gate = new();

    /// <summary>Loads libtorch, and keeps standard input and output for the parent; what is printed goes to standard
    /// error.</summary>
    public ParentLink()
    {
        Console.CancelKeyPress += (_, e) => e.Cancel = true;    // the parent ends it
        LibTorch.EnsureLoaded();
        var input = new StreamReader(Console.OpenStandardInput(), Encoding.UTF8);
        output = new(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true };
        Console.SetIn(TextReader.Null);
        Console.SetOut(Console.Error);
        mark = input.ReadLine() ?? "";
        new Thread(() => Listen(input)) { IsBackground = true }.Start();
        output.WriteLine(mark);
    }

    /// <summary>Waits for a job.</summary>
    public T Next<T>() => JsonSerializer.Deserialize<T>(jobs.Take())!;

    /// <summary>Tells the parent something.</summary>
    public void Tell<T>(T message)
    {
        var line = mark + JsonSerializer.Serialize(message);
        lock (gate) output.WriteLine(line);
    }

    /// <summary>Ends this process when its parent has gone, even from an endless loop.</summary>
    private void Listen(StreamReader parent)
    {
        while (parent.ReadLine() is { } job) jobs.Add(job);
        Environment.Exit(CommandLine.Interrupted);
    }
}
