using System.Text;
using System.Text.Json;

namespace Lectures.Runner.Tests.Commands;

[Parallelizable]
public class CheckCommandTests
{
    private const string Right = """
        public class Doubled : Layer
        {
            protected override Tensor ForwardCore(Tensor x) => x * 2;
            protected override Tensor? BackwardCore(Tensor dy) => dy * 2;
        }
        """;

    private TemporaryFolder folder = null!;

    [SetUp]
    public void MakeFolder() => folder = new();

    [TearDown]
    public void DeleteFolder() => folder.Dispose();

    [Test]
    public void A_right_layer_agrees()
    {
        var (code, output, error) = Check(Right);
        Assert.That(code, Is.Zero, error);
        Assert.That(output, Does.Contain("Doubled agrees").And.Contain("(4, 3)").And.Contain("(2, 5, 3)"));
    }

    [Test]
    public void A_wrong_factor_is_diagnosed()
    {
        var (code, output, _) = Check(Right.Replace("dy * 2", "dy * 4"));
        Assert.That(code, Is.EqualTo(1));
        Assert.That(output, Does.Contain("WRONG").And.Contain("input is 2 × the right gradient"));
    }

    [Test]
    public void A_weight_that_never_gets_its_gradient_is_wrong()
    {
        var (code, output, _) = Check("""
            public class Scaled : Layer
            {
                private readonly Weight weight;
                public Scaled() => weight = Add("weight", new Weight(randn(5)));
                protected override Tensor ForwardCore(Tensor x) => x * weight.Value;
                protected override Tensor? BackwardCore(Tensor dy) => dy * weight.Value;
            }
            """);
        Assert.That(code, Is.EqualTo(1));
        Assert.That(output, Does.Contain("weight is zero, or was never given").And.Contain("(4, 5)"));
    }

    [Test]
    public void Every_class_of_every_file_is_checked_and_an_error_outweighs_a_wrong_gradient()
    {
        var (first, second) = (Write("first.cs", Right + Right.Replace("Doubled", "Wrong").Replace("dy * 2", "dy")),
            Write("second.cs", Right + Right.Replace("Doubled", "Thrown").Replace("x * 2", "throw new NotSupportedException()")));
        var (code, output, error) = Cli.Run(["check", first, second, folder["none.cs"]]);
        Assert.That(code, Is.EqualTo(2));
        Assert.That(output, Does.Contain($"{first}: Doubled agrees").And.Contain($"{second}: Doubled agrees").And.Contain("Wrong: gradients WRONG"));
        Assert.That(error, Does.Contain($"{second}: Thrown: forward on (4, 3) throws NotSupportedException").And.Contain("none.cs: no such file"));
        Assert.That(Cli.Run(["check", first]).ExitCode, Is.EqualTo(1));
    }

    [Test]
    public void An_endless_loop_meets_the_time_limit()
    {
        var (code, _, error) = Check(Layer("Loop", "x; while (true) { }"), "--timeout", "1");
        Assert.That(code, Is.EqualTo(2));
        Assert.That(error, Does.Contain("Loop: forward on (4, 3) does not end within 1 s"));
    }

    [Test]
    public void Compile_errors_have_file_line_and_column()
    {
        var file = Write("a.cs", "class A : Layer\n{\n    int x = y;\n    string s = 1;\n}\n");
        var (code, output, error) = Cli.Run(["check", file]);
        Assert.That(code, Is.EqualTo(2));
        Assert.That(output, Is.Empty);
        Assert.That(error, Does.Contain($"{file}(3,13): CS0103: ").And.Contain($"{file}(4,16): CS0029: ").And.Contain($"{file}(1,7): CS0534: "));
        Assert.That(error.TrimEnd().Split('\n'), Has.All.StartsWith(file));
    }

    [Test]
    public void Statements_outside_a_class_are_refused() =>
        Assert.That(Cli.Refused("check", Write("a.cs", "Console.WriteLine(1);\n" + Right)), Does.Contain("(1,1): CS8805: statements outside a class"));

    [Test]
    public void Any_beginning_of_a_file_will_do()
    {
        string[] beginnings =
        [
            "using System;\nusing System.Linq;\nusing Lectures.Models.Layers;\nusing TorchSharp;\nusing static TorchSharp.torch;\n",
            "global using static TorchSharp.torch;\nusing Lectures.Models.Layers;\n",
            "using Tensor = TorchSharp.torch.Tensor;\n",
            "namespace My.Layers;\n",
            "#nullable disable\n",
            "\uFEFF// with a byte order mark\n",
        ];
        var (code, output, error) = Cli.Run(["check", .. beginnings.Select((beginning, i) => Write($"{i}.cs", beginning + Right))]);
        Assert.That(code, Is.Zero, error);
        Assert.That(output.Split("Doubled agrees"), Has.Length.EqualTo(beginnings.Length + 1));
    }

