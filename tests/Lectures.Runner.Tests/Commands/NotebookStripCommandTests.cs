using static Lectures.Runner.Tests.Notebook.Grading.SheetText;
using static Lectures.Runner.Tests.Notebook.NotebookText;

namespace Lectures.Runner.Tests.Commands;

public class NotebookStripCommandTests
{
    private TemporaryFolder folder = null!;

    [SetUp]
    public void MakeFolder() => folder = new();

    [TearDown]
    public void RemoveFolder() => folder.Dispose();

    [Test]
    public void The_students_notebook_has_stubs_in_place_of_solutions()
    {
        var teacher = OfCells(Solution("// a\nvar secret = 1;", "a"), Test("1", "t"));
        File.WriteAllText(folder["teacher.ipynb"], teacher);
        Assert.That(Cli.Run(["notebook", "strip", folder["teacher.ipynb"], "--out", folder["student.ipynb"]]),
            Is.EqualTo((0, $"wrote {folder["student.ipynb"]}{Environment.NewLine}", "")));
        var cells = Read(File.ReadAllText(folder["student.ipynb"])).Cells;
        Assert.That(cells[0].Source, Is.EqualTo("// a\nthrow new NotImplementedException(\"Write this part.\");"));
        Assert.That(File.ReadAllText(folder["teacher.ipynb"]), Is.EqualTo(teacher));
    }

    [Test]
    public void What_cannot_be_is_refused_and_nothing_is_written()
    {
        var (teacher, student) = (folder["teacher.ipynb"], folder["student.ipynb"]);
        Assert.That(Cli.Refused("notebook", "strip", teacher, "--out", student), Does.Contain("teacher.ipynb: no such file"));
        File.WriteAllText(teacher, OfCells(Solution("// BEGIN SOLUTION\nvar secret = 1;", "a"), Test("1", "t")));
        Assert.That(Cli.Refused("notebook", "strip", teacher), Is.EqualTo("Option '--out' is required."));
        Assert.That(Cli.Refused("notebook", "strip", teacher, "--out", student), Does.Contain("expected // END SOLUTION"));
        Assert.That(Cli.Refused("notebook", "strip", teacher, "--out", Path.Combine(folder.Path, ".", "teacher.ipynb")),
            Does.Contain($"expected another file than {teacher}, whose solutions would be lost."));
        Assert.That(Cli.Refused("notebook", "strip", "--solutions", "--out", student), Does.StartWith("--solutions: unknown option"));
        Assert.That(Directory.GetFiles(folder.Path), Is.EqualTo((string[])[teacher]));
    }
}
