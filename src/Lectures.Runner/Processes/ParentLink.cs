using System.Collections.Concurrent;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Lectures.Models.Native;

namespace Lectures.Runner.Processes;

/// <summary>The inside of a <see cref="GuardedProcess{TMessage}"/>: takes jobs from the parent, and tells it what
/// happens.</summary>
internal sealed class ParentLink
{
    // No shorter name for '<' and 'あ' than themselves: HTML would grow sixfold.
    private static readonly JsonSerializerOptions relaxed =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

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
    }

    /// <summary>Tells that everything is ready: from here the time of the job counts.</summary>
    public void Begin() => output.WriteLine(mark);

    /// <summary>Waits for a job.</summary>
    public T Next<T>() => JsonSerializer.Deserialize<T>(jobs.Take())!;

    /// <summary>Tells the parent something.</summary>
    public void Tell<T>(T message)
    {
        var line = mark + JsonSerializer.Serialize(message, relaxed);
        lock (gate) output.WriteLine(line);
    }

    /// <summary>Ends this process when its parent has gone, even from an endless loop.</summary>
    private void Listen(StreamReader parent)
    {
        while (parent.ReadLine() is { } job) jobs.Add(job);
        Environment.Exit(CommandLine.Interrupted);
    }
}
