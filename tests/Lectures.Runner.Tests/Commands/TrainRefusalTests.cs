using static Lectures.Runner.Tests.TinyData;

namespace Lectures.Runner.Tests.Commands;

/// <summary>What <c>train</c> refuses: one line, exit code 2, and nothing that was there is lost.</summary>
public class TrainRefusalTests
{
    private TemporaryFolder folder = null!;

    [SetUp]
    public void MakeFolder() => folder = new();

    [TearDown]
    public void RemoveFolder() => folder.Dispose();

    [TestCase("mpl", "", "mpl: unknown model; did you mean mlp?")]
    [TestCase("", "",
        "train: expected a model: mlp, cnn, autoencoder, elman, lstm, gru, encoder, bert, gpt, seq2seq; or '--preset'.")]
    [TestCase("mlp", "--hiden 8", "--hiden: unknown option; did you mean --hidden?")]
    [TestCase("mlp", "--hidden eight", "--hidden: expected whole numbers with commas between, got eight.")]
    [TestCase("mlp", "--hidden 8,-3", "--hidden: expected at least 1, got -3.")]
    [TestCase("mlp", "--hidden 0", "--hidden: expected at least 1, got 0.")]
    [TestCase("gru", "--hidden 0", "--hidden: expected at least 1, got 0.")]
    [TestCase("mlp", "--epochs 0", "--epochs: expected at least 1, got 0.")]
    [TestCase("mlp", "--epochs -1", "--epochs: expected at least 1, got -1.")]
    [TestCase("mlp", "--epochs 1.5", "--epochs: expected a whole number, got 1.5.")]
    [TestCase("mlp", "--steps 0", "--steps: expected at least 1, got 0.")]
    [TestCase("mlp", "--batch 0", "--batch: expected at least 1, got 0.")]
    [TestCase("mlp", "--batch 201 --drop-last", "--batch: expected at most 200 (the patterns to learn from), got 201.")]
    [TestCase("mlp", "--rate fast", "--rate: expected a number, got fast.")]
    [TestCase("mlp", "--rate NaN", "--rate: expected a number, got NaN.")]
    [TestCase("mlp", "--rate 0", "--rate: expected a positive number, got 0.")]
    [TestCase("mlp", "--optimizer adm", "--optimizer: expected one of sgd, rmsprop, adam, adamw, got adm.")]
    [TestCase("mlp", "--optimizer sgd --beta1 0.5", "--beta1: sgd has no use for it; leave it out.")]
    [TestCase("mlp", "--schedule cosine --step-every 3", "--step-every: cosine has no use for it; leave it out.")]
    [TestCase("mlp", "--dropout 1", "--dropout: expected a share in [0, 1), got 1.")]
    [TestCase("mlp", "--shift -1", "--shift: expected a finite number of at least 0, got -1.")]
    [TestCase("mlp", "--label-smoothing 1", "--label-smoothing: expected a share in [0, 1), got 1.")]
    [TestCase("mlp", "--label-smoothing 0.1 --loss squared-error",
        "--label-smoothing: squared-error has no use for it; leave it out.")]
    [TestCase("autoencoder", "--label-smoothing 0.1 --fine-tune images",
        "--label-smoothing: MeanSquaredError has no use for it; leave it out.")]
    [TestCase("mlp", "--clip 0", "--clip: expected a positive number, got 0.")]
    [TestCase("mlp", "--patience 2", "--patience: expected a validation share to judge by, got none; give one.")]
    [TestCase("autoencoder", "--patience 2", "--patience: expected a validation share to judge by, got none; give one.")]
    [TestCase("mlp", "--validation 1",
        "--validation: a share of 1 of 200 patterns leaves one part empty; choose another share.")]
    [TestCase("mlp", "--validation -0.5",
        "--validation: a share of -0.5 of 200 patterns leaves one part empty; choose another share.")]
    [TestCase("mlp", "--train-count 201", "--train-count: expected 1 to 200 (the training patterns), got 201.")]
    [TestCase("mlp", "--train-count 0", "--train-count: expected 1 to 200 (the training patterns), got 0.")]
    [TestCase("mlp", "--threads 0", "--threads: expected a number from 1 to ")]
    [TestCase("mlp", "--seed -1", "--seed: expected at least 0, got -1.")]
    [TestCase("mlp", "--epochs 2 --steps 3", "--epochs: expected none beside --steps 3, got 2; give one of them.")]
    [TestCase("autoencoder", "--input-noise -1", "--input-noise: expected a finite number of at least 0, got -1.")]
    [TestCase("autoencoder", "--hidden none", "--hidden: expected at least one layer, got none.")]
    [TestCase("autoencoder", "--pretraining-epochs -1", "--pretraining-epochs: expected at least 0, got -1.")]
    [TestCase("encoder", "--patch -1", "--patch: expected at least 0, got -1.")]
    [TestCase("cnn", "--filters 3 --first-kernel 0", "--first-kernel: expected at least 1, got 0.")]
    [TestCase("cnn", "--filters 3 --padding -1", "--padding: expected at least 0, got -1.")]
    [TestCase("mlp", "--by foot", "--by: expected one of autograd, hand, got foot.")]
    [TestCase("mlp", "--filters 3", "--filters: mlp on images has no use for it; leave it out.")]
    [TestCase("mlp", "--length 3", "--length: mlp on images has no use for it; leave it out.")]
    [TestCase("cnn", "--filters 3 --kernel 40",
        "image: expected at least one pixel after 1 convolutions of 40×40 and pools of 2×2, got none from 28×28.")]
    [TestCase("encoder", "--patch 5", "--patch: expected a divisor of 28 and 28 (the images), got 5.")]
    [TestCase("encoder", "--patch 65536", "--patch: expected a divisor of 28 and 28 (the images), got 65536.")]
    [TestCase("encoder", "--heads 3", "--heads: expected a divisor of ")]
    [TestCase("mlp", "--preset lecture-n4", "lecture-n4: unknown preset; did you mean lecture-n5 or ")]
    [TestCase("mlp", "--preset lecture-n6", "--preset lecture-n6: is for cnn, got mlp.")]
    [TestCase("mlp", "--initial-weights nowhere.safetensors", "nowhere.safetensors: no such file.")]
    [TestCase("autoencoder", "--initial-weights nowhere.safetensors", "--initial-weights: pre-training would be lost; give ")]
    [TestCase("mlp", "--options nowhere.json", "nowhere.json: no such file.")]
    public void Settings_that_do_not_fit(string model, string flags, string message)
    {
        string[] args = ["train", .. Words(model), "--data", Images, "--out", folder["run"], .. Words(flags)];
        Assert.That(Cli.Refused(args), Does.Contain(message));
        Assert.That(Directory.Exists(folder["run"]), Is.False, "no run was begun");
    }

