using Lectures.Runner.Notebook;
using Lectures.Runner.Tests.Notebook;
using static Lectures.Runner.Tests.Notebook.NotebookText;

namespace Lectures.Runner.Tests.Commands;

/// <summary>Cells that end their process, or never end: each is reported as its cell's error, with what was put out
/// before.</summary>
[Parallelizable(ParallelScope.All)]
public class NotebookHostileCellTests
{
    [TestCase("while (true);", "does not end within 3 s; '--cell-timeout SECONDS' gives it more.")]
    [TestCase("Environment.Exit(3);", "ends the process itself (exit code 3).")]
    [TestCase("TorchSharp.torch.ones(2, 3).matmul(TorchSharp.torch.ones(2, 3))",
        "aborts inside libtorch: mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)")]
    [TestCase("int F(int n) => F(n + 1) + 1; F(0)", "overflows the stack: something calls itself without end.")]
    [TestCase("new Thread(() => throw new Exception(\"a\")).Start(); Thread.Sleep(9000);",
        "ends the process by an unhandled System.Exception: a")]
    [TestCase("Console.Write(new string('x', 20_000_000)); Thread.Sleep(9000);",
        "prints without end, more than 16 MiB.")]
    public void It_is_the_cells_error(string cell, string end)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["a.ipynb"],
            Of("using System.Threading;", $"Console.WriteLine(\"before\");\n{cell}", "1"));
        var timeout = cell.StartsWith("while", StringComparison.Ordinal) ? "3" : "60";
        var (code, _, error) = Cli.Run(
            ["notebook", "run", folder["a.ipynb"], "--cell-timeout", timeout, "--keep-going"]);
        Assert.That(code, Is.EqualTo(1));
        Assert.That(error, Does.Contain($"cell 2 {end}").And.Contain("1 cell after it not run"));
        var outputs = Outputs(folder["a.ipynb"]);
        Assert.That(outputs[1][0].Text(), Does.StartWith("before\n"));
        Assert.That(((ErrorOutput)outputs[1][^1]).Name, Is.EqualTo("ProcessEnded"));
        Assert.That(outputs[1][^1].Text(), Does.StartWith($"cell 2 {end}"));
        Assert.That(outputs[2], Is.Empty);
    }

    [Test]
    public void What_is_too_large_to_show_is_named()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["a.ipynb"], Of("HTML(new string('<', 20_000_000))"));
        Assert.That(Cli.Run(["notebook", "run", folder["a.ipynb"]]).ExitCode, Is.Zero);
        Assert.That(Outputs(folder["a.ipynb"])[0].Single().Text(),
            Is.EqualTo("… not shown: 40,000,000 characters of data."));
    }
}
