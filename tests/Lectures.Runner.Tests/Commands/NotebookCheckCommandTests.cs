using static Lectures.Runner.Tests.Notebook.NotebookText;

namespace Lectures.Runner.Tests.Commands;

public class NotebookCheckCommandTests
{
    private TemporaryFolder folder = null!;

    [SetUp]
    public void MakeFolder() => folder = new();

    [TearDown]
    public void RemoveFolder() => folder.Dispose();

    [Test]
    public void A_new_notebook_runs_as_it_is_and_then_checks()
    {
        var (code, output, _) = Cli.Run(["notebook", "new", folder["my own.ipynb"]]);
        Assert.That((code, output.Trim()),
            Is.EqualTo((0, $"{folder["my own.ipynb"]} written; 'notebook run {folder["my own.ipynb"]}' runs it.")));
        Assert.That(File.ReadAllText(folder["my own.ipynb"]), Does.Contain("\"# my own\\n\","));
        Assert.That(Check("my own.ipynb").ExitCode, Is.EqualTo(1), "nothing is stored yet");
        var (ran, _, error) = Cli.Run(["notebook", "run", folder["my own.ipynb"]]);
        Assert.That(ran, Is.Zero, error);
        Assert.That(Check("my own.ipynb"), Is.EqualTo((0, "my own.ipynb: 3 cells, outputs as stored\n")));
    }

    [Test]
    public void Another_number_is_named_and_the_file_stays()
    {
        Stored("Console.WriteLine(\"a\");", "0.25 * 2", "0.250005 * 2");
        var text = File.ReadAllText(folder["a.ipynb"]).Replace("\"0.5\"", "\"0.6\"").Replace(
            "\"0.50001\"", "\"0.50002\"");
        File.WriteAllText(folder["a.ipynb"], text);
        Assert.That(Check("a.ipynb"),
            Is.EqualTo((1, "a.ipynb: cell 2: output 1: line 1: stored '0.6', fresh '0.5'\n")));
        Assert.That(Check("a.ipynb", "--tolerance", "0.2").ExitCode, Is.Zero);
        Assert.That(Check("a.ipynb", "--tolerance", "0").Output,
            Does.Contain("cell 3: output 1: line 1: stored '0.50002', fresh '0.50001'"));
        Assert.That(File.ReadAllText(folder["a.ipynb"]), Is.EqualTo(text));
    }

    [Test]
    public void Times_and_paths_may_differ()
    {
        Stored("$\"{Random.Shared.Next(1000) / 10.0:0.0} s in {Path.GetTempPath()}{Random.Shared.Next(1000)}/x\"");
        Assert.That(Check("a.ipynb").ExitCode, Is.Zero);
    }

    [Test]
    public void A_cell_that_fails_fails_the_check_even_where_the_error_is_stored()
    {
        Stored("throw new Exception(\"a\");", "1");
        Assert.That(Check("a.ipynb"),
            Is.EqualTo((1, "a.ipynb: cell 1: Exception: a\na.ipynb: 1 cell after it not run\n")));
    }

    [Test]
    public void A_tolerance_out_of_range_is_refused() => Assert.That(
        Cli.Refused("notebook", "check", "a.ipynb", "--tolerance", "2"),
            Is.EqualTo("--tolerance: expected a number from 0 to 1, got 2."));

    [Test]
    public void A_notebook_is_never_written_over_nor_under_another_kind_of_name()
    {
        File.WriteAllText(folder["a.ipynb"], "mine");
        Assert.That(Cli.Refused("notebook", "new", folder["a.ipynb"]),
            Does.EndWith("exists already; choose another name, or delete it first."));
        Assert.That(Cli.Refused("notebook", "new", "-x"), Is.EqualTo("-x: unknown option; new has none."));
        Assert.That(Cli.Refused("notebook", "new", folder["a.txt"]),
            Does.EndWith("a.txt: expected a name that ends in .ipynb."));
        Assert.That(Cli.Refused("notebook", "new", folder["none/a.ipynb"]),
            Does.EndWith("does not exist; make it first."));
        Assert.That(File.ReadAllText(folder["a.ipynb"]), Is.EqualTo("mine"));
    }

    private void Stored(params string[] cells)
    {
        File.WriteAllText(folder["a.ipynb"], Of(cells));
        Cli.Run(["notebook", "run", folder["a.ipynb"]]);
    }

    private (int ExitCode, string Output) Check(string name, params string[] args)
    {
        var (code, output, _) = Cli.Run(["notebook", "check", folder[name], .. args]);
        return (code, output.ReplaceLineEndings("\n").Replace(folder.Path + Path.DirectorySeparatorChar, ""));
    }
}
