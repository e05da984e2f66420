using System.CommandLine;
using System.Globalization;
using Lectures.Models.Native;
using Lectures.Models.Training;
using Lectures.Runner.Bench;
using static TorchSharp.torch;

namespace Lectures.Runner.Commands;

/// <summary>The inside of a <see cref="StepProcess"/>: reads how many steps to take, tells milliseconds a step and
/// resident bytes. Hidden, for the program's own use.</summary>
internal sealed class BenchStepsCommand : Command
{
    public const string Word = "bench-steps";
    private const string Plain = "Plain";

    private readonly Argument<string> name = new("case");
    private readonly Argument<string> by = new("by");
    private readonly Argument<int> threads = new("threads");

    public BenchStepsCommand() : base(Word, "Takes steps of one case; used by bench.")
    {
        Hidden = true;
        foreach (var argument in (Argument[])[name, by, threads]) Add(argument);
        SetAction(Run);
    }

    /// <summary>How the command is told whose steps.</summary>
    public static string WordOf(Backpropagation? by) => by?.ToString() ?? Plain;

    private int Run(ParseResult parsed)
    {
        Console.CancelKeyPress += (_, e) => e.Cancel = true;    // the parent ends it, by the end of its input
        var whose = parsed.GetValue(by)!;
        if (whose != Plain) LibTorch.EnsureLoaded();            // which has freed memory kept; no tutorial does
        set_num_threads(parsed.GetValue(threads));
        using var loop = StepLoop.Of(
            BenchCase.Of(parsed.GetValue(name)!), whose == Plain ? null : Enum.Parse<Backpropagation>(whose));
        while (Console.In.ReadLine() is { } steps)
        {
            var milliseconds = loop.Run(int.Parse(steps, CultureInfo.InvariantCulture));
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{milliseconds:R} {Environment.WorkingSet}"));
        }
        return CommandLine.Good;
    }
}
