using static Lectures.Runner.Tests.Commands.CheckCommandTests;

namespace Lectures.Runner.Tests.Commands;

/// <summary>Layers that do what no layer may, all in one file: each is named, and none harms the check of another.</summary>
[Parallelizable]
public class CheckHostileLayerTests
{
    private static readonly (string Name, string Code, string Error)[] cases =
    [
        ("Matmul", Layer("Matmul", "x.matmul(x)", members: "public static long[][] InputShapes => [[4, 3]];"),
            "forward on (4, 3) aborts inside libtorch: mat1 and mat2 shapes cannot be multiplied"),
        ("GuessedMatmul", Layer("GuessedMatmul", "x.matmul(x)"), "takes none of the 3 shapes tried; declare one"),
        ("Deep", Layer("Deep", "x * F(1)", members: "int F(int a) => F(a + 1) + 1;"), "forward on (4, 3) overflows the stack"),
        ("Exits", Layer("Exits", "x; Environment.Exit(0)"), "forward on (4, 3) ends the process itself (exit code 0)"),
        ("FailsFast", Layer("FailsFast", "x; Environment.FailFast(\"bye\")"), "ends the process by Environment.FailFast: bye"),
        ("Throws", Layer("Throws", "x.dim() > 0 ? throw new InvalidOperationException(\"oh no\") : x"),
            "forward on (4, 3) throws InvalidOperationException: oh no (line "),
        ("ThrowsBack", Layer("ThrowsBack", "x * 2", "throw new DivideByZeroException()"), "backward on (4, 3) throws DivideByZeroException"),
        ("ThrowsAtBirth", Layer("ThrowsAtBirth", "x", members: "public ThrowsAtBirth() => throw new FormatException(\"born\");"),
            "construction throws FormatException: born"),
        ("ThrowsStatically", Layer("ThrowsStatically", "x", members: "static int a = int.Parse(\"a\");static ThrowsStatically() { }"),
            "construction throws FormatException"),
        ("ThrowsInThread", Layer("ThrowsInThread", "x; new Thread(() => throw new Exception(\"thread\")).Start(); Thread.Sleep(5000)"),
            "ends the process by an unhandled System.Exception: thread"),
        ("ThrowsInFunction", Layer("ThrowsInFunction", "F.apply(x)", members: """
            class F : autograd.SingleTensorFunction<F>
            {
                public override string Name => "F";
                public override Tensor forward(autograd.AutogradContext ctx, params object[] vars) => (Tensor)vars[0] * 2;
                public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor dy) => throw new Exception("inside");
            }
            """), "ends the process by an unhandled System.Exception: inside"),
        ("Null", Layer("Null", "null!"), "forward on (4, 3) returned null"),
        ("NullBack", Layer("NullBack", "x * 2", "null"), "backward on (4, 3) returned null for input; expected its gradient, shape (4, 3)"),
        ("NullArray", General("NullArray", "null!", "dy"), "ForwardCore returned null; expected an array"),
        ("NullArrayBack", General("NullArrayBack", "[x[0]! * 2]", "null!"), "BackwardCore returned null; expected an array"),
        ("TooMany", General("TooMany", "[x[0]! * 2]", "[dy[0], dy[0]]"), "backward on (4, 3) returned 2 gradients; expected 1"),
        ("WrongShape", Layer("WrongShape", "x * 2", "dy.sum(dim: 0)"), "backward on (4, 3) returned the shape (3); expected (4, 3)"),
        ("WrongWeightShape", Layer("WrongWeightShape", "x * w.Value", "Back(dy)", """
            Weight w; public WrongWeightShape() => w = Add("w", new Weight(randn(3)));
            Tensor Back(Tensor dy) { w.Accumulate(dy); return dy; }
            """), "backward on (4, 3) throws ArgumentException: gradient of w: expected shape (3), got (4, 3)"),
        ("Random", Layer("Random", "x * rand(1)"), "its forward is not deterministic"),
        ("Prints", Layer("Prints", "x; while (true) Console.Write(new string('x', 1000))"), "prints without end, more than 16 MiB"),
        ("Hoards", Layer("Hoards", "x; while (true) all.Add(ones(1 << 23).DetachFromDisposeScope())", members: "List<Tensor> all = [];"),
            "takes more than 1 GiB of memory"),
        ("Single", Layer("Single", "x * w.Value", members: "Weight w; public Single() => w = Add(\"w\", new Weight(randn(3, ScalarType.Float32)));"),
            "w: gradient checking needs Float64, got Float32"),
        ("WritesBack", Layer("WritesBack", "x * 2", "dy.mul_(2)"), "backward on (4, 3) writes into dy"),
        ("Writes", Layer("Writes", "x.mul_(2)", "dy * 2"), "forward on (4, 3) writes into its input"),
        ("Infinite", Layer("Infinite", "x.log()"), "forward on (4, 3) returned NaN or infinity"),
        ("Closed", Layer("Closed", "x", members: "public Closed(Weight w, int n) { }"),
            "cannot be built: expected 'public static Closed Create()' or a constructor without parameters, got Closed(Weight, Int32)"),
        ("Nothing", Layer("Nothing", "x", members: "public static Nothing Create() => null!;"), "Create() returned null"),
        ("Generic<T>", Layer("Generic<T>", "x"), "is generic"),
        ("Refuses", Layer("Refuses", "x.dim() > 0 ? throw new ArgumentException(\"x: expected a scalar.\") : x"),
            "takes none of the 3 shapes tried; declare one, 'public static long[][] InputShapes => [[4, 3]];'. forward on (4, 3) throws ArgumentException: x: expected a scalar."),
    ];

    private static (int ExitCode, string Output, string Error) result;

    private static IEnumerable<TestCaseData> Cases => cases.Select(@case => new TestCaseData(@case.Name, @case.Error).SetArgDisplayNames(@case.Name));

    [OneTimeSetUp]
    public void CheckThemAll()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["hostile.cs"], string.Concat(cases.Select(@case => @case.Code)) + Layer("Right", "x * 2", "dy * 2"));
        result = Cli.Run(["check", folder["hostile.cs"], "--timeout", "30"]);
    }

    [TestCaseSource(nameof(Cases))]
    public void It_is_named(string name, string error)
    {
        var lines = result.Error.Split('\n').Where(line => line.Contains($".cs: {name}: ")).ToList();
        Assert.That(lines, Has.Count.EqualTo(1), result.Error);
        Assert.That(lines[0], Does.Contain(error));
        Assert.That(result.Output, Does.Not.Contain(name));
    }

    [Test]
    public void The_right_layer_among_them_is_checked_and_the_exit_code_is_2()
    {
        Assert.That(result.Output, Does.Contain("Right agrees"));
        Assert.That(result.ExitCode, Is.EqualTo(2));
    }

    [Test]
    public void No_trace_of_the_runtime_is_taken_for_what_a_layer_prints() =>
        Assert.That(result.Error, Does.Not.Match("printed: (Stack overflow|Unhandled|terminate called| +at |frame #)"));

    private static string General(string name, string forward, string backward) => $$"""
        public class {{name}} : GeneralLayer
        {
            protected override Tensor?[] ForwardCore(Tensor?[] x) => {{forward}};
            protected override Tensor?[] BackwardCore(Tensor?[] dy) => {{backward}};
        }

        """;
}
