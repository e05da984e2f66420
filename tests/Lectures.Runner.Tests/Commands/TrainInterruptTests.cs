using System.Diagnostics;
using static Lectures.Runner.Tests.TinyData;

namespace Lectures.Runner.Tests.Commands;

/// <summary>Training in processes of its own that are killed, interrupted, or run out of disk.</summary>
[Platform("Linux"), Parallelizable]
public class TrainInterruptTests
{
    private const int Kills = 20;

    // Enough epochs, each of some 10 ms with the writing of files, that most kills meet a run that learns.
    private static readonly string[] args =
    [
        "train", "mlp", "--data", Images, "--hidden", "16", "--batch", "20", "--epochs", "200", "--dropout", "0.2",
        "--optimizer", "adamw", "--schedule", "one-cycle", "--validation", "0.1", "--threads", "1",
    ];

    private TemporaryFolder folder = null!;
    private static byte[]? expected;

    [SetUp]
    public void MakeFolder() => folder = new();

    [TearDown]
    public void RemoveFolder() => folder.Dispose();

    [Test, CancelAfter(300_000)]
    public async Task Killed_twenty_times_it_ends_with_the_bytes_of_a_run_that_was_not(CancellationToken limit)
    {
        var random = new Random(11);
        // A fast machine may end a run before the last kill: then the next run is killed too.
        for (int kills = 0, run = 0; kills < Kills; run++)
        {
            int code;
            do
            {
                using var process = Start(folder[$"run-{run}"]);
                // The first kills come anywhere from the start of the process on, the others while it learns.
                if (kills < Kills)
                {
                    if (kills >= 5) await Output(process, " epoch ", limit);
                    await Task.Delay(random.Next(kills < 5 ? 1_000 : 150), limit);
                    process.Kill();
                }
                await process.WaitForExitAsync(limit);
                code = process.ExitCode;
                Assert.That(code, Is.EqualTo(0).Or.EqualTo(137), await process.StandardError.ReadToEndAsync(limit));
                if (code == 137) kills++;
            }
            while (code != 0);
            Assert.That(Weights($"run-{run}"), Is.EqualTo(Expected()));
            Assert.That(Directory.GetFiles(folder[$"run-{run}"], ".*"), Is.Empty, "nothing half-written is left");
        }
    }

    [Test, CancelAfter(120_000)]
    public async Task Ctrl_C_ends_it_and_loses_nothing(CancellationToken limit)
    {
        using (var process = Start(folder["run"]))
        {
            await Output(process, " epoch 7/", limit);
            await Cli.Interrupt(process, limit);
            Assert.That((await process.StandardError.ReadToEndAsync(limit)).TrimEnd().Split('\n')[^1], Is.EqualTo(
                $"interrupted; 'lectures train --resume {folder["run"]}' goes on from "
                + $"{Models.Training.Checkpoint.In(folder["run"])[^1]}."));
        }
        Assert.That(File.Exists(Path.Combine(folder["run"], "weights.safetensors")), Is.False);
        Trained("--out", folder["run"], "--resume");
        Assert.That(Weights("run"), Is.EqualTo(Expected()));
    }

    [Test, CancelAfter(120_000)]
    public async Task Another_program_does_not_train_in_the_same_folder(CancellationToken limit)
    {
        using var process = Start(folder["run"]);
        await Output(process, " epoch 3/", limit);
        Assert.That(Cli.Refused("train", "--out", folder["run"], "--resume"),
            Is.EqualTo($"{folder["run"]}: another program trains in it."));
        process.Kill();
        await process.WaitForExitAsync(limit);
    }

    [Test, CancelAfter(120_000)]
    public async Task A_full_disk_is_one_line_and_what_was_saved_goes_on(CancellationToken limit)
    {
        // A disk of its own for one program and its children: 784·300 weights of 4 bytes, thrice in a checkpoint with
        // Adam's state, are 2.8 MB; two of them do not fit.
        string[] large = ["train", "mlp", "--data", Images, "--hidden", "300", "--epochs", "3", "--threads", "1"];
        Directory.CreateDirectory(folder["disk"]);
        var program = $"dotnet {TestContext.CurrentContext.TestDirectory}/lectures.dll";
        var script = $"""
            mount -t tmpfs -o size=4m none {folder["disk"]} || exit 77
            {program} {string.Join(' ', large)} --out {folder["disk"]}/run; echo "exit code $?"
            ls -A {folder["disk"]}/run
            mount -o remount,size=64m {folder["disk"]}
            {program} train --resume --out {folder["disk"]}/run || exit 1
            cp {folder["disk"]}/run/weights.safetensors {folder["weights"]}
            """;
        using var shell = Process.Start(new ProcessStartInfo("unshare", ["-rm", "sh", "-c", script])
        { RedirectStandardOutput = true, RedirectStandardError = true });
        var (output, error) = (shell!.StandardOutput.ReadToEndAsync(limit), shell.StandardError.ReadToEndAsync(limit));
        await shell.WaitForExitAsync(limit);
        if (shell.ExitCode == 77 || (await error).StartsWith("unshare"))
            Assert.Ignore("No disk of its own can be mounted here.");
        Assert.That(shell.ExitCode, Is.Zero, await error);
        Assert.That((await output).Split('\n')[..5], Is.EqualTo(new[]
            { "exit code 2", "checkpoint-00000002.safetensors", "data.json", "metrics.jsonl", "options.json" }));
        Assert.That(await error,
            Does.Contain("/run/checkpoint-00000004.safetensors: cannot be written: No space left on device"));
        Trained([.. large[1..^2], "--out", folder["run"]]);
        Assert.That(File.ReadAllBytes(folder["weights"]), Is.EqualTo(Weights("run")));
    }

    private static Process Start(string run)
    {
        var begun = File.Exists(Path.Combine(run, "options.json"));
        return Cli.Start([.. begun ? ["train", "--resume"] : args, "--out", run]);
    }

    private static async Task Output(Process process, string text, CancellationToken limit)
    {
        while (await process.StandardError.ReadLineAsync(limit) is { } line && !line.Contains(text)) { }
    }

    private byte[] Expected()
    {
        if (expected is not null) return expected;
        Trained([.. args[1..^2], "--out", folder["whole"]]);
        return expected = Weights("whole");
    }

    private byte[] Weights(string run) => File.ReadAllBytes(Path.Combine(folder[run], "weights.safetensors"));
}
