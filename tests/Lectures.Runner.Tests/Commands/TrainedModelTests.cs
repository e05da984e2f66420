using System.Text.Json;
using Lectures.Runner.Train;
using static Lectures.Runner.Tests.TinyData;

namespace Lectures.Runner.Tests.Commands;

/// <summary>Every model with every kind of data that it learns from, and what can be done with it then.</summary>
public class TrainedModelTests
{
    private const string Narrow = "--width 8 --heads 2 --feed-forward 8 --blocks 1 ";

    private static readonly (string Name, string Model, string Kind, string Flags)[] cases =
    [
        ("mlp", "mlp", "images", "--hidden 8"),
        ("mlp of probabilities", "mlp", "images", "--hidden 8 --output softmax --loss squared-error --batch-norm"),
        ("cnn", "cnn", "images", "--filters 2 --hidden 4"),
        ("autoencoder", "autoencoder", "images", "--hidden 8,6 --pretraining-epochs 1"),
        ("autoencoder of images", "autoencoder", "images", "--hidden 8 --pretraining-epochs 0 --fine-tune images"),
        ("elman of rows", "elman", "images", "--hidden 6"),
        ("lstm of rows", "lstm", "images", "--hidden 6 --bidirectional"),
        ("gru of rows", "gru", "images", "--hidden 6 --layers 2"),
        ("encoder of rows", "encoder", "images", Narrow),
        ("encoder of patches", "encoder", "images", Narrow + "--patch 7"),
        ("elman of recordings", "elman", "recordings", "--hidden 6"),
        ("lstm of recordings", "lstm", "recordings", "--hidden 6"),
        ("gru of recordings", "gru", "recordings", "--hidden 6 --mask-steps 3 --mask-bands 2"),
        ("encoder of recordings", "encoder", "recordings", Narrow),
        ("elman of text", "elman", "text", "--hidden 6 --length 16"),
        ("lstm of text", "lstm", "text", "--hidden 6 --length 16"),
        ("gru of text", "gru", "text", "--hidden 6 --length 16"),
        ("bert", "bert", "text", Narrow + "--length 16"),
        ("gpt", "gpt", "text", Narrow + "--length 16"),
        ("seq2seq", "seq2seq", "translations", Narrow),
    ];

    private TemporaryFolder folder = null!;

    private static IEnumerable<TestCaseData> Cases => cases.Select(@case => new TestCaseData(@case.Name));

    [SetUp]
    public void MakeFolder() => folder = new();

    [TearDown]
    public void RemoveFolder() => folder.Dispose();

    [Test]
    public void Every_model_and_kind_of_data_is_here() => Assert.That(
        cases.Select(@case => (@case.Model, @case.Kind)).Distinct(),
        Is.EquivalentTo(TrainableModel.All.Select(model => (model.Name, model.Kind.ToString().ToLowerInvariant()))));