    [TestCase("gpt", "images", "--data: gpt learns from text; got ")]
    [TestCase("cnn", "text", "--data: cnn learns from images; got ")]
    [TestCase("seq2seq", "recordings", "--data: seq2seq learns from translations; got ")]
    [TestCase("lstm", "translations", "--data: lstm learns from images or recordings or text; got ")]
    public void Data_of_another_kind(string model, string kind, string message) =>
        Assert.That(Cli.Refused("train", model, "--data", Of(kind), "--out", folder["run"]), Does.StartWith(message));

    [TestCase("--length 0")]
    [TestCase("--length 100000")]
    [TestCase("--hidden-share 2")]
    [TestCase("--validation 1.5")]
    [TestCase("--train-count 5")]
    public void Settings_that_do_not_fit_a_text(string flags)
    {
        Cli.Refused(["train", "bert", "--data", Text, "--out", folder["run"], .. Words(flags)]);
        Assert.That(File.Exists(Path.Combine(folder["run"], "options.json")), Is.False, "no run was begun");
    }

    [TestCase("{\"hidden\": [8]", "options.json: not JSON: line 1: {\"hidden\": [8]; check its quotes, commas and brackets.")]
    [TestCase("{\n\"batch\": 3\n\"hidden\": 8}", "options.json: not JSON: line 3: \"hidden\": 8}; check its ")]
    [TestCase("{\"epochs\": 2, \"steps\": 3}", "options.json: epochs: expected none beside --steps 3, got 2; give one of ")]
    [TestCase("[8]", "expected an object {…}, got Array.")]
    [TestCase("{\"hidden\": {}}", "hidden: expected a value or a list, got an object.")]
    [TestCase("{\"hidden\": 8, \"hidden\": 9}", "hidden: stands there twice.")]
    [TestCase("{\"hiden\": 8}", "options.json: hiden: unknown setting of mlp; did you mean hidden?")]
    [TestCase("{\"epochs\": \"many\"}", "epochs: expected a whole number, got many.")]
    [TestCase("{\"epochs\": true}", "epochs: expected a whole number, got true.")]
    [TestCase("{\"model\": \"cnn\"}", "is for cnn, got mlp.")]
    [TestCase("", "options.json: not JSON: the file is empty; expected an object {…}.")]
    public void Files_of_options_that_do_not_fit(string text, string message)
    {
        File.WriteAllText(folder["options.json"], text);
        Assert.That(Cli.Refused("train", "mlp", "--data", Images, "--out", folder["run"], "--options",
            folder["options.json"]),
            Does.Contain(message));
    }

