using Lectures.Models.Checking;
using Lectures.Models.Checking.Diagnosis;
using Lectures.Models.Data;
using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Runner.Tests.Commands;

public class GradientsCommandTests
{
    private TemporaryFolder folder = null!;

    // Every model that has a gradient, as small as it gets; the sizes of different dimensions differ.
    private static readonly string[] models =
    [
        "sigmoid-unit inputs=7",
        "mlp inputs=7 hidden=5,4 outputs=3",
        "mlp inputs=7 hidden= output=sigmoid loss=squared-error",
        "mlp inputs=6 hidden=5 batch-norm=true activation=leaky-relu loss=binary-cross-entropy",
        "autoencoder inputs=7 hidden=5,4",
        "autoencoder inputs=7 hidden=5,4 tied=false activation=tanh",
        "cnn height=13 width=12 channels=2 filters=3,4 hidden=6",
        "elman inputs=5 hidden=4 activation=relu",
        "lstm inputs=5 hidden=4 layers=2 bidirectional=true",
        "gru inputs=5 hidden=4",
        "encoder inputs=5 max-length=6 width=6 heads=3 feed-forward=7",
        "bert vocabulary=9 width=6 heads=2 positions=sinusoidal",
        "gpt vocabulary=9 width=6 heads=2 blocks=1",
        "seq2seq source-vocabulary=9 target-vocabulary=8 width=6 heads=2",
    ];

    [SetUp]
    public void Open() => folder = new TemporaryFolder();

    [TearDown]
    public void Close() => folder.Dispose();

    [TestCaseSource(nameof(models))]
    public void By_hand_and_by_autograd_agree(string model)
    {
        using var scope = NewDisposeScope();
        Make(model, "--patterns", "3");
        var found = Gradients(Name(model));
        var weights = SafeTensors.Read(folder["weights.safetensors"]).Tensors;
        foreach (var (name, weight) in weights.Where(named => !named.Key.Contains("running") && !named.Key.Contains("num_")))
        {
            Tensor hand = found[$"hand.{name}"], autograd = found[$"autograd.{name}"];
            Assert.That(hand.shape, Is.EqualTo(weight.shape), name);
            // The class comes from the last step, which is the first of the reverse direction: no state before it.
            if (name != "rnn.weight_hh_l1_reverse")
                Assert.That(Comparison.Largest(autograd), Is.GreaterThan(0), name);
            Assert.That(Comparison.Relative(hand, autograd, 0), Is.LessThan(Comparison.Float64Bound), name);
        }
        foreach (var name in (string[])["loss", "prediction", "input"])
            if (found.ContainsKey($"hand.{name}"))
                Assert.That(
                    Comparison.Relative(found[$"hand.{name}"], found[$"autograd.{name}"], 0),
                    Is.LessThan(Comparison.Float64Bound), name);
        Assert.That(
            found.ContainsKey("hand.input"),
            Is.EqualTo(SafeTensors.Read(folder["batch.safetensors"]).Tensors["x"].is_floating_point()));
    }

    [Test]
    public void Every_model_with_a_gradient_is_tried_above() =>
        Assert.That(
            models.Select(Name).Distinct().Append("perceptron"), Is.EquivalentTo(Verification.Models));

    // L(w ± h) differ by 2h ∂L/∂w; at h = 1e-5 the quotient is off by h² and by rounding, 1e-16 / h: below 1e-9.
    [TestCase("rnn.weight_hh_l0", 11)]
    [TestCase("rnn.bias_ih_l0", 2)]
    [TestCase("x", 82)]
    public void A_gradient_is_the_slope_of_the_loss_that_the_command_returns(string name, int entry)
    {
        using var scope = NewDisposeScope();
        Make("lstm inputs=3 hidden=4", "--patterns", "2");
        var slope = Gradients("lstm", "--by", "hand")[name == "x" ? "input" : name].reshape(-1)[entry].item<double>();
        const double h = 1e-5;
        double above = Loss(h), below = Loss(-h);
        Assert.That((above - below) / (2 * h), Is.EqualTo(slope).Within(1e-9));
        Assert.That(slope, Is.Not.Zero.Within(1e-6), "a slope that shows something");

        double Loss(double shift)
        {
            var path = folder[name == "x" ? "batch.safetensors" : "weights.safetensors"];
            var file = SafeTensors.Read(path);
            file.Tensors[name].view(-1)[entry].add_(shift);
            file.Write(path);
            var loss = Gradients("lstm", "--by", "autograd")["loss"].item<double>();
            file.Tensors[name].view(-1)[entry].sub_(shift);
            file.Write(path);
            return loss;
        }
    }

    [Test]
    public void One_side_alone_needs_no_prefix()
    {
        using var scope = NewDisposeScope();
        Make("mlp inputs=7 hidden=5");
        Assert.That(
            Gradients("mlp", "--by", "hand").Keys,
            Is.EquivalentTo(new[] { "loss", "prediction", "input", "0.weight", "0.bias", "2.weight", "2.bias" }));
        Assert.That(
            Gradients("mlp", "--by", "autograd").Keys, Does.Contain("0.weight").And.Not.Contain("autograd.0.weight"));
    }

