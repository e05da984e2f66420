using System.CommandLine;
using System.Text;
using System.Text.Json;
using Lectures.Models.Native;

namespace Lectures.Runner.Check;

/// <summary>The inside of a <see cref="LayerProcess"/>: hidden, for the program's own use.</summary>
internal sealed class CheckLayerCommand : Command
{
    public const string Word = "check-layer";

    public CheckLayerCommand() : base(Word, "Checks one class; used by check.")
    {
        Hidden = true;
        SetAction(_ => Run());
    }

    private static int Run()
    {
        LibTorch.EnsureLoaded();
        var input = new StreamReader(Console.OpenStandardInput(), Encoding.UTF8);
        var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true };
        Console.SetIn(TextReader.Null);
        Console.SetOut(Console.Error);
        if (input.ReadLine() is not { } line) return CommandLine.Good;
        var job = JsonSerializer.Deserialize<LayerJob>(line)!;
        new Thread(() => EndWith(input)) { IsBackground = true }.Start();
        Tell(new(LayerEvent.Ready));
        new LayerTrial(job, Tell).Run();
        Environment.Exit(CommandLine.Good);     // threads that the class left behind do not hold it up
        return CommandLine.Good;

        void Tell(LayerMessage message) => output.WriteLine($"{job.Mark}{JsonSerializer.Serialize(message)}");
    }

    /// <summary>Ends this process when its parent has gone, even from an endless loop.</summary>
    private static void EndWith(StreamReader parent)
    {
        parent.ReadToEnd();
        Environment.Exit(CommandLine.Interrupted);
    }
}
