using System.CommandLine;
using Lectures.Runner.Processes;

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
        var parent = new ParentLink();
        parent.Begin();
        new LayerTrial(parent.Next<LayerJob>(), parent.Tell).Run();
        Environment.Exit(CommandLine.Good);     // threads that the class left behind do not hold it up
        return CommandLine.Good;
    }
}
