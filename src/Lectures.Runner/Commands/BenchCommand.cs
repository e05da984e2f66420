using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Lectures.Models.Data;
using Lectures.Models.Native;
using Lectures.Runner.Bench;
using static TorchSharp.torch;

namespace Lectures.Runner.Commands;

/// <summary><c>bench [row …]</c>: how fast training is, as ratios that are measured in turns within one run.</summary>
internal sealed class BenchCommand : Command
{
    private readonly Argument<string[]> rows = new("row")
    {
        Description = "The rows or groups of rows to measure; all without a name.",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private readonly Option<bool> list = new("--list") { Description = "Name the rows and stop." };
    private readonly Option<bool> quick = new("--quick") { Description = "Measure briefly, to see that all runs." };
    private readonly Option<int> threads = new("--threads")
    {
        Description = "How many threads compute; all cores without it.",
        HelpName = "N",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    };
    private readonly Option<string?> pyTorch = new("--pytorch")
    {
        Description = "Show PyTorch's times beside ours, from a JSON file.",
        HelpName = "FILE",
    };
    private readonly Option<string?> json = new("--json")
    {
        Description = "Write the result to this file too.",
        HelpName = "FILE",
    };
    private readonly TextWriter output, error;

    public BenchCommand(TextWriter output, TextWriter error)
        : base("bench", "How fast training is, against the plain loop, autograd, its matrix products and PyTorch.")
    {
        (this.output, this.error) = (output, error);
        Add(rows);
        foreach (var option in (Option[])[list, quick, threads, pyTorch, json]) Add(option);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var asked = parsed.GetValue(rows)!;
        if (asked.FirstOrDefault(name => name.StartsWith('-')) is { } unknown)
            throw UsageException.UnknownOption(unknown, this);
        var groups = BenchGroup.Find(asked);
        var count = OptionValue.Between("--threads", parsed.GetValue(threads), 1, Environment.ProcessorCount);
        var file = parsed.GetValue(json);
        if (file is not null) OptionValue.ExpectWritable("--json", file);
        var peer = parsed.GetValue(pyTorch) is { } times ? PyTorchTimes.Read(times, count) : null;
        if (parsed.GetValue(list))
        {
            foreach (var row in groups.SelectMany(group => group.Rows)) output.WriteLine(row.Name);
            return CommandLine.Good;
        }

        LibTorch.EnsureLoaded();
        var run = new BenchRun(count, parsed.GetValue(quick) ? BenchEffort.Quick : BenchEffort.Full);
        var clock = Stopwatch.StartNew();
        var results = Progress.On(error).Run((view, cancel) => Measure(groups, run, peer, view, cancel));
        var compared = peer is null ? "" : $"; PyTorch {peer.Version}";
        var setting = $"{count} of {Environment.ProcessorCount} cores, {clock.Elapsed.TotalSeconds:0} s{compared}";
        BenchTable.Write(output, results, setting);
        if (file is not null) AtomicFile.Write(file, stream => BenchJson.Write(stream, results, run, peer));
        return CommandLine.Good;
    }

    private static List<BenchResult> Measure(
        IReadOnlyList<BenchGroup> groups, BenchRun run, PyTorchTimes? peer,
        IProgressView view, CancellationToken cancel)
    {
        set_num_threads(run.Threads);
        var (results, all) = (new List<BenchResult>(), groups.Sum(group => group.Rows.Count));
        foreach (var group in groups)
        {
            foreach (var row in group.Rows)
            {
                Tell(0);
                var measured = row.Measure(run, Tell);
                var known = row.PyTorchGoal is not null && peer is not null
                    && peer.Milliseconds.TryGetValue(row.Setting, out var milliseconds) ? milliseconds : (double?)null;
                results.Add(new(group, row, measured, known));
                view.Line(string.Create(CultureInfo.InvariantCulture,
                    $"{results.Count}/{all} {row.Name}: {group.Value} {measured.Value:0.00}, goal {row.Goal}"));

                void Tell(double share)
                {
                    cancel.ThrowIfCancellationRequested();
                    view.Show(row.Name, (results.Count + share) / all);
                }
            }
        }
        return results;
    }
}