    [TestCaseSource(nameof(Cases))]
    public void It_is_trained_judged_and_used(string name)
    {
        var (_, model, kind, flags) = cases.Single(@case => @case.Name == name);
        string[] args = [model, "--data", Of(kind), "--steps", "3", "--batch", "16",
            .. flags.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        var run = folder["run"];
        Trained([.. args, "--out", run, "--by", "hand"]);
        Trained([.. args, "--out", run, "--force"]);
        Evaluate(run, kind, reproduces: flags.Contains("images"));
        if (kind == "images" && !flags.Contains("images")) Predicts(run, Picture);
        else if (kind == "recordings") Predicts(run, Directory.GetFiles(Recordings, "*.wav")[0]);
        else Assert.That(Cli.Refused("predict", run, Picture), Does.StartWith($"{run}: "));
        if (kind == "text" && model != "bert") Samples(run);
        else if (kind == "translations") Translates(run);
        else Assert.That(Cli.Refused("sample", run),
            Does.StartWith($"{run}: {model} does not write; expected the run of a gpt, "));
    }

    [Test]
    public void It_is_used_without_the_data_that_it_learned_from()
    {
        CopyFolder(Images, folder["data"]);
        Trained("mlp", "--data", folder["data"], "--steps", "3", "--hidden", "8", "--out", folder["run"]);
        Directory.Delete(folder["data"], recursive: true);
        Predicts(folder["run"], Picture);
        Assert.That(Cli.Refused("evaluate", folder["run"]),
            Does.StartWith($"--data: {folder["data"]}: no such file or folder; "));
        Assert.That(Cli.Run(["evaluate", folder["run"], "--data", Images]).ExitCode, Is.Zero);
        Assert.That(Cli.Refused("evaluate", folder["run"], "--data", Text), Is.EqualTo(
            $"--data: the run learned from images; got {Text} (text)."));
    }

    [Test]
    public void A_bad_picture_is_named_and_the_others_are_answered()
    {
        Trained("mlp", "--data", Images, "--steps", "3", "--hidden", "8", "--out", folder["run"]);
        File.WriteAllText(folder["bad.png"], "no picture");
        var (code, output, error) = Cli.Run(
            ["predict", folder["run"], Picture, folder["bad.png"], folder["none.png"], Picture, "--json",
                folder["out.json"], "--explain", folder["why.png"]]);
        Assert.That(code, Is.EqualTo(2));
        Assert.That(output.Split('\n').Count(line => line.StartsWith(Picture)), Is.EqualTo(2));
        Assert.That(error.TrimEnd().Split('\n').Select(line => line.Split(':')[0]),
            Is.EqualTo(new[] { folder["bad.png"], folder["none.png"] }));
        var answers = JsonDocument.Parse(File.ReadAllText(folder["out.json"])).RootElement.EnumerateArray().ToList();
        Assert.That(answers.Select(answer => answer.GetProperty("prediction").ValueKind == JsonValueKind.String),
            Is.EqualTo(new[] { true, false, false, true }));
        Assert.That(answers[0].GetProperty("probabilities").EnumerateObject().Sum(share => share.Value.GetDouble()),
            Is.EqualTo(1).Within(1e-5));
        Assert.That(Directory.GetFiles(folder.Path, "why*").Select(path => Path.GetFileName(path)).Order(),
            Is.EqualTo(new[] { "why-1.png", "why-4.png" }));
    }

    [Test]
    public void A_run_that_has_not_ended_says_how_it_goes_on()
    {
        Trained("mlp", "--data", Images, "--steps", "3", "--hidden", "8", "--out", folder["run"]);
        File.Delete(Path.Combine(folder["run"], "weights.safetensors"));
        Assert.That(Cli.Refused("evaluate", folder["run"]), Is.EqualTo(
            $"{folder["run"]}: the run has not ended; 'lectures train --resume {folder["run"]}' goes on with it."));
    }

    [Test]
    public void Damaged_weights_are_named()
    {
        Trained("mlp", "--data", Images, "--steps", "3", "--hidden", "8", "--out", folder["run"]);
        var weights = Path.Combine(folder["run"], "weights.safetensors");
        var bytes = File.ReadAllBytes(weights);
        File.WriteAllBytes(weights, bytes[..^9]);
        Assert.That(Cli.Refused("predict", folder["run"], Picture), Does.StartWith($"{weights}: cut short: "));
        Trained("mlp", "--data", Images, "--steps", "3", "--hidden", "9", "--out", folder["other"]);
        File.Copy(Path.Combine(folder["other"], "weights.safetensors"), weights, overwrite: true);
        Assert.That(Cli.Refused("predict", folder["run"], Picture), Is.EqualTo(
            $"{weights}: 0.weight: expected shape (8, 784), got (9, 784)."));
    }

    [Test]
    public void The_best_weights_are_judged_where_there_are_some()
    {
        Trained("mlp", "--data", Images, "--epochs", "2", "--hidden", "8", "--validation", "0.2", "--out",
            folder["run"]);
        Assert.That(Cli.Run(["evaluate", folder["run"], "--weights", "best"]).ExitCode, Is.Zero);
        var best = Judged();
        File.Delete(Path.Combine(folder["run"], "best.safetensors"));      // written at the end: checkpoints have it before
        File.Delete(Path.Combine(folder["run"], "weights.safetensors"));
        Assert.That(Judged(), Is.EqualTo(best));
        foreach (var checkpoint in Models.Training.Checkpoint.In(folder["run"])) File.Delete(checkpoint);
        Assert.That(Cli.Refused("evaluate", folder["run"], "--weights", "best"), Is.EqualTo(
            $"--weights: best: nothing was judged yet; 'lectures train --resume {folder["run"]}' goes on with it."));
        Trained("mlp", "--data", Images, "--epochs", "2", "--hidden", "8", "--out", folder["other"]);
        Assert.That(Cli.Refused("evaluate", folder["other"], "--weights", "best"), Is.EqualTo(
            "--weights: best: the run had no validation share; train with '--validation 0.1'."));
        Assert.That(Cli.Refused("evaluate", folder["run"], "--weights", "nowhere"),
            Is.EqualTo("--weights: nowhere: no such file."));

        string Judged()
        {
            var (code, output, error) = Cli.Run(["evaluate", folder["run"], "--weights", "best"]);
            Assert.That(code, Is.Zero, error);
            return output;
        }
    }

    [Test]
    public void Other_data_and_other_weights_leave_the_runs_own_pictures()
    {
        Trained("mlp", "--data", Images, "--steps", "3", "--hidden", "8", "--validation", "0.2", "--out", folder["run"]);
        Assert.That(Cli.Run(["evaluate", folder["run"]]).ExitCode, Is.Zero);
        var own = File.ReadAllBytes(Path.Combine(folder["run"], "confusion.png"));
        CopyFolder(Images, folder["others"]);
        Assert.That(Cli.Run(["evaluate", folder["run"], "--data", folder["others"]]).Output, Does.Contain(
            $"wrote {Path.Combine(folder["run"], "confusion-others.png")}"));
        Assert.That(Cli.Run(["evaluate", folder["run"], "--data", folder["others"], "--weights", "best"]).Output,
            Does.Contain($"wrote {Path.Combine(folder["run"], "mistakes-others-best.png")}"));
        Assert.That(File.ReadAllBytes(Path.Combine(folder["run"], "confusion.png")), Is.EqualTo(own));
    }

    private void Evaluate(string run, string kind, bool reproduces)
    {
        var (code, output, error) = Cli.Run(["evaluate", run, "--json", folder["result.json"]]);
        Assert.That(code, Is.Zero, error);
        var (result, measured) = (Parsed(File.ReadAllText(folder["result.json"])),
            Parsed(File.ReadAllLines(Path.Combine(run, "metrics.jsonl"))[^1]));
        Assert.That(result.GetProperty("loss").GetDouble(), Is.EqualTo(measured.GetProperty("loss").GetDouble())
            .Within(1e-6).Percent);
        Assert.That(result.GetProperty("count").GetInt64(), Is.EqualTo(measured.GetProperty("count").GetInt64()));
        if (reproduces)
        {
            Assert.That(File.Exists(Path.Combine(run, "reproductions.png")), Is.True);
            return;
        }
        var accuracy = result.GetProperty("accuracy").GetDouble();
        Assert.That(accuracy, Is.EqualTo(measured.GetProperty("accuracy").GetDouble()));
        if (kind is "text" or "translations") return;
        Assert.That(output, Does.Contain("precision"));
        Assert.That(File.Exists(Path.Combine(run, "confusion.png")), Is.True);
        var confusion = result.GetProperty("confusion").EnumerateArray()
            .Select(row => row.EnumerateArray().Select(n => n.GetInt32()).ToList()).ToList();
        var right = confusion.Index().Sum(row => row.Item[row.Index]);
        Assert.That(confusion.Sum(row => row.Sum()), Is.EqualTo(result.GetProperty("count").GetInt32()));
        Assert.That((double)right / confusion.Sum(row => row.Sum()), Is.EqualTo(accuracy));
        Assert.That(result.GetProperty("mistakes").GetArrayLength(),
            Is.EqualTo(confusion.Sum(row => row.Sum()) - right));
        Assert.That(File.Exists(Path.Combine(run, "mistakes.png")), Is.EqualTo(kind == "images"));
    }

    private static void Predicts(string run, string file)
    {
        var (code, output, error) = Cli.Run(["predict", run, file]);
        Assert.That(code, Is.Zero, error);
        Assert.That(output, Does.Match(@": \S+ \((> |< )?[0-9.]+ %\)(,( then)? \S+ \((> |< )?[0-9.]+ %\)){2}"));
    }

    private static void Samples(string run)
    {
        var (code, output, error) = Cli.Run(["sample", run, "--length", "40", "--prompt", "12 green"]);
        Assert.That(code, Is.Zero, error);
        Assert.That(output, Does.StartWith("12 green"));
        Assert.That(output.TrimEnd('\n', '\r'), Has.Length.GreaterThan(8));
        Assert.That(Cli.Run(["sample", run, "--length", "40", "--prompt", "12 green"]).Output, Is.EqualTo(output));
        Assert.That(Cli.Refused("sample", run, "--prompt", "Ω"), Does.Contain("Ω"));
        Assert.That(Cli.Refused("sample", run, "--temperature", "-1"),
            Is.EqualTo("--temperature: expected a number of at least 0, got -1."));
        Assert.That(Cli.Refused("sample", run, "--length", "0"),
            Is.EqualTo("--length: expected a number from 1 to 1000000, got 0."));
    }

    private static void Translates(string run)
    {
        Assert.That(Cli.Refused("sample", run), Is.EqualTo("--prompt: expected a sentence to translate, got none."));
        var sentence = File.ReadLines(Sentences).First().Split('\t')[0];
        Assert.That(Cli.Run(["sample", run, "--prompt", sentence]).ExitCode, Is.Zero);
        Assert.That(Cli.Refused("sample", run, "--prompt", string.Concat(Enumerable.Repeat(sentence[0], 99))),
            Does.Match("^--prompt: expected at most [0-9]+ characters, as in the longest sentence that was learned, got 99."));
        Assert.That(Cli.Refused("sample", run, "--prompt", "Ω"), Does.Contain("Ω"));
    }

    private static JsonElement Parsed(string json) => JsonDocument.Parse(json).RootElement;

    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }
}