    [Test]
    public void Data_that_is_not_there() => Assert.That(
        Cli.Refused("train", "mlp", "--data", folder["nowhere"], "--out", folder["run"]),
        Is.EqualTo($"--data: {folder["nowhere"]}: no such file or folder; built in are strokes, tones, text, dates."));

    [Test]
    public void A_run_that_is_there_is_kept_until_force_and_all_that_is_asked_for_fits()
    {
        string[] args = ["train", "mlp", "--data", Images, "--hidden", "8", "--epochs", "1", "--out", folder["run"],
            "--threads", "1"];
        Trained(args[1..^2]);
        File.WriteAllText(Path.Combine(folder["run"], "notes.txt"), "mine");
        File.WriteAllText(Path.Combine(folder["run"], "confusion.png"), "of the old run");
        var before = Content(folder["run"]);
        Assert.That(Cli.Refused(args), Is.EqualTo(
            $"--out: {folder["run"]} holds a run; '--resume' goes on with it, '--force' replaces it."));
        foreach (var misfit in (string[])["--optimizer sgd --beta1 0.5", "--patience 3", "--validation 1",
            "--train-count 500", "--hidden 0", "--label-smoothing 3", "--clip -1", "--data nowhere",
            "--initial-weights nowhere", "--schedule step --floor 0.1"])
            Cli.Refused([.. args.Where(arg => !misfit.StartsWith(arg)), "--force", .. Words(misfit)]);
        Assert.That(Content(folder["run"]), Is.EqualTo(before));

        Trained([.. args[1..^2], "--force", "--seed", "9"]);
        var after = Content(folder["run"]);
        Assert.That(after["notes.txt"], Is.EqualTo(before["notes.txt"]));
        Assert.That(after.Keys, Does.Not.Contain("confusion.png"), "of the run that was replaced");
        Assert.That(after["weights.safetensors"], Is.Not.EqualTo(before["weights.safetensors"]));
    }

    [Test]
    public void An_archive_in_a_folder_is_to_be_named()
    {
        Directory.CreateDirectory(folder["data"]);
        File.WriteAllText(folder["data/sounds.tar.gz"], "");
        Assert.That(Cli.Refused("train", "gru", "--data", folder["data"], "--out", folder["run"]), Is.EqualTo(
            $"--data: {folder["data"]}: expected IDX or WAV files, got an archive; give '--data {folder["data/sounds.tar.gz"]}'."));
    }

