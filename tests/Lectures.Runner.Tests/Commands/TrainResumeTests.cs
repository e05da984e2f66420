using System.Text.RegularExpressions;
using Lectures.Models.Training;
using static Lectures.Runner.Tests.TinyData;

namespace Lectures.Runner.Tests.Commands;

/// <summary><c>train --resume</c>.</summary>
public class TrainResumeTests
{
    private static readonly string[] small =
        ["mlp", "--data", Images, "--hidden", "8", "--batch", "32", "--epochs", "4", "--dropout", "0.2", "--shift", "1",
            "--validation", "0.2"];

    private TemporaryFolder folder = null!;
    private byte[] expected = null!;

    [SetUp]
    public void TrainARun()
    {
        folder = new();
        Trained([.. small, "--out", folder["run"]]);
        expected = File.ReadAllBytes(At("weights.safetensors"));
    }

    [TearDown]
    public void RemoveFolder() => folder.Dispose();

    [Test]
    public void From_each_checkpoint_it_ends_with_the_same_bytes([Values("--resume", "--resume checkpoint-00000015",
        "--resume checkpoint-00000015.safetensors", "--resume checkpoint-00000020")] string resume)
    {
        var metrics = File.ReadAllLines(At("metrics.jsonl"));
        File.Delete(At("weights.safetensors"));
        Resume(resume.Split(' ')[1..]);
        Assert.That(File.ReadAllBytes(At("weights.safetensors")), Is.EqualTo(expected));
        Assert.That(File.ReadAllLines(At("metrics.jsonl")).Select(WithoutTime),
            Is.EqualTo(metrics.Select(WithoutTime)));
    }

    [Test]
    public void Without_the_newest_checkpoint_it_goes_on_from_the_one_before()
    {
        File.Delete(Checkpoint.In(folder["run"])[^1]);
        File.Delete(At("weights.safetensors"));
        Assert.That(Resume(), Does.Contain("training epoch 4/4").And.Not.Contain("epoch 3/4"));
        Assert.That(File.ReadAllBytes(At("weights.safetensors")), Is.EqualTo(expected));
    }

    [Test]
    public void Without_any_checkpoint_it_begins_again()
    {
        foreach (var path in Checkpoint.In(folder["run"])) File.Delete(path);
        File.Delete(At("weights.safetensors"));
        Assert.That(Cli.Refused("train", "--resume", "checkpoint-00000020", "--out", folder["run"]), Is.EqualTo(
            $"--resume checkpoint-00000020: {folder["run"]} has no checkpoint; leave the name out to begin again."));
        Assert.That(Resume(), Does.Contain("training epoch 1/4"));
        Assert.That(File.ReadAllBytes(At("weights.safetensors")), Is.EqualTo(expected));
    }

    [Test]
    public void A_damaged_checkpoint_is_refused_by_name_and_the_one_before_offered()
    {
        var newest = Checkpoint.In(folder["run"])[^1];
        Damage(newest);
        File.Delete(At("weights.safetensors"));
        Assert.That(Cli.Refused("train", "--resume", "--out", folder["run"]), Is.EqualTo(
            $"{newest}: the checkpoint is damaged: its content does not fit its checksum. "
            + $"'lectures train --resume {At("checkpoint-00000015.safetensors")}' goes on from a sound one."));
        Assert.That(Cli.Refused("train", "--resume", "checkpoint-00000020", "--out", folder["run"]), Does.StartWith(
            $"{newest}: the checkpoint is damaged"));
        Trained("--resume", At("checkpoint-00000015.safetensors"));
        Assert.That(File.ReadAllBytes(At("weights.safetensors")), Is.EqualTo(expected));
    }

