using System.CommandLine;
using System.Globalization;
using Lectures.Models.Native;
using Lectures.Models.Training;
using Lectures.Runner.Bench;
using static TorchSharp.torch;

namespace Lectures.Runner.Commands;

/// <summary><c>bench</c>: ratios of times, each measured in turns within one run.</summary>
internal sealed class BenchCommand : Command
{
    private readonly Option<bool> quick = new("--quick") { Description = "Few turns: to see that all runs." };
    private readonly Option<int?> threads = new("--threads") { Description = "How many threads compute; all cores without it." };
    private readonly TextWriter output, error;

    public BenchCommand(TextWriter output, TextWriter error) : base("bench", "How fast training is, as ratios.")
    {
        (this.output, this.error) = (output, error);
        Add(quick);
        Add(threads);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var count = OptionValue.Between(
            "--threads", parsed.GetValue(threads) ?? Environment.ProcessorCount, 1, Environment.ProcessorCount);
        LibTorch.EnsureLoaded();
        set_num_threads(count);
        var (turns, milliseconds) = parsed.GetValue(quick) ? (5, 20.0) : (25, 60.0);
        foreach (var bench in BenchCase.All)
        {
            using var ours = new OurSteps(bench, Backpropagation.Autograd);
            using var hand = new OurSteps(bench, Backpropagation.Hand);
            using var plain = new PlainProcess(bench, count);
            var step = Pair.Measure(ours.Run, plain.Run, turns, milliseconds);
            var byHand = Pair.Measure(ours.Run, hand.Run, turns, milliseconds);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{bench.Name,-32} ours {step.Ours,8:0.000} ms  plain {step.Other,8:0.000} ms  ratio {step.Ratio:0.00} ({step.Low:0.00}–{step.High:0.00})   hand {byHand.Other:0.000} ms = {byHand.Ratio:0.00} of autograd"));
        }
        return CommandLine.Good;
    }
}