    [Test]
    public void Nested_layers_and_layers_made_of_others_are_found()
    {
        var (code, output, error) = Check("""
            namespace My;
            public abstract class Base : Layer;
            public class Pair : Layer
            {
                private readonly Half first, second;
                public Pair()
                {
                    first = Add("first", new Half(new Weight(randn(3))));
                    second = Add("second", new Half(new Weight(randn(3))));
                }
                protected override Tensor ForwardCore(Tensor x) => second.Forward(first.Forward(x));
                protected override Tensor? BackwardCore(Tensor dy) => first.Backward(second.Backward(dy)!);
                private class Half : Base
                {
                    private readonly Weight w;
                    private Tensor x = null!;
                    public Half(Weight w) => this.w = Add("w", w);
                    protected override Tensor ForwardCore(Tensor x)
                    {
                        this.x = Keep(x);
                        return x * w.Value;
                    }
                    protected override Tensor? BackwardCore(Tensor dy)
                    {
                        w.Accumulate((dy * x).reshape(-1, 3).sum(dim: 0));
                        return dy * w.Value;
                    }
                }
            }
            """);
        Assert.That(code, Is.Zero, output + error);
        Assert.That(output, Does.Contain("My.Pair agrees").And.Contain("My.Pair.Half is checked as a part of My.Pair"));
    }

    [Test]
    public void Inputs_are_the_declared_ones()
    {
        var (code, output, error) = Check("""
            public class Declared : Layer
            {
                public static long[][] InputShapes => [[7, 2]];
                protected override Tensor ForwardCore(Tensor x) => x * 2;
                protected override Tensor? BackwardCore(Tensor dy) => dy * 2;
            }
            public class Logarithm : Layer
            {
                private Tensor x = null!;
                static Tensor CreateInputs() => rand(5) + 1;
                protected override Tensor ForwardCore(Tensor x)
                {
                    this.x = Keep(x);
                    return x.log();
                }
                protected override Tensor? BackwardCore(Tensor dy) => dy / x;
            }
            public class Sum : GeneralLayer
            {
                protected override Tensor?[] ForwardCore(Tensor?[] x) => [x[0]! + x[1]!];
                protected override Tensor?[] BackwardCore(Tensor?[] dy) => [dy[0], dy[0]];
            }
            """);
        Assert.That(code, Is.Zero, error);
        Assert.That(output, Does.Contain("Declared agrees with autograd and central differences on (7, 2)").And.Contain("on (5)").And.Contain("on (4, 3), (4, 3)"));
    }

    [Test]
    public void Declared_shapes_that_make_no_sense_are_refused()
    {
        var (code, _, error) = Check(Right.Replace("{\n", "{\n    public static long[][] InputShapes => [[4, 0]];\n"));
        Assert.That(code, Is.EqualTo(2));
        Assert.That(error, Does.Contain("InputShapes: expected sizes of at least 1, got (4, 0)"));
    }

    [Test]
    public void Matmul_on_guessed_shapes_that_do_not_fit_is_passed_over()
    {
        var (code, output, error) = Check("""
            public class Product : Layer
            {
                private readonly Weight w;
                private Tensor x = null!;
                public Product() => w = Add("w", new Weight(randn(5, 3)));
                protected override Tensor ForwardCore(Tensor x)
                {
                    this.x = Keep(x);
                    return x.matmul(w.Value);
                }
                protected override Tensor? BackwardCore(Tensor dy)
                {
                    w.Accumulate(x.reshape(-1, 5).t().mm(dy.reshape(-1, 3)));
                    return dy.matmul(w.Value.t());
                }
            }
            """);
        Assert.That(code, Is.Zero, error);
        Assert.That(output, Does.Contain("Product agrees").And.Contain("(4, 5)"));
    }

    [Test]
    public void What_a_layer_prints_is_shown_and_does_no_harm()
    {
        var (code, output, error) = Check(Layer("Doubled", "x * 2; Console.WriteLine($\"rank {x.dim()}\")", "dy * 2"));
        Assert.That(code, Is.Zero);
        Assert.That(output, Does.Not.Contain("rank"));
        Assert.That(error, Does.Contain("Doubled printed: rank 2").And.Contain("more lines"));
    }