    [Test]
    public void When_both_are_damaged_each_is_refused()
    {
        foreach (var path in Checkpoint.In(folder["run"])) Damage(path);
        File.Delete(At("weights.safetensors"));
        Assert.That(Cli.Refused("train", "--resume", folder["run"]), Does.EndWith(
            $" There is no sound one; 'lectures train --options {At("options.json")} --out {folder["run"]} --force' "
            + "begins again."));
        Assert.That(Cli.Refused("train", "--resume", "checkpoint-00000015", "--out", folder["run"]), Does.StartWith(
            $"{At("checkpoint-00000015.safetensors")}: the checkpoint is damaged"));
        File.Delete(At("checkpoint-00000015.safetensors"));
        Assert.That(Cli.Refused("train", "--resume", "--out", folder["run"]), Does.StartWith(
            $"{At("checkpoint-00000020.safetensors")}: the checkpoint is damaged"));
        Trained("--options", At("options.json"), "--out", folder["run"], "--force");
        Assert.That(File.ReadAllBytes(At("weights.safetensors")), Is.EqualTo(expected));
    }

    [Test]
    public void A_run_that_has_ended_says_how_to_learn_more()
    {
        var before = File.GetLastWriteTimeUtc(At("weights.safetensors"));
        var (code, output, error) = Cli.Run(["train", "--resume", folder["run"]]);
        Assert.That((code, error), Is.EqualTo((0, "")));
        Assert.That(output.TrimEnd(), Is.EqualTo($"{folder["run"]}: has ended, there is nothing left to do; 'lectures train "
            + $"--options {At("options.json")} --initial-weights {At("weights.safetensors")} --epochs N --out OTHER' goes "
            + "on learning in a new run."));
        Assert.That(File.GetLastWriteTimeUtc(At("weights.safetensors")), Is.EqualTo(before));
        Trained("--options", At("options.json"), "--initial-weights", At("weights.safetensors"), "--epochs", "1", "--out",
            folder["further"]);
    }

    [Test]
    public void A_run_that_was_killed_before_its_curves_were_drawn_has_not_ended()
    {
        File.WriteAllText(At(".lock"), "");
        Trained("--resume", folder["run"]);
        Assert.That(File.Exists(At(".lock")), Is.False);
        File.Delete(At("curves.png"));
        Trained("--resume", folder["run"]);
        Assert.That(File.Exists(At("curves.png")), Is.True);
    }

    [Test]
    public void Without_a_folder_it_is_asked_for() => Assert.That(Cli.Refused("train", "--resume"), Is.EqualTo(
        "--resume: expected the folder of a run, got none; give '--resume RUN'."));

    [Test]
    public void An_unknown_checkpoint_is_named_with_those_that_are_there() => Assert.That(
        Cli.Refused("train", "--resume", "checkpoint-00000005", "--out", folder["run"]), Does.StartWith(
            "checkpoint-00000005: unknown checkpoint; ").And.Contain("checkpoint-00000015.safetensors"));

    [TestCase("--epochs 5", "--epochs: the run was begun with 4, got 5; leave it out, or begin a new run.")]
    [TestCase("--rate 0.1", "--rate: the run was begun without it, got 0.1; leave it out, or begin a new run.")]
    [TestCase("--data strokes",
        "--data: the run was begun with {images}, got strokes; leave it out, or begin a new run.")]
    [TestCase("--data text", "--data: the run was begun with {images}, got text; leave it out, or begin a new run.")]
    [TestCase("--options options.json", "--seed: the run was begun with 1, got 8; leave it out, or begin a new run.")]
    [TestCase("--preset lecture-n5", "the run was begun with ")]
    [TestCase("--preset lecture-n6", "{run}: is for mlp, got cnn.")]
    [TestCase("--hiden 3", "--hiden: unknown option; did you mean --hidden?")]
    [TestCase("--filters 3", "--filters: mlp on images has no use for it; leave it out.")]
    [TestCase("--force", "--force: replaces a run; leave it out to resume.")]
    public void Changed_settings_are_refused_by_name(string flags, string message)
    {
        File.WriteAllText(folder["options.json"], "{\"hidden\": 8, \"seed\": 8}");
        Assert.That(Cli.Refused(["train", "--resume", "--out", folder["run"],
            .. flags.Replace("options.json", folder["options.json"]).Split(' ')]),
            Does.Contain(message.Replace("{images}", Images).Replace("{run}", folder["run"])));
        Assert.That(File.ReadAllBytes(At("weights.safetensors")), Is.EqualTo(expected));
    }

