using Lectures.Models.Display;
using Lectures.Models.Experiments;
using Lectures.Models.Figures;
using Lectures.Models.Images;
using Lectures.Models.Layers;
using static TorchSharp.torch;
using Shown = System.Collections.Generic.IReadOnlyDictionary<string, string>;

namespace Lectures.Models.Tests.Display;

public class FormatterTests
{
    private sealed record Pattern(string Name, double Value);

    private sealed class Plain
    {
        public int A { get; } = 3;

        public string B => throw new InvalidOperationException();
    }

    private sealed record Registered(string Name);

    [Test]
    public void A_tensor_is_shown_with_shape_type_and_device()
    {
        using var x = arange(3);
        Assert.That(Text(x), Is.EqualTo("tensor([0, 1, 2])\nshape (3,), int64, cpu"));
    }

    [Test]
    public void A_disposed_tensor_is_named()
    {
        var x = arange(3);
        x.Dispose();
        Assert.That(Text(x), Is.EqualTo("tensor, disposed"));
    }

    [Test]
    public void Tensors_in_a_tuple_are_shown_one_after_the_other()
    {
        using var x = tensor(new[] { 1f, 3, 2 });
        var (values, indexes) = x.max(0);
        Assert.That(Text((values, indexes)),
            Is.EqualTo("tensor(3.)\nshape (), float32, cpu\ntensor(1)\nshape (), int64, cpu"));
    }

    [Test]
    public void Facts_of_tensors_are_a_table_under_the_names_they_were_given_by()
    {
        using var images = zeros(2, 1, 28, 28);
        Assert.That(Text((TensorFacts[])[TensorFacts.Of(images, "N, C, H, W"), TensorFacts.Of(images[0, 0, 1])]),
            Is.EqualTo("""
                Tensor           Rank  Shape           Dtype    Axes
                ───────────────  ────  ──────────────  ───────  ──────────
                images              4  (2, 1, 28, 28)  float32  N, C, H, W
                images[0, 0, 1]     1  (28,)           float32
                """));
    }

    [Test]
    public void Rows_of_records_are_a_table_with_numbers_to_the_right()
    {
        var shown = Of((Pattern[])[new("a<b", 1.0 / 3), new("c", 2)]);
        Assert.That(shown["text/plain"], Is.EqualTo("Name     Value\n────  ────────\na<b   0.333333\nc            2"));
        Assert.That(shown["text/html"], Does.Contain("<th>Name</th><th>Value</th>")
            .And.Contain("<td style=\"text-align: left\">a&lt;b</td><td style=\"text-align: right\">0.333333</td>"));
    }

    [Test]
    public void Japanese_characters_take_two_columns_of_a_table() => Assert.That(
        Text((Pattern[])[new("太郎", 3), new("Jöhn", 10)]), Is.EqualTo("Name  Value\n────  ─────\n太郎      3\nJöhn     10"));

    private static readonly (object Value, string Head)[] rows =
    [
        (new[] { new { a = 1, b = "x" } }, "a  b"),
        (new[] { (1, "x") }, "Item1  Item2"),
        (new Dictionary<string, int> { ["x"] = 1 }, "Key  Value"),
        (new int[][] { [1, 2], [3] }, "0  1"),
        (new double[,] { { 1, 2 } }, "0  1"),
        (new Pattern("a", 1), "name   value"),
        (new Plain(), "name  value"),
    ];

    private static IEnumerable<TestCaseData> Rows =>
        rows.Select(row => new TestCaseData(row.Value, row.Head).SetArgDisplayNames(row.Head));

    [TestCaseSource(nameof(Rows))]
    public void What_has_parts_is_a_table(object value, string head)
    {
        Assert.That(Text(value).Split('\n')[0], Is.EqualTo(head));
        Assert.That(Of(value), Contains.Key("text/html"));
    }

    [Test]
    public void A_property_that_throws_is_named_by_its_exception() =>
        Assert.That(Text(new Plain()), Does.Contain("B     InvalidOperationException"));

    [Test]
    public void Of_many_rows_the_first_twenty_are_shown() =>
        Assert.That(Text(Enumerable.Range(0, 50).Select(i => (i, i)).ToList()),
            Does.EndWith("   19     19\n… 30 more rows"));

    [Test]
    public void An_endless_sequence_is_cut()
    {
        static IEnumerable<int> Endless()
        {
            for (var i = 0; ; i++) yield return i;
        }

        Assert.That(Text(Endless()), Does.StartWith("[0, 1, 2").And.EndWith("49, … more]"));
    }

