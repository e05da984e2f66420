using Lectures.Models.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Lectures.Runner.Tests.Commands;

/// <summary>What <c>gradients</c> refuses: exit code 2 and one line.</summary>
public class GradientsInputTests
{
    private TemporaryFolder folder = null!;
    private DisposeScope scope = null!;

    [OneTimeSetUp]
    public void Make()
    {
        folder = new TemporaryFolder();
        string[] mlp = ["mlp", "--set", "inputs=7", "--set", "hidden=5", "--make", folder["mlp"]];
        string[] gpt = ["gpt", "--set", "vocabulary=9", "--set", "blocks=1", "--make", folder["gpt"]];
        foreach (var model in (string[][])[mlp, gpt])
            Assert.That(Cli.Run(["gradients", .. model, "--patterns", "4"]).ExitCode, Is.Zero);
    }

    [OneTimeTearDown]
    public void Remove() => folder.Dispose();

    [SetUp]
    public void Open()
    {
        scope = NewDisposeScope();
        File.Delete(folder["out"]);
    }

    [TearDown]
    public void Close() => scope.Dispose();

    [Test]
    public void A_weight_that_is_missing_or_superfluous() =>
        Assert.That(Refused("mlp", "weights", tensors =>
        {
            tensors.Remove("2.bias");
            tensors["3.weight"] = ones(2);
            tensors["a\nb"] = ones(2);
        }), Does.EndWith(@"weights.safetensors: missing 2.bias; superfluous 3.weight, a\nb."));

    [Test]
    public void A_weight_of_another_shape() =>
        Assert.That(
            Refused("mlp", "weights", tensors => tensors["2.bias"] = ones(11)),
            Does.EndWith("weights.safetensors: 2.bias: expected shape (10), got (11)."));

    [Test]
    public void A_weight_that_is_not_finite() =>
        Assert.That(
            Refused("mlp", "weights", tensors => tensors["2.bias"][4] = double.NaN),
            Does.EndWith("2.bias: expected finite values, got NaN at (4)."));

    [Test]
    public void A_weight_of_whole_numbers() =>
        Assert.That(
            Refused("mlp", "weights", tensors => tensors["2.bias"] = arange(10)),
            Does.Contain("2.bias: expected floating point, got Int64"));

    [Test]
    public void A_batch_without_target() =>
        Assert.That(
            Refused("mlp", "batch", tensors => tensors.Remove("target")),
            Does.EndWith("batch.safetensors: missing target."));

    [Test]
    public void An_input_that_is_infinite() =>
        Assert.That(
            Refused("mlp", "batch", tensors => tensors["x"][1, 2] = double.PositiveInfinity),
            Does.Match(@"x: expected finite values, got \S+ at \(1, 2\)\.$"));

    [Test]
    public void An_input_too_large_for_float32() =>
        Assert.That(
            Refused("mlp", "batch", tensors => tensors["x"][0, 0] = 1e300, "--dtype", "float32"),
            Does.Contain("x: expected finite values"));

    [Test]
    public void An_input_of_another_shape() =>
        Assert.That(
            Refused("mlp", "batch", tensors => tensors["x"] = ones(4, 8)),
            Does.EndWith("x: expected shape (N, 7), got (4, 8)."));

    [Test]
    public void Inputs_and_targets_of_unequal_number() =>
        Assert.That(
            Refused("mlp", "batch", tensors => tensors["target"] = arange(3)),
            Does.EndWith("target: expected shape (4), got (3)."));

    [Test]
    public void An_empty_batch() =>
        Assert.That(
            Refused("mlp", "batch", tensors => tensors["x"] = ones(0, 7)),
            Does.EndWith("x: expected shape (N, 7), got (0, 7)."));

    [Test]
    public void A_class_out_of_range() =>
        Assert.That(
            Refused("mlp", "batch", tensors => tensors["target"][0] = 10),
            Does.EndWith("target: expected indices in [0, 10), got 10."));

    [Test]
    public void Targets_that_are_all_ignored() =>
        Assert.That(
            Refused("mlp", "batch", tensors => tensors["target"].fill_(-100)),
            Does.Contain("target: expected at least one class, got only -100"));

    [Test]
    public void Targets_that_are_no_whole_numbers() =>
        Assert.That(
            Refused("mlp", "batch", tensors => tensors["target"] = ones(4)),
            Does.Contain("target: expected whole numbers (I64), got Float32"));

    [Test]
    public void A_token_out_of_range() =>
        Assert.That(
            Refused("gpt", "batch", tensors => tensors["x"][0, 0] = -1),
            Does.EndWith("x: expected indices in [0, 9), got -1."));

    [Test]
    public void A_sequence_that_is_too_long() =>
        Assert.That(Refused("gpt", "batch", tensors =>
        {
            tensors["x"] = tensors["target"] = zeros(4, 65, ScalarType.Int64);
            tensors.Remove("padding");
        }), Does.Contain("65"));

    [Test]
    public void A_mask_that_is_not_bool_or_does_not_fit()
    {
        Assert.That(
            Refused("gpt", "batch", tensors => tensors["padding"] = zeros(4, 12)),
            Does.Contain("padding: expected Bool (true = ignore), got Float32"));
        Assert.That(
            Refused("gpt", "batch", tensors => tensors["padding"] = zeros(4, 11, ScalarType.Bool)),
            Does.Contain("padding: expected shape (4, 12), got (4, 11)"));
    }

    [Test]
    public void Weights_of_another_model() =>
        Assert.That(
            Cli.Refused(Arguments("gpt", folder["mlp"], folder["gpt"])),
            Does.Contain("weights.safetensors: expected weights of gpt, got those of mlp."));

