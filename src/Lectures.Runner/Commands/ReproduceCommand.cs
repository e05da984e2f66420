using System.CommandLine;
using System.Diagnostics;
using Lectures.Models.Data;
using Lectures.Models.Experiments;
using Lectures.Models.Native;
using Lectures.Runner.Reproduce;
using static TorchSharp.torch;

namespace Lectures.Runner.Commands;

/// <summary><c>reproduce [experiment …]</c>: the lecture's experiments, with a report.</summary>
internal sealed class ReproduceCommand : Command
{
    private static readonly string[] languages = ["en", "ja"];

    private readonly Argument<string[]> experiments = new("experiment")
    {
        Description = "The experiments to run; all without a name.",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private readonly Option<bool> list =
        new("--list") { Description = "Show name, section, title and time, and stop." };
    private readonly Option<bool> quick = new("--quick") { Description = "Smaller experiments, under 90 s in all." };
    private readonly Option<string> folder = new("--out")
    {
        Description = "The folder of the report.",
        HelpName = "DIR",
        DefaultValueFactory = _ => Path.Combine("out", "report"),
    };
    private readonly Option<string?> images = new("--data")
    {
        Description = "A folder of IDX files (MNIST's names, plain or .gz); without it the built-in strokes.",
        HelpName = "DIR",
    };
    private readonly Option<string?> speech = new("--speech")
    {
        Description = "A folder or archive of recordings; without it built-in tones.",
        HelpName = "PATH",
    };
    private readonly Option<string?> text = new("--text")
    {
        Description = "A text in UTF-8; without it a built-in one.",
        HelpName = "FILE",
    };
    private readonly Option<string?> points = new("--points")
    {
        Description = "One's own points for hidden-units: lines x1,x2,class; without it the Playground's.",
        HelpName = "FILE",
    };
    private readonly Option<int?> seeds = new("--seeds")
    {
        Description = "How many seeds where results differ from seed to seed; each experiment has its own number "
            + "without it.",
        HelpName = "N",
    };
    private readonly Option<long> seed = new("--seed")
    {
        Description = "The first seed.",
        DefaultValueFactory = _ => 1,
    };
    private readonly Option<string> language = new("--lang")
    {
        Description = $"The language of the report: {string.Join(", ", languages)}.",
        DefaultValueFactory = _ => "en",
    };
    private readonly Option<int> threads = new("--threads")
    {
        Description = "Experiments run at a time, each by one thread; all cores without it.",
        HelpName = "N",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    };
    private readonly Option<bool> force = new("--force") { Description = "Run again what was run already." };
    private readonly TextWriter output, error;
    private readonly IReadOnlyList<ExperimentInfo> chapter;

    public ReproduceCommand(TextWriter output, TextWriter error, IReadOnlyList<ExperimentInfo> chapter)
        : base("reproduce", "Run the lecture's experiments and write a report.")
    {
        (this.output, this.error, this.chapter) = (output, error, chapter);
        Add(experiments);
        foreach (var option in (Option[])[
            list, quick, folder, images, speech, text, points, seeds, seed, language, threads, force]) Add(option);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var chosen = Chosen(parsed.GetValue(experiments)!);
        if (parsed.GetValue(list))
        {
            ReproduceTable.WriteList(output, chosen);
            return CommandLine.Good;
        }
        var tongue = OptionValue.OneOf("language", parsed.GetValue(language)!, languages) == "ja"
            ? Language.Japanese : Language.English;
        var count = OptionValue.Between("--threads", parsed.GetValue(threads), 1, Environment.ProcessorCount);
        var planned = chosen.Select(info => (Info: info, Experiment: Planned(parsed, info))).ToList();
        var data = Data(parsed, chosen);
        var report = new ReportFolder(OptionValue.Folder("--out", parsed.GetValue(folder)!));
        using var claim = report.Claim();

        LibTorch.EnsureLoaded();
        var known = planned.ToDictionary(plan => plan.Info.Name, plan => parsed.GetValue(force)
            ? null : report.Find(plan.Info, plan.Experiment, data));
        // The last is begun first: the longest.
        var open = planned.Where(plan => known[plan.Info.Name] is null).OrderBy(plan => plan.Info.Seconds).ToList();
        try
        {
            if (open.Count > 0) RunAll(open, report, data, count, known);
        }
        finally
        {
            HtmlReport.Write(report, chapter, tongue);
        }
        var results = chosen.Select(info =>
            (Info: info, known[info.Name]!.Value.Result, known[info.Name]!.Value.Seconds)).ToList();
        ReproduceTable.WriteResults(output, results, tongue);
        output.WriteLine($"wrote {report.Page}");
        return results.All(done => done.Result.Holds) ? CommandLine.Good : CommandLine.Failed;
    }

    private void RunAll(
        List<(ExperimentInfo Info, Experiment Experiment)> open, ReportFolder report, ExperimentData data, int count,
        Dictionary<string, (StoredResult Result, double Seconds)?> known)
    {
        var plans = open.ToDictionary(plan => plan.Info.Name);
        var done = Progress.On(error).Run([.. open.Select(plan => plan.Info.Name)], count, (name, share) =>
        {
            set_num_threads(1);
            using var scope = NewDisposeScope();
            var clock = Stopwatch.StartNew();
            var (info, experiment) = plans[name];
            var result = experiment.Run(data, part => share(0.99 * Math.Min(part, 1)));
            var stored = report.Store(info, experiment, data, result, clock.Elapsed.TotalSeconds);
            share(1);
            return (stored, clock.Elapsed.TotalSeconds);
        });
        foreach (var (plan, result) in open.Zip(done)) known[plan.Info.Name] = result;
    }

    private Experiment Planned(ParseResult parsed, ExperimentInfo info)
    {
        var experiment = parsed.GetValue(quick) ? info.Quick() : info.Full();
        return experiment with
        {
            Seed = OptionValue.NotNegative("--seed", parsed.GetValue(seed)),
            Seeds = parsed.GetValue(seeds) is { } n ? OptionValue.Between("--seeds", n, 1, 1_000) : experiment.Seeds,
        };
    }

    private ExperimentData Data(ParseResult parsed, IReadOnlyList<ExperimentInfo> chosen)
    {
        var data = new ExperimentData(Given(images), Given(speech), Given(text), Given(points));
        foreach (var (option, need) in ((Option<string?>, ExperimentNeeds)[])
        [
            (images, ExperimentNeeds.Images), (speech, ExperimentNeeds.Speech), (text, ExperimentNeeds.Text),
            (points, ExperimentNeeds.Points),
        ])
            if (parsed.GetValue(option) is not null && !chosen.Any(info => info.Needs.HasFlag(need)))
                throw new UsageException($"{option.Name}: no experiment that was asked for uses it; leave it out.");
        // Wrong files are told before long work begins.
        if (data.HasImages)
            foreach (var split in Enum.GetValues<Split>()) data.Images(split, 1);
        if (data.HasSpeech) data.Speech();
        if (data.HasText) data.Text();
        if (data.HasPoints) data.Points();
        return data;

        string? Given(Option<string?> option) => parsed.GetValue(option) is not ""
            ? parsed.GetValue(option)
            : throw new UsageException($"{option.Name}: expected a "
                + (option == images ? "folder" : option == speech ? "folder or archive" : "file")
                + ", got an empty name.");
    }

    private IReadOnlyList<ExperimentInfo> Chosen(string[] asked)
    {
        string[] names = [.. chapter.Select(info => info.Name)];
        foreach (var name in asked)
            if (!names.Contains(name))
                throw name.StartsWith('-')
                    ? UsageException.UnknownOption(name, this)
                    : UsageException.Unknown("experiment", name, names);
        return asked.Length == 0 ? chapter : [.. chapter.Where(info => asked.Contains(info.Name))];
    }
}
