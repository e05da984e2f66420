using Lectures.Runner.Notebook.Grading;
using static Lectures.Runner.Tests.Notebook.Grading.SheetText;
using static Lectures.Runner.Tests.Notebook.NotebookText;

namespace Lectures.Runner.Tests.Notebook.Grading;

public class SharedNamesTests
{
    private const string Solution = "class Doubling : Layer { }";

    private static readonly SharedNames names = new(Sheet(
        Code("using static TorchSharp.torch;\nvar data = randn(3);", "g"),
        SheetText.Solution(Solution, "a"),
        Test("""
            var layer = new Doubling();
            var (first, rest) = Split(data);
            Answer.Near(layer.Forward(data), [.. rest.Select(value => 2 * value)]);
            foreach (var seed in (int[])[1, 2]) GradientCheck.Run(layer, [data], new() { Seed = seed }).ThrowIfFailed();
            """, "t")));

    [TestCase("class GradientCheck { }", "GradientCheck")]
    [TestCase("static class Answer { public static void Near(object a, object b) { } }", "Answer")]
    [TestCase("record Answer(int A);", "Answer")]
    [TestCase("delegate void Answer();", "Answer")]
    [TestCase("using Answer = System.Math;", "Answer")]
    [TestCase("var data = 1;", "data")]
    [TestCase("Tensor data { get; set; }", "data")]
    [TestCase("object Split(object all) => all;", "Split")]
    [TestCase("var (a, data) = (1, 2);", "data")]
    [TestCase("int.TryParse(\"1\", out var data);", "data")]
    [TestCase("class Mine { public class Answer { } }", "Answer")]
    [TestCase("static class Mine { public static object randn(int n) => 0; }", "randn")]
    public void A_cell_that_takes_a_name_of_the_tests_is_found(string source, string taken)
    {
        Assert.That(names.Taken(source, null), Is.EqualTo(taken));
        Assert.That(names.Taken(source, Solution), Is.EqualTo(taken));
    }

    [TestCase("class Helper { public int Answer() => 1; }", TestName = "a member of a class")]
    [TestCase("double Near(double a) => a;", TestName = "a name that the tests use as a member's only")]
    [TestCase("var layer = 1; var first = 2; var seed = 3; var value = 4;", TestName = "what the test declares itself")]
    [TestCase("int F() { var data = 1; return data; }", TestName = "a local variable")]
    [TestCase("GradientCheck.Run(new Doubling(), [data])", TestName = "a use")]
    [TestCase("using System.Text; using static System.Math;", TestName = "namespaces")]
    [TestCase("class {{", TestName = "what does not compile")]
    public void Other_names_are_free(string source) => Assert.That(names.Taken(source, null), Is.Null);

    [Test]
    public void What_the_exercise_is_to_declare_is_its_own_and_no_other_cells()
    {
        Assert.That(names.Taken("class Doubling : Layer { int n; }", Solution), Is.Null);
        Assert.That(names.Taken("class Doubling : Layer { int n; }", null), Is.EqualTo("Doubling"));
    }
}