    [Test]
    public void A_setting_in_the_metadata_that_does_not_fit()
    {
        var file = SafeTensors.Read(folder["mlp/weights.safetensors"]);
        Directory.CreateDirectory(folder["metadata"]);
        new SafeTensors(file.Tensors, new Dictionary<string, string>(file.Metadata) { ["hidden"] = "many" }).Write(
            folder["metadata/weights.safetensors"]);
        Assert.That(Cli.Refused(Arguments("mlp", folder["metadata"], folder["mlp"])),
            Does.EndWith("weights.safetensors: hidden: expected whole numbers with commas between, got many."));
    }

    [TestCase("hiden=5", "--set hiden: unknown setting of mlp; did you mean hidden?")]
    [TestCase("hidden", "--set: expected NAME=VALUE, got hidden.")]
    [TestCase("hidden=5,-4", "hidden: expected at least 1, got -4.")]
    [TestCase("hidden=0", "hidden: expected at least 1, got 0.")]
    [TestCase("inputs=7.0", "--set inputs: expected a whole number, got 7.0.")]
    [TestCase("batch-norm=yes", "--set batch-norm: expected true or false, got yes.")]
    [TestCase("activation=rellu", "--set activation: expected one of sigmoid, tanh, relu, leaky-relu, gelu, gelu-tanh, got rellu.")]
    [TestCase("output=softmax", "output: CrossEntropy is computed on logits; expected Linear, got Softmax.")]
    [TestCase("inputs=9000000000000000000", "mlp: cannot be built in this size")]
    public void A_setting_that_cannot_be(string setting, string expected) =>
        Assert.That(
            Cli.Refused("gradients", "mlp", "--set", setting, "--make", folder["none"]), Does.StartWith(expected));

    [Test]
    public void A_model_that_has_no_gradient() =>
        Assert.That(
            Cli.Refused("gradients", "perceptron", "--make", folder["none"]),
            Does.StartWith("perceptron: has no gradient"));

    [Test]
    public void A_model_that_there_is_not() =>
        Assert.That(
            Cli.Refused("gradients", "ltsm", "--make", folder["none"]),
            Is.EqualTo("ltsm: unknown model; did you mean lstm?"));

    [Test]
    public void Files_that_are_not_named() =>
        Assert.That(
            Cli.Refused("gradients", "mlp", "--weights", "w"),
            Is.EqualTo("gradients: expected --weights, --batch and --out, or --make; got no --batch, --out."));

    [Test]
    public void Making_and_reading_at_once() =>
        Assert.That(
            Cli.Refused("gradients", "mlp", "--weights", "w", "--make", folder["none"]),
            Does.StartWith("--make: expected no --weights"));

    [Test]
    public void A_file_that_is_missing_or_no_safetensors()
    {
        Assert.That(
            Cli.Refused(Arguments("mlp", folder["nowhere"], folder["mlp"])),
            Does.EndWith("weights.safetensors: no such file."));
        Directory.CreateDirectory(folder["other"]);
        File.WriteAllText(folder["other/weights.safetensors"], "PK\u0003\u0004 this is a zip file");
        Assert.That(
            Cli.Refused(Arguments("mlp", folder["other"], folder["mlp"])),
            Does.Contain("weights.safetensors: not a safetensors file"));
    }

    [Test]
    public void An_output_in_a_folder_that_there_is_not() =>
        Assert.That(
            Cli.Refused([.. Arguments("mlp", folder["mlp"], folder["mlp"])[..^1], folder["nowhere/out"]]),
            Does.Contain("does not exist; make it first."));

    [Test]
    public void A_folder_to_make_that_is_a_file() =>
        Assert.That(
            Cli.Refused("gradients", "mlp", "--set", "inputs=7", "--make", folder["mlp/weights.safetensors"]),
            Is.EqualTo($"--make: expected a folder, got the file {folder["mlp/weights.safetensors"]}."));

    [TestCase("--by", "foot", "foot: unknown side; expected one of hand, autograd, both.")]
    [TestCase("--dtype", "float16", "float16: unknown type; did you mean float32 or float64?")]
    [TestCase("--patterns", "0", "--patterns: expected a number from 1 to 1024, got 0.")]
    [TestCase("--seed", "-1", "--seed: expected a number from 0 to 2147483647, got -1.")]
    public void An_option_that_cannot_be(string option, string value, string expected) =>
        Assert.That(Cli.Refused("gradients", "mlp", option, value, "--make", folder["none"]), Is.EqualTo(expected));

    [TearDown]
    public void Nothing_is_left_behind()
    {
        Assert.That(Directory.Exists(folder["none"]), Is.False);
        Assert.That(File.Exists(folder["out"]), Is.False);
    }

    private string Refused(
        string model, string file, Action<Dictionary<string, Tensor>> change, params string[] options)
    {
        Directory.CreateDirectory(folder["changed"]);
        foreach (var name in (string[])["weights.safetensors", "batch.safetensors"])
            File.Copy(folder[$"{model}/{name}"], folder[$"changed/{name}"], overwrite: true);
        var read = SafeTensors.Read(folder[$"{model}/{file}.safetensors"]);
        var tensors = new Dictionary<string, Tensor>(read.Tensors);
        change(tensors);
        new SafeTensors(tensors, read.Metadata).Write(folder[$"changed/{file}.safetensors"]);
        return Cli.Refused([.. Arguments(model, folder["changed"], folder["changed"]), .. options]);
    }

    private string[] Arguments(string model, string weights, string batch) =>
    [
        "gradients", model, "--weights", Path.Combine(weights, "weights.safetensors"),
        "--batch", Path.Combine(batch, "batch.safetensors"), "--out", folder["out"],
    ];
}
