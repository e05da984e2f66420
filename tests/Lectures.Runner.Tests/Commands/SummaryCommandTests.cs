namespace Lectures.Runner.Tests.Commands;

public class SummaryCommandTests
{
    [Test]
    public void The_lectures_cnn_as_a_table()
    {
        var (code, output, error) = Cli.Run(["summary", "cnn", "--patterns", "3"]);
        Assert.That((code, error), Is.EqualTo((0, "")));
        Assert.That(Lines(output), Is.EqualTo(new[]
        {
            "layer type output parameters weights",
            "cnn Sequence 3×10",
            "0 Convolution2d 3×16×26×26 160 weight 16×1×3×3, bias 16",
            "1 MaxPool2d 3×16×13×13",
            "2 Relu 3×16×13×13",
            "3 Convolution2d 3×32×11×11 4,640 weight 32×16×3×3, bias 32",
            "4 MaxPool2d 3×32×5×5",
            "5 Relu 3×32×5×5",
            "6 Flatten 3×800",
            "7 Affine 3×128 102,528 weight 128×800, bias 128",
            "8 Relu 3×128",
            "9 Affine 3×10 1,290 weight 10×128, bias 10",
            "cnn: 108,618 parameters; shapes for a batch of 3",
        }));
    }

    [Test]
    public void No_name_stands_there_twice_and_no_line_is_padding()
    {
        var output = Cli.Run(["summary", "encoder"]).Output;
        var names = Lines(output).Skip(1).SkipLast(1).Select(line => line.Split(' ')[0]).ToList();
        Assert.That(names, Does.Contain("blocks.0").And.Contain("blocks.0.attention.q"));
        Assert.That(names, Is.Unique);
        Assert.That(output.Split('\n'), Has.None.Match(@"\s$"));
        Assert.That(output, Does.StartWith("  layer "));
    }

    [TestCase("mlp", "407,050")]
    [TestCase("mlp", "151,306", "--set", "hidden=128,128,128,128")]
    [TestCase("autoencoder", "218,448")]
    [TestCase("lstm", "82,186")]
    [TestCase("encoder", "69,578")]
    [TestCase("seq2seq", "176,751")]
    public void The_total_is_the_lectures(string model, string parameters, params string[] options)
    {
        var (code, output, _) = Cli.Run(["summary", model, .. options]);
        Assert.That(code, Is.Zero);
        Assert.That(output, Does.Contain($"{model}: {parameters} parameters; shapes for a batch of 8"));
    }

    [Test]
    public void A_tied_weight_names_its_first_place() =>
        Assert.That(Cli.Run(["summary", "autoencoder"]).Output, Does.Match(@"\(tied: is \S+\.weight\)"));

    [TestCase("cnm", ExpectedResult = "cnm: unknown model; did you mean cnn?")]
    [TestCase("perceptron",
        ExpectedResult = "perceptron: is a single unit, I weights and a bias: there are no layers to show.")]
    [TestCase("mlp", "--set", "hiden=3", ExpectedResult = "--set hiden: unknown setting of mlp; did you mean hidden?")]
    [TestCase("mlp", "--set", "hidden=three",
        ExpectedResult = "--set hidden: expected whole numbers with commas between, got three.")]
    [TestCase("mlp", "--set", "hidden=-3", ExpectedResult = "--set hidden: expected at least 1, got -3.")]
    [TestCase("mlp", "--set", "inputs=-3", ExpectedResult = "--set inputs: expected at least 1, got -3.")]
    [TestCase("mlp", "--set", "hidden", ExpectedResult = "--set: expected NAME=VALUE, got hidden.")]
    [TestCase("mlp", "--patterns", "0", ExpectedResult = "--patterns: expected a number from 1 to 1024, got 0.")]
    [TestCase("mlp", "--depth", "3",
        ExpectedResult = "--depth: unknown option; expected one of --set, --patterns.")]
    public string Bad_use_is_refused_in_one_line(params string[] arguments) => Cli.Refused(["summary", .. arguments]);

    [Test]
    public void Sizes_that_fit_no_model_are_refused() =>
        Assert.That(
            Cli.Refused("summary", "cnn", "--set", "height=5"), Does.StartWith("image: expected at least one pixel"));

    // Without the rules, each line's cells by single spaces.
    private static IEnumerable<string> Lines(string table) =>
        from line in table.Split('\n')
        let cells = string.Join(
            ' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        where cells.Length > 0 && !cells.StartsWith('─')
        select cells;
}
