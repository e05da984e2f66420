using System.Text.Json;
using Lectures.Models.Layers;

namespace Lectures.Runner.Tests.Commands;

[Parallelizable]
public class VerifyCommandTests
{
    private static readonly string[] models =
    [
        "perceptron", "sigmoid-unit", "mlp", "autoencoder", "cnn",
        "elman", "lstm", "gru", "encoder", "bert", "gpt", "seq2seq",
    ];

    [Test]
    public void Lists_every_model_of_the_lecture()
    {
        var (code, output, _) = Cli.Run(["verify", "--list"]);
        Assert.That(code, Is.Zero);
        Assert.That(output.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries), Is.EqualTo(models));
    }

    [TestCaseSource(nameof(models))]
    public void Every_model_agrees(string model)
    {
        var (code, output, _) = Cli.Run(["verify", model]);
        Assert.That(code, Is.Zero, output);
        Assert.That(output, Does.Contain("1 of 1 models agree"));
    }

    [Test]
    public void A_batch_of_one_pattern_will_do() =>
        Assert.That(Cli.Run(["verify", "mlp", "cnn", "--batch", "1"]).ExitCode, Is.Zero);

    [Test]
    public void The_perceptron_is_held_to_the_literal_one_whatever_the_type()
    {
        var (code, output, _) = Cli.Run(["verify", "perceptron", "--dtype", "float32"]);
        Assert.That(code, Is.Zero);
        Assert.That(output, Does.Contain("2 tensors"));
    }

    [Test]
    public void Json_has_a_row_for_each_tensor_and_null_for_what_was_not_compared()
    {
        using var folder = new TemporaryFolder();
        var file = folder["result.json"];
        Assert.That(Cli.Run(["verify", "perceptron", "mlp", "--json", file, "--seed", "3"]).ExitCode, Is.Zero);
        using var document = JsonDocument.Parse(File.ReadAllText(file));
        var root = document.RootElement;
        Assert.That(root.GetProperty("passed").GetBoolean(), Is.True);
        Assert.That(root.GetProperty("seed").GetInt64(), Is.EqualTo(3));
        var (perceptron, mlp) = (root.GetProperty("models")[0], root.GetProperty("models")[1]);
        Assert.That(perceptron.GetProperty("parameters").GetInt64(), Is.EqualTo(785));
        foreach (var tensor in perceptron.GetProperty("tensors").EnumerateArray())
            foreach (var column in (string[])["handVsAutograd", "handVsDifferences", "autogradVsDifferences"])
                Assert.That(tensor.GetProperty(column).ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(mlp.GetProperty("name").GetString(), Is.EqualTo("mlp"));
        Assert.That(mlp.GetProperty("parameters").GetInt64(), Is.EqualTo(407_050));
        var weight = mlp.GetProperty("tensors").EnumerateArray().First(tensor =>
            tensor.GetProperty("layer").GetString() == "0" && tensor.GetProperty("tensor").GetString() == "weight");
        var shape = weight.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64());
        Assert.That(shape, Is.EqualTo(new[] { 512, 784 }));
        Assert.That(weight.GetProperty("dtype").GetString(), Is.EqualTo("float64"));
        Assert.That(weight.GetProperty("handVsAutograd").GetDouble(), Is.LessThanOrEqualTo(1e-10));
        Assert.That(weight.GetProperty("handVsDifferences").GetDouble(), Is.GreaterThan(0));
        Assert.That(weight.GetProperty("kinks").GetInt32(), Is.Zero);
        Assert.That(weight.GetProperty("passed").GetBoolean(), Is.True);
    }

    [Test]
    public void The_same_seed_gives_the_same_result_and_another_seed_another()
    {
        string Result(string seed)
        {
            using var folder = new TemporaryFolder();
            Cli.Run(["verify", "sigmoid-unit", "--json", folder["result.json"], "--seed", seed]);
            return string.Join('\n', File.ReadLines(folder["result.json"]).Where(line => !line.Contains("seconds")));
        }
        Assert.That(Result("5"), Is.EqualTo(Result("5")));
        Assert.That(Result("5"), Is.Not.EqualTo(Result("6")));
    }

    [Test]
    public void The_result_does_not_depend_on_the_number_of_threads()
    {
        string[] Result(string threads)
        {
            using var folder = new TemporaryFolder();
            var file = folder["result.json"];
            Cli.Run(["verify", "autoencoder", "elman", "sigmoid-unit", "bert", "--threads", threads, "--json", file]);
            return [.. File.ReadLines(file).Where(line => !line.Contains("seconds"))];
        }
        Assert.That(Result("1"), Is.EqualTo(Result($"{Environment.ProcessorCount}")));
    }

    [Test]
    public void Verbose_prints_a_row_for_each_tensor()
    {
        var (code, output, _) = Cli.Run(
            ["verify", "cnn", "--verbose", "--dtype", "float64", "--threads", "1", "--batch", "3"]);
        Assert.That(code, Is.Zero, output);
        Assert.That(output, Does.Contain("16×1×3×3"));
        Assert.That(output, Does.Not.Contain("Float32"));
    }

    [Test]
    public void Verbose_prints_long_paths_and_second_inputs_in_full()
    {
        var (code, output, _) = Cli.Run(["verify", "seq2seq", "--verbose", "--dtype", "float32", "--batch", "2"]);
        Assert.That(code, Is.Zero, output);
        Assert.That(output, Does.Match(@"decoder\.blocks\.0\S* +input\[1\] "));
        Assert.That(output, Does.Not.Contain("…"));
        Assert.That(output.Split('\n').Where(line => line.Contains("seq2seq  ")), Is.All.Contains("agrees"));
    }

    [Test]
    public void Float32_alone_is_judged_by_float64()
    {
        var (code, output, _) = Cli.Run(["verify", "mlp", "--dtype", "float32"]);
        Assert.That(code, Is.Zero, output);
        Assert.That(output, Does.Match(@"mlp .* – +– +\d\.\de-\d \(autograd \d\.\de-\d\)"));
    }

    [TestCase("mpl", "mpl: unknown model; did you mean mlp?")]
    [TestCase("transformer-xl", "transformer-xl: unknown model; expected one of perceptron, sigmoid-unit, mlp, "
        + "autoencoder, cnn, elman, lstm, gru, encoder, bert, gpt, seq2seq.")]
    [TestCase("", "'': unknown model; expected one of perceptron, sigmoid-unit, mlp, "
        + "autoencoder, cnn, elman, lstm, gru, encoder, bert, gpt, seq2seq.")]
    public void Names_the_nearest_model(string model, string expected) =>
        Assert.That(Cli.Refused("verify", model), Is.EqualTo(expected));

    [Test]
    public void Names_the_nearest_option() =>
        Assert.That(Cli.Refused("verify", "--sed", "3"), Is.EqualTo("--sed: unknown option; did you mean --seed?"));

    [Test]
    public void Takes_capitals_for_a_slip() =>
        Assert.That(Cli.Refused("verify", "MLP"), Is.EqualTo("MLP: unknown model; did you mean mlp?"));

    [Test]
    public void Refuses_an_unknown_option_beside_list() =>
        Assert.That(Cli.Refused("verify", "--list", "--nope"), Does.StartWith("--nope: unknown option"));

    [Test]
    public void Asks_for_a_command_where_there_is_none() =>
        Assert.That(Cli.Refused(), Is.EqualTo("expected a command: verify, check, gradients, summary, train, evaluate, "
            + "predict, sample, reproduce, bench, data, notebook; '--help' tells more."));

    [Test]
    public void Shows_a_planted_mistake_and_the_diagnosis()
    {
        var (code, output, _) = Cli.Run(["verify", "--plant", "affine-weight-halved"]);
        Assert.That(code, Is.EqualTo(1));
        Assert.That(output, Does.Contain("1. dW = ½ dyᵀ x: dW = dyᵀ x has no factor. (explains it exactly)"));
    }

    [Test]
    public void Lists_the_catalogue_of_mistakes_one_a_line()
    {
        var (code, output, _) = Cli.Run(["verify", "--plant", "list"]);
        Assert.That(code, Is.Zero);
        Assert.That(output.TrimEnd().Split('\n').Select(line => line.Split(' ')[0]),
            Is.EqualTo(Models.Checking.Diagnosis.Catalogue.All.Select(mistake => mistake.Name)));
    }

    [Test]
    public void Names_the_nearest_mistake() => Assert.That(Cli.Refused("verify", "--plant", "affine-sing"),
        Is.EqualTo("affine-sing: unknown mistake; did you mean affine-sign?"));

    [Test]
    public void Names_the_nearest_command() =>
        Assert.That(Cli.Refused("verfy"), Is.EqualTo("verfy: unknown command; did you mean verify?"));

    [TestCase("--batch", "0", "--batch: expected a number from 1 to 1024, got 0.")]
    [TestCase("--batch", "-3", "--batch: expected a number from 1 to 1024, got -3.")]
    [TestCase("--batch", "2000000", "--batch: expected a number from 1 to 1024, got 2000000.")]
    [TestCase("--seed", "-1", "--seed: expected a number from 0 to 2147483647, got -1.")]
    [TestCase("--dtype", "float46", "float46: unknown type; did you mean float64?")]
    [TestCase("--json", "no/such/folder/result.json", "does not exist; make it first.")]
    [TestCase("--json", "", "--json: expected a file, got an empty name.")]
    [TestCase("--json", "/", "--json: expected a file, got the folder /.")]
    [TestCase("--data", "", "--data: expected a folder, got an empty name.")]
    [TestCase("--data", "no-such-folder", "no-such-folder: no such folder.")]
    public void Refuses_a_bad_value_in_one_line(string option, string value, string expected) =>
        Assert.That(Cli.Refused("verify", option, value), Does.Contain(expected));

    [TestCase("--batch", "many")]
    [TestCase("--threads", "1.5")]
    [TestCase("--seed", "99999999999999999999")]
    [TestCase("--seed")]
    public void Refuses_what_is_no_number(params string[] option) =>
        Assert.That(Cli.Refused(["verify", .. option]), Does.Contain(option[0]).And.Not.Contain("System."));

    [Test]
    public void A_failed_check_exits_with_1_and_names_model_layer_tensor_and_both_values()
    {
        var mistake = Models.Checking.Diagnosis.Catalogue.Find("affine-weight-halved");
        var (code, output, _) = Cli.Run(["verify", "mlp", "--dtype", "float64"], root =>
        {
            foreach (var (path, layer) in root.NamedLayers())
                if (path == "0") layer.Fault = new Models.Checking.Diagnosis.PlantedMistake(mistake);
        });
        Assert.That(code, Is.EqualTo(1));
        Assert.That(output, Does.Match(@"mlp \(lecture, Float64\), layer 0, weight: at \[\d+, \d+\] "
            + @"by hand -?\d\S*, autograd -?\d\S* \(relative error \S+, at most 1\.0e-10\)"));
        Assert.That(output, Does.Contain("0 of 1 models agree"));
    }
}