    [Test]
    public void Another_model_is_refused() => Assert.That(
        Cli.Refused("train", "cnn", "--resume", "--out", folder["run"]),
            Is.EqualTo($"{folder["run"]}: is for mlp, got cnn."));

    [Test]
    public void The_same_settings_may_be_said_again() => Trained([.. small, "--out", folder["run"], "--resume"]);

    [TestCase("options.json", "{\"hidden\": 8}", "expected a \"model\", got none.")]
    [TestCase("options.json", "nonsense", "not JSON: ")]
    [TestCase("options.json", "{\"model\": \"mpl\"}", "mpl: unknown model; did you mean mlp?")]
    [TestCase("options.json", "{\"model\": \"mlp\", \"epochs\": \"x\"}", "epochs: expected a whole number, got x.")]
    [TestCase("data.json", "null", "data.json: damaged: ")]
    [TestCase("data.json", "{", "data.json: damaged: ")]
    [TestCase("data.json", "{\"kind\": \"images\", \"class-names\": null}", "data.json: damaged: ")]
    [TestCase("data.json", "{\"kind\": \"recordings\"}", "data.json: damaged: ")]
    [TestCase("metrics.jsonl", "null\n", "metrics.jsonl: damaged: ")]
    [TestCase("metrics.jsonl", "{\"stage\":", "metrics.jsonl: damaged: ")]
    public void Damaged_files_of_a_run_are_named(string file, string text, string message)
    {
        File.WriteAllText(At(file), text);
        Assert.That(Cli.Refused("train", "--resume", "--out", folder["run"]), Does.Contain(message));
        if (file != "metrics.jsonl") Assert.That(Cli.Refused("predict", folder["run"], Picture), Does.Contain(message));
    }

    [TestCase("--pretraining-epochs 2 --fine-tune classes")]
    [TestCase("--pretraining-epochs 2 --fine-tune images --by hand")]
    public void Stages_go_on_too(string flags)
    {
        string[] args = ["autoencoder", "--data", Images, "--hidden", "8,6", "--batch", "64", "--epochs", "2",
            "--input-noise", "0.1", .. flags.Split(' ')];
        Trained([.. args, "--out", folder["whole"]]);
        var whole = File.ReadAllBytes(Path.Combine(folder["whole"], "weights.safetensors"));
        var metrics = File.ReadAllLines(Path.Combine(folder["whole"], "metrics.jsonl"));
        Assert.That(metrics, Has.Length.EqualTo(2 + 2 + 2 + 1));
        // Stopped after k rounds: what comes later is taken away again.
        foreach (var k in (int[])[0, 1, 2, 3, 4, 5])
        {
            using var error = new Stopping(k);
            var run = folder[$"after{k}"];
            Assert.That(new CommandLine(TextWriter.Null, error).Run(["train", .. args, "--out", run, "--threads", "1"]),
                Is.EqualTo(130));
            Trained("--out", run, "--resume");
            Assert.That(File.ReadAllBytes(Path.Combine(run, "weights.safetensors")), Is.EqualTo(whole), $"after {k}");
            Assert.That(File.ReadAllLines(Path.Combine(run, "metrics.jsonl")).Select(WithoutTime),
                Is.EqualTo(metrics.Select(WithoutTime)));
        }
    }

    private string Resume(params string[] checkpoint) => Trained(["--out", folder["run"], "--resume", .. checkpoint]);

    private string At(string file) => Path.Combine(folder["run"], file);

    private static string WithoutTime(string line) => Regex.Replace(line, "\"seconds\":[0-9.E-]+,", "");

    private static void Damage(string path)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[^5] ^= 4;
        File.WriteAllBytes(path, bytes);
    }

    /// <summary>Interrupts when a further round is told, which is before its checkpoint is written.</summary>
    private sealed class Stopping(int rounds) : StringWriter
    {
        private int told;

        public override void WriteLine(string? value)
        {
            if (value?.Contains(" epoch ") == true && told++ == rounds) throw new OperationCanceledException();
        }
    }
}
