using System.Text.RegularExpressions;
using Lectures.Models.Experiments;

namespace Lectures.Runner.Tests.Commands;

public class ReproduceCommandTests
{
    private TemporaryFolder folder = null!;

    [SetUp]
    public void MakeFolder() => folder = new();

    [TearDown]
    public void RemoveFolder() => folder.Dispose();

    [Test]
    public void Lists_every_experiment_with_section_title_and_time()
    {
        var (code, output, _) = Cli.Run(["reproduce", "--list"]);
        Assert.That(code, Is.Zero);
        Assert.That(output.TrimEnd().Split('\n'), Has.Length.EqualTo(Chapter.Experiments.Count));
        Assert.That(output, Does.Match(@"(?m)^perceptron +7\.1 \(3\) +The threshold unit +1 s\r?$"));
    }

    [Test]
    public void Writes_a_page_that_needs_nothing_else_with_the_claims_and_the_figures()
    {
        var (code, output, error) = Cli.Run(["reproduce", "perceptron", "--quick", "--out", folder["report"]]);
        Assert.That(code, Is.Zero, error);
        Assert.That(output, Does.Match(@"  holds  separable clouds: .*\(≤ 1\)"));
        var page = File.ReadAllText(folder["report/index.html"]);
        Assert.That(page, Does.Contain("<h2><span class=\"paragraph\">§ 7.1 (3)</span> The threshold unit</h2>"));
        Assert.That(page, Does.Contain("lectures reproduce perceptron --seeds 20</pre>"));
        Assert.That(page, Does.Not.Match("https?://|<script|<link|@import|url\\("), "it asks nobody");
        Assert.That(Regex.Matches(page, "src=\"(?!data:image/png;base64,)"), Is.Empty);
    }

    [Test]
    public void The_page_can_be_had_in_Japanese()
    {
        Cli.Run(["reproduce", "perceptron", "--quick", "--out", folder["report"], "--lang", "ja"]);
        var page = File.ReadAllText(folder["report/index.html"]);
        Assert.That(page, Does.Contain("<html lang=\"ja\">").And.Contain("しきい値ユニット</h2>").And.Contain("成立"));
    }

    [Test]
    public void The_same_seed_gives_the_same_result_to_the_byte_and_another_one_does_not()
    {
        foreach (var (name, seed) in (ReadOnlySpan<(string, string)>)[("a", "3"), ("b", "3"), ("c", "4")])
            Cli.Run(["reproduce", "perceptron", "--quick", "--seed", seed, "--out", folder[name]]);
        var results = Array.ConvertAll(["a", "b", "c"], (string name) =>
            File.ReadAllText(folder[$"{name}/perceptron.json"]));
        Assert.That(results[1], Is.EqualTo(results[0]));
        Assert.That(results[2], Is.Not.EqualTo(results[0]));
    }

    [Test]
    public void A_claim_that_does_not_hold_makes_the_exit_code_1()
    {
        var (code, output, _) = Run([Fake.Info("good", 1), Fake.Info("bad", -1)]);
        Assert.That(code, Is.EqualTo(1));
        Assert.That(output, Does.Contain("  FAILS  the number is positive: -1 (≥ 0)"));
        Assert.That(output, Does.Contain("1 of 2 claims hold in 2 experiments"));
        Assert.That(File.ReadAllText(folder["report/index.html"]), Does.Contain("✗ fails")
            .And.Contain("<span class=\"badge notshown\">not shown</span>"), "the statement is not shown either");
    }

    [Test]
    public void What_was_run_is_not_run_again_unless_options_change_or_it_is_forced()
    {
        var runs = 0;
        ExperimentInfo[] chapter = [Fake.Info("one", 1, () => runs++)];
        Run(chapter);
        Run(chapter);
        Assert.That(runs, Is.EqualTo(1));
        Run(chapter, "--seed", "2");
        Assert.That(runs, Is.EqualTo(2));
        Run(chapter, "--seed", "2", "--force");
        Assert.That(runs, Is.EqualTo(3));
        foreach (var damaged in (ReadOnlySpan<string>)["{", "{}", "null"])
        {
            File.WriteAllText(folder["report/one.json"], damaged);
            Assert.That(Run(chapter, "--seed", "2").ExitCode, Is.Zero);
        }
        Assert.That(runs, Is.EqualTo(6), "a damaged result counts for nothing");
    }

