using System.CommandLine;
using System.Globalization;
using Lectures.Runner.Bench;
using static TorchSharp.torch;

namespace Lectures.Runner.Commands;

/// <summary>The plain loop of <c>bench</c> in a process of its own: reads how many steps to take, tells milliseconds a
/// step.</summary>
internal sealed class BenchPlainCommand : Command
{
    private readonly Argument<string> name = new("case");
    private readonly Argument<int> threads = new("threads");

    public BenchPlainCommand() : base("bench-plain")
    {
        Hidden = true;
        Add(name);
        Add(threads);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        set_num_threads(parsed.GetValue(threads));
        using var loop = new PlainSteps(BenchCase.All.First(bench => bench.Name == parsed.GetValue(name)));
        while (Console.In.ReadLine() is { } steps)
            Console.Out.WriteLine(loop.Run(int.Parse(steps, CultureInfo.InvariantCulture)).ToString("R", CultureInfo.InvariantCulture));
        return CommandLine.Good;
    }
}