    [Test]
    public void The_hand_written_side_is_the_hand_written_backward()
    {
        using var scope = NewDisposeScope();
        Make("mlp inputs=7 hidden=5");
        var arguments = Arguments("mlp");
        var (code, output, error) = Cli.Run(arguments, root =>
        {
            foreach (var (path, layer) in root.NamedLayers())
                if (path == "0") layer.Fault = new PlantedMistake(Catalogue.Find("affine-weight-halved"));
        });
        Assert.That(code, Is.Zero, error);
        Assert.That(output, Does.Contain("by hand and autograd differ by at most 5.0e-1"));
        var found = SafeTensors.Read(folder["out.safetensors"]).Tensors;
        Assert.That(
            Comparison.Relative(found["hand.0.weight"] * 2, found["autograd.0.weight"], 0),
            Is.LessThan(Comparison.Float64Bound));
    }

    [Test]
    public void Both_types_begin_with_the_same_numbers_and_agree_within_rounding()
    {
        using var scope = NewDisposeScope();
        const string model = "gru inputs=5 hidden=4";
        Make(model);
        var wide = Gradients("gru", "--by", "hand");
        var narrow = Gradients("gru", "--by", "hand", "--dtype", "float32");
        Make(model, "--dtype", "float32");
        Assert.That(
            SafeTensors.Read(folder["weights.safetensors"]).Tensors.Values.Select(weight => weight.dtype),
            Is.All.EqualTo(ScalarType.Float32));
        var fromNarrow = Gradients("gru", "--by", "hand");
        foreach (var (name, gradient) in wide)
        {
            Assert.That(narrow[name].dtype, Is.EqualTo(ScalarType.Float32));
            Assert.That(Comparison.Relative(narrow[name], gradient, 0), Is.LessThan(1e-4), name);
            Assert.That(fromNarrow[name].Equals(gradient), name);
        }
    }

    [Test]
    public void The_seed_decides_what_is_made()
    {
        byte[] Made(string seed)
        {
            Make("gpt blocks=1", "--seed", seed);
            return [.. File.ReadAllBytes(folder["weights.safetensors"]),
                .. File.ReadAllBytes(folder["batch.safetensors"])];
        }
        Assert.That(Made("5"), Is.EqualTo(Made("5")));
        Assert.That(Made("5"), Is.Not.EqualTo(Made("6")));
    }

    [Test]
    public void Foreign_files_without_metadata_are_read_with_settings_from_the_command_line()
    {
        using var scope = NewDisposeScope();
        Make("mlp inputs=7 hidden=5");
        var file = SafeTensors.Read(folder["weights.safetensors"]);
        new SafeTensors(file.Tensors, new Dictionary<string, string> { ["format"] = "pt" }).Write(
            folder["weights.safetensors"]);
        Assert.That(
            Cli.Refused(Arguments("mlp")),
            Does.Contain("weights.safetensors: 0.weight: expected shape (512, 784), got (5, 7)."));
        Assert.That(Gradients("mlp", "--set", "inputs=7", "--set", "hidden=5"), Has.Count.EqualTo(14));
    }

    [Test]
    public void Buffers_and_masks_may_be_left_out()
    {
        using var scope = NewDisposeScope();
        Make("mlp inputs=7 hidden=5 batch-norm=true");
        var all = Gradients("mlp", "--by", "hand");
        Rewrite("weights", tensors =>
            tensors.Where(named => !named.Key.Contains("running") && !named.Key.Contains("num_batches")));
        foreach (var (name, gradient) in Gradients("mlp", "--by", "hand"))
            Assert.That(gradient.Equals(all[name]), name);

        Make("gpt vocabulary=9 blocks=1");
        var masked = Gradients("gpt", "--by", "hand")["loss"].item<double>();
        Rewrite("batch", tensors => tensors.Where(named => named.Key != "padding"));
        Assert.That(Gradients("gpt", "--by", "hand")["loss"].item<double>(), Is.Not.EqualTo(masked));
    }

    // model: its name, then its settings
    private void Make(string model, params string[] options)
    {
        var settings = model.Split(' ')[1..].SelectMany(setting => new[] { "--set", setting });
        var (code, output, error) = Cli.Run(["gradients", Name(model), .. settings, .. options, "--make", folder.Path]);
        Assert.That(code, Is.Zero, error);
        Assert.That(output, Does.Contain("weights.safetensors").And.Contains("batch.safetensors"));
    }

    private static string Name(string model) => model.Split(' ')[0];

    private void Rewrite(
        string name, Func<IReadOnlyDictionary<string, Tensor>, IEnumerable<KeyValuePair<string, Tensor>>> change)
    {
        var file = SafeTensors.Read(folder[$"{name}.safetensors"]);
        new SafeTensors(change(file.Tensors).ToDictionary(), file.Metadata).Write(folder[$"{name}.safetensors"]);
    }

    private string[] Arguments(string model) =>
    [
        "gradients", model, "--weights", folder["weights.safetensors"],
        "--batch", folder["batch.safetensors"], "--out", folder["out.safetensors"],
    ];

    private IReadOnlyDictionary<string, Tensor> Gradients(string model, params string[] options)
    {
        var (code, _, error) = Cli.Run([.. Arguments(model), .. options]);
        Assert.That(code, Is.Zero, error);
        return SafeTensors.Read(folder["out.safetensors"]).Tensors;
    }
}