    [Test]
    public void Json_holds_the_verdict_and_report_of_each_class()
    {
        var json = folder["result.json"];
        var (code, _, _) = Check(Right + Right.Replace("Doubled", "Wrong").Replace("dy * 2", "dy") + Layer("Thrown", "x", "throw new NotSupportedException()"), "--json", json, "--seed", "5");
        Assert.That(code, Is.EqualTo(2));
        using var document = JsonDocument.Parse(File.ReadAllText(json));
        var root = document.RootElement;
        Assert.That(root.GetProperty("passed").GetBoolean(), Is.False);
        Assert.That(root.GetProperty("seed").GetInt64(), Is.EqualTo(5));
        var layers = root.GetProperty("layers").EnumerateArray().ToList();
        Assert.That(layers.Select(layer => layer.GetProperty("verdict").GetString()), Is.EqualTo(new[] { "agrees", "wrong", "error" }));
        Assert.That(layers[1].GetProperty("checks")[0].GetProperty("report").GetProperty("tensors").GetArrayLength(), Is.EqualTo(2));
        Assert.That(layers[2].GetProperty("error").GetString(), Does.Contain("NotSupportedException"));
    }

    [Test, NonParallelizable]      // the current folder is the whole process's
    public void A_new_file_passes_and_is_not_overwritten()
    {
        var before = Directory.GetCurrentDirectory();
        Directory.SetCurrentDirectory(folder.Path);
        try
        {
            var (code, output, error) = Cli.Run(["check", "--new", "Swish"]);
            Assert.That(code, Is.Zero, error);
            Assert.That(output, Does.Contain("Swish.cs"));
            (code, output, error) = Cli.Run(["check", "Swish.cs"]);
            Assert.That(code, Is.Zero, output + error);
            Assert.That(output, Does.Contain("Swish agrees"));
            Assert.That(Cli.Refused("check", "--new", "Swish"), Does.Contain("exists already"));
            foreach (var name in (string[])["2nd", "class", "my layer", "a/b", "", "Layer", "Swish.cs"])
                Assert.That(Cli.Refused("check", "--new", name), Does.StartWith("--new:"));
            Assert.That(Directory.GetFiles(folder.Path), Has.Length.EqualTo(1));
        }
        finally
        {
            Directory.SetCurrentDirectory(before);
        }
    }

    [Test]
    public void Files_that_hold_no_layer_are_refused()
    {
        Assert.That(Cli.Refused("check"), Does.Contain("expected a C# file"));
        Assert.That(Cli.Refused("check", folder["none.cs"]), Does.Contain("no such file"));
        Assert.That(Cli.Refused("check", folder.Path), Does.Contain("got a folder"));
        Assert.That(Cli.Refused("check", Write("empty.cs", " \n")), Does.Contain("empty file"));
        Assert.That(Cli.Refused("check", Write("none.cs", "class A { }")), Does.Contain("expected a class derived from Layer"));
        File.WriteAllBytes(folder["latin.cs"], [.. "// f"u8, 0xFC, .. "r"u8]);
        Assert.That(Cli.Refused("check", folder["latin.cs"]), Does.Contain("expected UTF-8, got the byte 0xFC at offset 4"));
    }

    [TestCase("--timeout", "0")]
    [TestCase("--timeout", "NaN")]
    [TestCase("--seed", "-1")]
    [TestCase("--sed", "1")]
    public void Bad_options_are_refused(string option, string value) =>
        Assert.That(Cli.Refused("check", Write("a.cs", Right), option, value), Does.StartWith(option));

    private (int ExitCode, string Output, string Error) Check(string text, params string[] options) =>
        Cli.Run(["check", Write("layers.cs", text), .. options]);

    private string Write(string name, string text)
    {
        File.WriteAllText(folder[name], text, new UTF8Encoding(false));
        return folder[name];
    }

    /// <summary>A layer with a forward that returns an expression (and may go on from there).</summary>
    internal static string Layer(string name, string forward, string backward = "dy", string members = "") => $$"""
        public class {{name}} : Layer
        {
            {{members}}
            protected override Tensor ForwardCore(Tensor x)
            {
                Tensor y = {{forward}};
                return y;
            }
            protected override Tensor? BackwardCore(Tensor dy) => {{backward}};
        }

        """;
}