    [Test]
    public void An_interrupted_run_keeps_what_is_finished_and_goes_on()
    {
        var (runs, stop) = (0, true);
        ExperimentInfo[] chapter =
        [
            Fake.Info("two", 1, () => { if (stop) throw new OperationCanceledException(); }) with { Seconds = 1 },
            Fake.Info("one", 1, () => runs++) with { Seconds = 2 },     // the longer is begun first
        ];
        Assert.That(Run(chapter).ExitCode, Is.EqualTo(130));
        Assert.That(File.ReadAllText(folder["report/index.html"]),
            Does.Contain("<section id=\"one\">").And.Contain("not run yet"));
        stop = false;
        Assert.That(Run(chapter).ExitCode, Is.Zero);
        Assert.That(runs, Is.EqualTo(1));
    }

    [TestCase("perceptrn: unknown experiment; did you mean perceptron?", "perceptrn")]
    [TestCase("fr: unknown language; did you mean en or ja?", "--lang", "fr")]
    [TestCase("--seeds: expected a number from 1 to 1000, got 0.", "--seeds", "0")]
    [TestCase("--seed: expected a number from 0 to 2147483647, got -1.", "--seed", "-1")]
    [TestCase("--data: expected a folder, got an empty name.", "--data", "")]
    [TestCase("--out: expected a folder, got an empty name.", "--out", "")]
    public void Bad_use_is_one_line(string message, params string[] args) =>
        Assert.That(Cli.Refused(["reproduce", .. args]), Is.EqualTo(message));

    [Test]
    public void Data_that_nothing_uses_are_refused_and_so_are_wrong_ones_before_anything_runs()
    {
        File.WriteAllText(folder["text.txt"], "to be or not to be");
        Assert.That(Cli.Refused("reproduce", "perceptron", "--text", folder["text.txt"], "--out", folder["report"]),
            Is.EqualTo("--text: no experiment that was asked for uses it; leave it out."));
        Assert.That(Cli.Refused("reproduce", "--points", folder["none.csv"], "--out", folder["report"]),
            Is.EqualTo($"{folder["none.csv"]}: no such file."));
        Assert.That(Directory.Exists(folder["report"]), Is.False);
    }

    [Test]
    public void Two_programs_do_not_write_one_report()
    {
        (int ExitCode, string Output, string Error) second = default;
        var first = Run([Fake.Info("one", 1, () => second = Run([Fake.Info("two", 1)]))]);
        Assert.That((second.ExitCode, second.Error),
            Is.EqualTo((2, $"{folder["report"]}: another program writes its report there.")));
        Assert.That(first.ExitCode, Is.Zero, first.Error);
        Assert.That(Run([Fake.Info("two", 1)]).ExitCode, Is.Zero, "the folder is free again");
    }

    [Test]
    public void A_report_that_cannot_be_written_is_one_line()
    {
        Directory.CreateDirectory(folder["report"]);
        File.WriteAllText(folder["report/runs"], "a file where a folder belongs");
        var (code, _, error) = Run([Fake.Info("one", 1)]);
        Assert.That(code, Is.EqualTo(2));
        Assert.That(error, Does.StartWith($"{folder["report"]}: cannot be written: ").And.Not.Contain("\n"));
    }

    private (int ExitCode, string Output, string Error) Run(IReadOnlyList<ExperimentInfo> chapter, params string[] more)
    {
        using StringWriter output = new(), error = new();
        var code = new CommandLine(output, error) { Experiments = chapter }
            .Run(["reproduce", "--out", folder["report"], "--threads", "1", .. more]);
        return (code, output.ToString(), error.ToString().TrimEnd());
    }

    private sealed record Fake(double Number) : Experiment
    {
        private Action Work { get; init; } = () => { };

        public static ExperimentInfo Info(string name, double number, Action? work = null)
        {
            Fake fake = new(number) { Work = work ?? (() => { }) };
            return new(name, "0", name, "", () => fake, () => fake);
        }

        public override ExperimentResult Run(ExperimentData data, Action<double> progress)
        {
            Work();
            return new(new(Finding.Shown, "seen"), [Claim.AtLeast("the number is positive", Number, 0)]);
        }
    }
}
