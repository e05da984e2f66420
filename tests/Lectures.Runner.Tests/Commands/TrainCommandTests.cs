using System.Text.Json;
using Lectures.Models.Data;
using Lectures.Models.Training;
using static Lectures.Runner.Tests.TinyData;
using static TorchSharp.torch;

namespace Lectures.Runner.Tests.Commands;

/// <summary><c>train</c>: what it leaves in the folder of a run.</summary>
public class TrainCommandTests
{
    private static readonly string[] small = ["mlp", "--data", Images, "--hidden", "8", "--batch", "32"];
    private TemporaryFolder folder = null!;

    [SetUp]
    public void MakeFolder() => folder = new();

    [TearDown]
    public void RemoveFolder() => folder.Dispose();

    [Test]
    public void A_run_has_its_options_metrics_weights_curves_and_two_checkpoints()
    {
        var told = Trained([.. small, "--out", folder["run"], "--epochs", "3", "--validation", "0.2", "--rate",
            "0.002"]);
        Assert.That(FilesOf("run"), Is.EqualTo(new[]
        {
            "best.safetensors", "checkpoint-00000010.safetensors", "checkpoint-00000015.safetensors", "curves.png",
            "data.json", "metrics.jsonl", "options.json", "weights.safetensors",
        }));
        Assert.That(told, Does.Contain("mlp: 6,370 parameters"));
        Assert.That(told.ReplaceLineEndings("\n"), Does.Match(
            "training epoch 1/3   loss .* accuracy .* validation loss .*\ntraining epoch 2/3 .*\ntraining epoch 3/3 "));

        var options = Json("options.json");
        Assert.That(options.GetProperty("model").GetString(), Is.EqualTo("mlp"));
        Assert.That(options.GetProperty("hidden").EnumerateArray().Single().GetInt64(), Is.EqualTo(8));
        Assert.That(options.GetProperty("rate").GetDouble(), Is.EqualTo(0.002));
        Assert.That(options.GetProperty("validation").GetDouble(), Is.EqualTo(0.2));
        Assert.That(options.GetProperty("threads").GetInt32(), Is.EqualTo(1));
        Assert.That(options.GetProperty("label-smoothing").GetDouble(), Is.Zero, "what nobody set is there too");
        Assert.That(Json("data.json").GetProperty("class-names").GetArrayLength(), Is.EqualTo(10));

        var lines = File.ReadAllLines(Path.Combine(folder["run"], "metrics.jsonl"))
            .Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.That(lines.Select(line => (line.GetProperty("stage").GetString(), line.GetProperty("step").GetInt64())),
            Is.EqualTo(
            new[] { ("training", 5L), ("training", 10), ("training", 15), ("test", 15) }));
        Assert.That(lines.SkipLast(1).Select(line => line.GetProperty("validation-loss").GetDouble()), Is.All.Positive);
        Assert.That(lines[^1].GetProperty("count").GetInt64(), Is.EqualTo(60));

        using var scope = NewDisposeScope();
        var weights = SafeTensors.Read(Path.Combine(folder["run"], "weights.safetensors"));
        Assert.That(weights.Tensors.Keys, Is.EquivalentTo(new[] { "0.weight", "0.bias", "2.weight", "2.bias" }));
        var last = Checkpoint.Load(Checkpoint.In(folder["run"])[^1]);
        foreach (var (name, weight) in weights.Tensors)
            Assert.That(last.Tensors["model." + name].bytes.ToArray(), Is.EqualTo(weight.bytes.ToArray()));
        Assert.That(File.ReadAllBytes(Path.Combine(folder["run"], "curves.png"))[1..4], Is.EqualTo("PNG"u8.ToArray()));
    }

    [Test]
    public void The_same_options_give_the_same_bytes_also_from_the_file_of_a_run()
    {
        Trained([.. small, "--out", folder["a"], "--epochs", "1", "--seed", "4", "--dropout", "0.2", "--optimizer",
            "rmsprop", "--shift", "1",
            "--schedule", "cosine", "--floor", "0.1", "--batch-norm", "--train-count", "150"]);
        Trained("--options", Path.Combine(folder["a"], "options.json"), "--out", folder["b"]);
        Trained("--options", Path.Combine(folder["a"], "options.json"), "--out", folder["c"], "--seed", "5");
        Assert.That(Weights("b"), Is.EqualTo(Weights("a")));
        Assert.That(Weights("c"), Is.Not.EqualTo(Weights("a")));
        Assert.That(File.ReadAllText(Path.Combine(folder["b"], "options.json")),
            Is.EqualTo(File.ReadAllText(Path.Combine(folder["a"], "options.json"))));
        Assert.That(Json("options.json", "a").GetProperty("batch-norm").GetBoolean(), Is.True, "a flag alone is true");
    }