    private static readonly (object? Value, string Text)[] texts =
    [
        (null, "null"),
        ("text", "text"),
        (0.1 + 0.2, "0.30000000000000004"),
        (new[] { 1.5, 1.0 / 3 }, "[1.5, 0.333333]"),
        (Array.Empty<int>(), "[]"),
        ((1, "a", 2.5), "(1, a, 2.5)"),
        (new FormatException("hm", new ArgumentException("inner")),
            "FormatException: hm\ncaused by ArgumentException: inner"),
        (new Exception[] { new("a") }, "[Exception: a]"),
        (new object(), "System.Object"),
    ];

    private static IEnumerable<TestCaseData> Texts =>
        texts.Select(@case => new TestCaseData(@case.Value, @case.Text).SetArgDisplayNames(@case.Text));

    [TestCaseSource(nameof(Texts))]
    public void All_else_is_text(object? value, string text)
    {
        Assert.That(Text(value), Is.EqualTo(text));
        Assert.That(Of(value), Has.Count.EqualTo(1));
    }

    [Test]
    public void A_module_is_the_tree_of_its_parts()
    {
        using var module = nn.Sequential(("in", nn.Linear(2, 3)), ("relu", nn.ReLU()));
        Assert.That(Text(module), Is.EqualTo(
            "Sequential\n  (in): Linear  weight 3×2, bias 3\n  (relu): ReLU\n9 parameters"));
    }

    [Test]
    public void A_tied_weight_of_a_layer_counts_once()
    {
        using Weight weight = new(ones(3, 3)), bias = new(ones(3));
        using var network = new Sequence(new Affine(weight, bias), new Affine(weight, bias));
        Assert.That(Text(network), Is.EqualTo(
            "Sequence\n  (0): Affine  weight 3×3, bias 3\n  (1): Affine  weight 3×3, bias 3\n12 parameters"));
    }

    [Test]
    public void Figures_plots_and_images_are_pictures()
    {
        var curves = new Curves([new CurvePanel([new Curve("a", [0, 1], [0, 1])])]);
        using var figure = curves.Draw();
        using var plot = new ScottPlot.Plot();
        foreach (var (value, text) in ((object, string)[])
            [(curves, $"figure, {figure.Width}×{figure.Height}"), (figure, $"figure, {figure.Width}×{figure.Height}"),
             (plot, "plot, 960×720"), (new Picture(2, 3, new byte[6]), "picture, 3×2")])
        {
            Assert.That(Of(value)["text/plain"], Is.EqualTo(text));
            Assert.That(Convert.FromBase64String(Of(value)["image/png"]),
                Has.Length.GreaterThan(8).And.ItemAt(1).EqualTo((byte)'P'));
        }
        Assert.That(Formatter.Of(curves, "image/svg+xml").Single().Forms.Keys, Is.EqualTo((string[])["image/svg+xml"]));
    }

    [Test]
    public void A_result_is_its_verdict_claims_numbers_and_figures()
    {
        var result = new ExperimentResult(
            new(Finding.Shown, "it is so"), [Claim.AtLeast("accuracy", 0.5, 0.7)])
        {
            Tables = [new("numbers", [new("loss")], [new("here", 0.25)])],
            Figures = [new("a", "a curve", new Curves([new CurvePanel([new Curve("a", [0, 1], [0, 1])])]).Draw)],
        };
        var shown = Formatter.Of(result).Select(part => part.Forms).ToList();
        Assert.That(shown.ConvertAll(part => part["text/plain"].Split('\n')[^1].TrimEnd()), Is.EqualTo(
            (string[])["not shown: it is so", "accuracy       0.5  ≥ 0.7     FAILS", "here  0.25", "a curve, 1008×744"]));
    }

    [Test]
    public void A_registered_form_comes_first_and_preferred_media_types_alone_are_left()
    {
        Formatter.Register<Registered>(pattern => MimeBundle.Html($"<b>{pattern.Name}</b>", pattern.Name));
        Assert.That(Of(new Registered("a"))["text/html"], Is.EqualTo("<b>a</b>"));
        Formatter.Prefer(typeof(Registered), "text/plain");
        Assert.That(Of(new Registered("a")).Keys, Is.EqualTo((string[])["text/plain"]));
    }

    [Test]
    public void Display_shows_on_the_console_where_there_is_no_notebook()
    {
        using var console = new StringWriter();
        var before = Console.Out;
        Console.SetOut(console);
        try
        {
            "a".Display();
            Screen.display(1).Update(2);
        }
        finally
        {
            Console.SetOut(before);
        }
        Assert.That(console.ToString().ReplaceLineEndings("\n"), Is.EqualTo("a\n1\n2\n"));
    }

    private static Shown Of(object? value) => Formatter.Of(value).Single().Forms;

    private static string Text(object? value) => Of(value)["text/plain"];
}
