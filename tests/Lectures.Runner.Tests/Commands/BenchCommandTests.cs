using System.Text.Json;

namespace Lectures.Runner.Tests.Commands;

public class BenchCommandTests
{
    private const string Times = """{"torch": "2.6.0+x", "threads": 1, "ms": {"mlp 2-4-2 SGD b1": 0.5}}""";

    private static readonly string[] cases =
        ["mlp-b1", "mlp-512", "mlp-4x128", "cnn", "elman", "lstm", "encoder", "gpt"];

    [Test]
    public void Lists_every_row()
    {
        string[] expected =
        [
            .. cases.Select(name => $"step-{name}"),
            "epoch-mlp-512", "epoch-mlp-4x128", "epoch-cnn", "epoch-elman",
            .. cases.Select(name => $"hand-{name}"),
            "products-mlp-512", "products-mlp-4x128", "literal",
            .. cases.Select(name => $"memory-{name}"),
        ];
        Assert.That(List(), Is.EqualTo(expected));
    }

    [Test]
    public void Groups_and_rows_are_chosen_by_name_in_the_tables_order() =>
        Assert.That(List("literal", "products", "hand-cnn"), Is.EqualTo(new[]
        {
            "hand-cnn", "products-mlp-512", "products-mlp-4x128", "literal",
        }));

    [Test]
    public void The_smallest_model_against_the_plain_loop_and_PyTorch()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["pytorch.json"], Times);
        var (code, output, error) = Cli.Run(
        [
            "bench", "step-mlp-b1", "literal", "--quick", "--threads", "1", "--pytorch", folder["pytorch.json"],
            "--json", folder["bench.json"],
        ]);
        Assert.That(code, Is.Zero, error);
        Assert.That(output,
            Does.Match(@"step-mlp-b1 +mlp 2-4-2 SGD b1 .*\d – \d\S* +≥ 1\.1 +(met|missed) +0\.500 .*≥ 2 "));
        Assert.That(output, Does.Match(@"\d of 2 goals met: 1 of \d+ cores, \d+ s; PyTorch 2\.6\.0\+x"));
        Assert.That(error, Does.Match("1/2 step-mlp-b1: .*\n2/2 literal: "));

        using var document = JsonDocument.Parse(File.ReadAllText(folder["bench.json"]));
        var root = document.RootElement;
        Assert.That(root.GetProperty("threads").GetInt32(), Is.EqualTo(1));
        Assert.That(root.GetProperty("quick").GetBoolean(), Is.True);
        Assert.That(root.GetProperty("pyTorch").GetString(), Is.EqualTo("2.6.0+x"));
        var (step, literal) = (root.GetProperty("rows")[0], root.GetProperty("rows")[1]);
        Assert.That(step.GetProperty("group").GetString(), Is.EqualTo("step"));
        Assert.That(step.GetProperty("unit").GetString(), Is.EqualTo("ms"));
        Assert.That(step.GetProperty("goal").GetProperty("atLeast").GetDouble(), Is.EqualTo(1.1));
        Assert.That(step.GetProperty("met").GetBoolean(), Is.EqualTo(step.GetProperty("value").GetDouble() >= 1.1));
        Assert.That(step.GetProperty("low").GetDouble(),
            Is.Positive.And.LessThanOrEqualTo(step.GetProperty("high").GetDouble()));
        var ours = step.GetProperty("ours").GetDouble();
        Assert.That(step.GetProperty("pyTorch").GetProperty("value").GetDouble(), Is.EqualTo(0.5 / ours).Within(1e-9));
        Assert.That(literal.GetProperty("goal").GetProperty("atMost").GetDouble(), Is.EqualTo(76));
        foreach (var none in (string[])["other", "pyTorch"])
            Assert.That(literal.GetProperty(none).ValueKind, Is.EqualTo(JsonValueKind.Null));
    }

    [TestCase("hand-mlp-b1")]
    [TestCase("products-mlp-4x128")]
    [TestCase("memory-mlp-b1")]
    public void A_row_of_each_other_kind_is_measured(string row)
    {
        var (code, output, error) = Cli.Run(["bench", row, "--quick", "--threads", "1"]);
        Assert.That(code, Is.Zero, error);
        Assert.That(output, Does.Match($@"{row} .* ≤ [\d.]+ +(met|missed)"));
        Assert.That(output, Does.Not.Contain("PyTorch"));
    }

    [Test]
    public void The_inner_command_is_no_users() =>
        Assert.That(Cli.Run(["--help"]).Output, Does.Contain("bench").And.Not.Contain("bench-steps"));

    [TestCase("step-cnm", ExpectedResult = "step-cnm: unknown row; did you mean step-cnn?")]
    [TestCase("--quik", ExpectedResult = "--quik: unknown option; did you mean --quick?")]
    [TestCase("--threads", "0", ExpectedResult = null)]
    [TestCase("--threads", "many", ExpectedResult = "--threads: expected a whole number, got many.")]
    [TestCase("--json", "", ExpectedResult = "--json: expected a file, got an empty name.")]
    [TestCase("--pytorch", "no-such.json", ExpectedResult = "no-such.json: no such file.")]
    public string? Bad_use_is_refused_in_one_line(params string[] arguments)
    {
        var line = Cli.Refused(["bench", .. arguments]);
        if (arguments is not ["--threads", "0"]) return line;
        Assert.That(line, Is.EqualTo($"--threads: expected a number from 1 to {Environment.ProcessorCount}, got 0."));
        return null;
    }

    [TestCase("")]
    [TestCase("[]")]
    [TestCase("""{"torch": "2.6.0", "threads": 1}""")]
    [TestCase("""{"torch": "2.6.0", "threads": "one", "ms": {}}""")]
    [TestCase("""{"torch": "2.6.0", "threads": 1.5, "ms": {}}""")]
    [TestCase("""{"torch": "2.6.0", "threads": 1, "ms": {"cnn AdamW b200": "fast"}}""")]
    [TestCase("""{"torch": "2.6.0", "threads": 1, "ms": {"cnn AdamW b200": 0}}""")]
    [TestCase("""{"torch": "2.6.0", "threads": 1, "ms": {"cnn AdamW b200": 1, "cnn AdamW b200": 2}}""")]
    public void A_file_that_holds_no_times_is_refused(string text)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["times.json"], text);
        Assert.That(
            Cli.Refused("bench", "--threads", "1", "--pytorch", folder["times.json"]),
            Does.Match("times.json: expected times of the form {.*}.$"));
    }

    [Test]
    public void A_step_that_there_is_not_is_refused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["times.json"], """{"torch": "2.6.0", "threads": 1, "ms": {"cnn Adam": 1}}""");
        Assert.That(
            Cli.Refused("bench", "--threads", "1", "--pytorch", folder["times.json"]),
            Does.Match("times.json: ms: expected names of .*, cnn AdamW b200, .*, got cnn Adam\\.$"));
    }

    [Test]
    public void Times_by_another_number_of_threads_are_refused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["times.json"], Times.Replace("\"threads\": 1", "\"threads\": 77"));
        Assert.That(
            Cli.Refused("bench", "--threads", "1", "--pytorch", folder["times.json"]),
            Does.EndWith("times.json: measured by 77 threads, and here it is 1; see --threads."));
    }

    private static string[] List(params string[] rows)
    {
        var (code, output, _) = Cli.Run(["bench", .. rows, "--list"]);
        Assert.That(code, Is.Zero);
        return output.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
    }
}