    [Test]
    public void Flags_go_before_the_file_and_the_file_before_the_preset()
    {
        File.WriteAllText(folder["options.json"], $$"""
            {
                // as people write it
                "data": {{JsonSerializer.Serialize(Images)}}, "hidden": [9, 7], "epochs": 1, "batch": 64, "clip": null,
                "nesterov": false,
            }
            """);
        Trained("--preset", "lecture-n7", "--options", folder["options.json"], "--out", folder["run"], "--batch", "50");
        var options = Json("options.json");
        Assert.That(options.GetProperty("hidden").EnumerateArray().Select(size => size.GetInt64()),
            Is.EqualTo(new[] { 9, 7 }), "file");
        Assert.That(options.GetProperty("batch").GetInt32(), Is.EqualTo(50), "flag");
        Assert.That(options.GetProperty("activation").GetString(), Is.EqualTo("sigmoid"), "preset");
        Assert.That(options.GetProperty("convention").GetString(), Is.EqualTo("keras"), "preset");
    }

    [Test]
    public void By_hand_it_learns_the_same()
    {
        string[] args = [.. small, "--epochs", "2", "--optimizer", "sgd", "--rate", "0.1", "--dropout", "0.1"];
        Trained([.. args, "--out", folder["hand"], "--by", "hand"]);
        Trained([.. args, "--out", folder["autograd"]]);
        Assert.That(TestLoss("hand"), Is.EqualTo(TestLoss("autograd")).Within(1e-4));

        double TestLoss(string run) => JsonDocument.Parse(File.ReadLines(Path.Combine(folder[run], "metrics.jsonl")).Last())
            .RootElement.GetProperty("loss").GetDouble();
    }

    [Test]
    public void It_begins_with_weights_of_a_file()
    {
        Trained([.. small, "--out", folder["a"], "--epochs", "1"]);
        Trained([.. small, "--out", folder["b"], "--epochs", "1", "--rate", "1e-30", "--initial-weights",
            Path.Combine(folder["a"], "weights.safetensors")]);
        Assert.That(Weights("b"), Is.EqualTo(Weights("a")));
    }

    [Test]
    public void Patience_stops_a_run_whose_validation_gets_no_better()
    {
        // a rate that moves no weight: no round is better than the first
        var told = Trained([.. small, "--out", folder["run"], "--epochs", "20", "--validation", "0.2", "--patience",
            "2", "--rate", "1e-30"]);
        Assert.That(File.ReadAllLines(Path.Combine(folder["run"], "metrics.jsonl")), Has.Length.EqualTo(3 + 1), told);
        Assert.That(Weights("run"), Is.EqualTo(File.ReadAllBytes(Path.Combine(folder["run"], "best.safetensors"))));
    }

    [Test]
    public void A_run_that_diverges_names_step_and_last_checkpoint()
    {
        string[] args = ["mlp", "--data", Images, "--hidden", "8", "--out", folder["run"], "--optimizer", "sgd",
            "--threads", "1"];
        var (code, output, error) = Cli.Run(["train", .. args, "--batch", "32", "--rate", "1e30"]);
        Assert.That(code, Is.EqualTo(1));
        Assert.That(output, Is.Empty);
        Assert.That(error.TrimEnd().Split('\n')[^1], Is.EqualTo("loss: became not a number in step 2; "
            + "try a smaller learning rate, clipping, or a warm-up. There was no checkpoint yet.")
            .Or.EqualTo("loss: became infinite in step 2; try a smaller learning rate, clipping, or a warm-up. There was no checkpoint yet."));

        // an epoch of one step: it makes weights of 1e14, which the next step makes larger than float32's
        (code, _, error) = Cli.Run(["train", .. args, "--batch", "200", "--force", "--rate", "1e15"]);
        Assert.That(code, Is.EqualTo(1), error);
        var kept = Checkpoint.In(folder["run"])[^1];
        Assert.That(error.TrimEnd().Split('\n')[^1], Does.Match("(loss|a weight): became .* in step [0-9,]+; ")
            .And.EndsWith($"The last good checkpoint is {kept}."));
        using var scope = NewDisposeScope();
        foreach (var (name, tensor) in Checkpoint.Load(kept).Tensors)
            Assert.That(tensor.to(ScalarType.Float64).isfinite().all().item<bool>(), Is.True, name);
        Assert.That(File.Exists(Path.Combine(folder["run"], "weights.safetensors")), Is.False);
    }

    [Test]
    public void A_text_and_a_run_of_steps_hold_out_their_share_too()
    {
        Trained("gpt", "--data", Text, "--out", folder["run"], "--width", "8", "--heads", "2", "--feed-forward", "8",
            "--blocks", "1",
            "--length", "16", "--steps", "260", "--batch", "4", "--validation", "0.2");
        var steps = File.ReadAllLines(Path.Combine(folder["run"], "metrics.jsonl"))
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("step").GetInt64());
        Assert.That(steps, Is.EqualTo(new[] { 250, 260, 260 }));
        Assert.That(FilesOf("run"), Does.Contain("checkpoint-00000250.safetensors")
            .And.Contain("checkpoint-00000260.safetensors"));
    }

    private string[] FilesOf(string run) =>
        [.. Directory.GetFileSystemEntries(folder[run]).Select(path => Path.GetFileName(path))
            .Order(StringComparer.Ordinal)];

    private byte[] Weights(string run) => File.ReadAllBytes(Path.Combine(folder[run], "weights.safetensors"));

    private JsonElement Json(string file, string run = "run") =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(folder[run], file))).RootElement;
}