    [Test]
    public void Folders_with_other_files_and_files()
    {
        Directory.CreateDirectory(folder["other"]);
        File.WriteAllText(Path.Combine(folder["other"], "weights.safetensors"), "somebody's");
        File.WriteAllText(folder["file"], "somebody's");
        foreach (string[] more in (string[][])[[], ["--force"]])
        {
            Assert.That(Cli.Refused(["train", "mlp", "--data", Images, "--out", folder["other"], .. more]),
                Is.EqualTo($"--out: {folder["other"]} holds other files; give a new or an empty folder."));
            Assert.That(Cli.Refused(["train", "mlp", "--data", Images, "--out", folder["file"], .. more]),
                Is.EqualTo($"--out: expected a folder, got the file {folder["file"]}."));
        }
        Assert.That(Cli.Refused("train", "mlp", "--data", Images, "--out", Path.Combine(folder["file"], "run")),
            Does.Contain("cannot be written: "));
        Assert.That(Cli.Refused("train", "mlp", "--data", Images, "--out", ""),
            Is.EqualTo("--out: expected a folder, got an empty name."));
        Assert.That(File.ReadAllText(folder["file"]), Is.EqualTo("somebody's"));
        Assert.That(File.ReadAllText(Path.Combine(folder["other"], "weights.safetensors")), Is.EqualTo("somebody's"));
    }

    [Test]
    public void What_a_killed_beginning_left_is_no_run_and_no_obstacle()
    {
        Directory.CreateDirectory(folder["run"]);
        File.WriteAllText(Path.Combine(folder["run"], "data.json"), "{}");
        File.WriteAllText(Path.Combine(folder["run"], $".options.json.{Guid.NewGuid():N}.tmp"), "{");
        File.WriteAllText(Path.Combine(folder["run"], ".lock"), "");
        Trained("mlp", "--data", Images, "--hidden", "8", "--epochs", "1", "--out", folder["run"]);
        Assert.That(Directory.GetFiles(folder["run"], ".*"), Is.Empty);
    }

    [Test, Platform("Linux")]
    public void Folders_that_cannot_be_written_to() => Assert.That(
        Cli.Refused("train", "mlp", "--data", Images, "--out", "/proc/lectures-run"),
        Does.StartWith("/proc/lectures-run: cannot be written: "));

    [TestCase("train mlp --resume")]
    [TestCase("evaluate")]
    [TestCase("predict digit.png")]
    [TestCase("sample")]
    public void A_run_that_is_not_there(string command)
    {
        Directory.CreateDirectory(folder["empty"]);
        string[] words = Words(command);
        string[] With(string run) => words[0] == "predict" ? ["predict", run, "digit.png"] : [.. words, run];
        Assert.That(Cli.Refused(With(folder["nowhere"])), Is.EqualTo(
            $"{folder["nowhere"]}: expected the folder of a run (no such folder); 'lectures train' makes one."));
        Assert.That(Cli.Refused(With(folder["empty"])), Is.EqualTo(
            $"{folder["empty"]}: expected the folder of a run (no options.json in it); 'lectures train' makes one."));
    }

    [TestCase("evaluate", "evaluate: expected RUN, got none; 'lectures evaluate --help' tells more.")]
    [TestCase("predict run", "predict: expected FILE, got none; 'lectures predict --help' tells more.")]
    [TestCase("data info", "data info: expected PATH, got none; 'lectures data info --help' tells more.")]
    [TestCase("train mlp", "--out: expected the folder for the run, got none; give '--out RUN'.")]
    [TestCase("train mlp --out", "--out: expected RUN, got none.")]
    [TestCase("train mlp --out a --out b", "--out: expected one value, got a and b; leave one out.")]
    [TestCase("sample run --temperature warm", "--temperature: expected a number, got warm.")]
    public void What_is_missing_on_the_command_line(string command, string message) =>
        Assert.That(Cli.Refused(Words(command)), Is.EqualTo(message));

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static Dictionary<string, byte[]> Content(string path) =>
        Directory.GetFiles(path).ToDictionary(file => Path.GetFileName(file), File.ReadAllBytes);
}
