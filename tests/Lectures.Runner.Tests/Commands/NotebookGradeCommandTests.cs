using System.Text.Json.Nodes;
using static Lectures.Runner.Tests.Notebook.Grading.SheetText;
using static Lectures.Runner.Tests.Notebook.NotebookText;

namespace Lectures.Runner.Tests.Commands;

/// <summary>A small class whose notebooks do what they may and what they may not, graded in one call.</summary>
[Parallelizable]
public class NotebookGradeCommandTests
{
    private const string Twice = "int Twice(int n)\n{\n    // BEGIN SOLUTION twice n\n    return 2 * n;\n    // END SOLUTION\n}";
    private const string Half = "double Half(double n) => n / 2;";

    private static readonly JsonObject[] teacher =
    [
        Code("using Lectures.Models.Checking;\nvar three = 3;", "given"),
        Solution(Twice, "twice"), Test("// Twice\nAnswer.Equal(Twice(three), 6);", "test-twice", points: 1.5),
        Solution(Half, "half"), Test("// Half\nAnswer.Near(Half(three), 1.5);", "test-half", points: 2),
    ];

    // What each has written for Twice or Half, the points for both, and the reason for what was lost.
    private static readonly (string File, JsonObject[] Cells, double Twice, double Half, string Reason)[] students =
    [
        ("right", Cells(), 1.5, 2, ""),
        ("wrong", Cells(twice: "int Twice(int n) => n * n;"), 0, 2, "Twice (cell 3): 0 of 1.5\n    Twice(three): expected 6, got 9."),
        ("stripped", Cells(twice: "int Twice(int n) => throw new NotImplementedException(\"Write this part.\");", half: "// TODO"),
            0, 0, "NotImplementedException: Write this part."),
        ("no-code", Cells(twice: "int Twice(int n) => 2 * ;"), 0, 2, "Twice (cell 3): 0 of 1.5\n    cell 2, line 1, column 25: CS1525"),
        ("elsewhere", [.. Cells(twice: "// below"), Code("int Twice(int n) => 2 * n;", "x")],
            0, 2, "cell 6: not run: it declares 'Twice', a name that the tests use; write it in the cell of the exercise."),
        ("throws", Cells(half: "double Half(double n) => throw new FormatException(\"half\");"), 1.5, 0, "FormatException: half"),
        ("hangs", Cells(twice: "int Twice(int n) { System.Threading.Thread.Sleep(-1); return 0; }"), 0, 2, "does not end within 20 s"),
        ("hangs-outside", Cells(twice: "System.Threading.Thread.Sleep(-1);"), 0, 2, "cell 2: does not end within 20 s"),
        ("aborts", Cells(half: "double Half(double n) => TorchSharp.torch.ones(2, 3).matmul(TorchSharp.torch.ones(2, 3)).sum().item<float>();"),
            1.5, 0, "aborts inside libtorch: mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)"),
        ("exits", Cells(twice: "int Twice(int n) { Environment.Exit(0); return 2 * n; }"), 0, 2, "ends the process itself (exit code 0)"),
        ("thread-throws", Cells(twice: "int Twice(int n) { new System.Threading.Thread(() => throw new Exception()).Start(); return n; }",
            half: "double Half(double n) { System.Threading.Thread.Sleep(300); return n / 2; }"), 0, 2, "expected 6, got 3"),
        ("prints", Cells(twice: "int Twice(int n) { while (true) Console.Write(new string('x', 10000)); }"), 0, 2, "prints without end"),
        ("takes-names", [.. Cells(twice: "int Twice(int n) => 1;"), Code("class Answer { public static void Equal(int a, int b) { } }", "x")],
            0, 2, "cell 6: not run: it declares 'Answer', a name that the tests use; choose another name."),
        ("edits-tests", [.. teacher[..1], Exercise("int Twice(int n) => 1;", "twice"), Test("// Twice\n1", "test-twice", points: 100), .. teacher[3..]],
            0, 2, "Twice(three): expected 6, got 1"),
        ("takes-out-tests", [Exercise("int Twice(int n) => 1;", "twice"), Exercise(Half, "half")], 0, 2, "Twice(three): expected 6, got 1"),
        ("takes-out-exercise", [.. teacher[..1], .. teacher[3..]], 0, 2, "the exercise of cell 2 of "),
    ];

    private static readonly string[] noNotebooks = ["text.ipynb", "folder.ipynb", "missing.ipynb"];

    private TemporaryFolder folder = null!;
    private (int ExitCode, string Output, string Error) result;
    private JsonArray grades = null!;

    private static IEnumerable<TestCaseData> Students => students.Select(student =>
        new TestCaseData(student.File, student.Twice, student.Half, student.Reason).SetArgDisplayNames(student.File));

    [OneTimeSetUp]
    public void GradeThemAll()
    {
        folder = new();
        File.WriteAllText(folder["teacher.ipynb"], OfCells([.. teacher.Select(Copy)]));
        Directory.CreateDirectory(folder["class"]);
        foreach (var (file, cells, _, _, _) in students)
            File.WriteAllText(folder[$"class/{file}.ipynb"], OfCells([.. cells.Select(Copy)]));
        File.WriteAllText(folder["class/text.ipynb"], "My answers");
        Directory.CreateDirectory(folder["folder.ipynb"]);
        result = Cli.Run(["notebook", "grade", folder["class"], folder["missing.ipynb"], folder["folder.ipynb"],
            "--against", folder["teacher.ipynb"], "--cell-timeout", "20",
            "--json", folder["grades.json"], "--csv", folder["grades.csv"]]);
        grades = JsonNode.Parse(File.ReadAllText(folder["grades.json"]))!["grades"]!.AsArray();
    }

    [OneTimeTearDown]
    public void RemoveFolder() => folder.Dispose();

    [TestCaseSource(nameof(Students))]
    public void Each_loses_the_points_of_what_fails_and_is_told_why(string file, double twice, double half, string reason)
    {
        var grade = Grade($"{file}.ipynb");
        Assert.That(grade["tests"]!.AsArray().Select(test => (double)test!["points"]!), Is.EqualTo((double[])[twice, half]), $"{grade}");
        Assert.That((double)grade["points"]!, Is.EqualTo(twice + half));
        Assert.That(Feedback(file), reason.Length > 0 ? Does.Contain(reason) : Does.EndWith("3.5 of 3.5 points"));
    }

    [Test]
    public void What_is_no_notebook_is_named_and_the_others_are_graded()
    {
        Assert.That(result.ExitCode, Is.EqualTo(2), result.Error);
        Assert.That(result.Error, Does.Contain("text.ipynb: expected a notebook, got what is no JSON"));
        Assert.That(result.Error, Does.Contain("missing.ipynb: no such file"));
        Assert.That(result.Error, Does.Contain("folder.ipynb: expected notebooks (.ipynb), got a folder without any."));
        Assert.That((string?)Grade("text.ipynb")["fault"], Does.Contain("no JSON"));
        Assert.That(Grade("text.ipynb")["points"], Is.Null);
        Assert.That(grades, Has.Count.EqualTo(students.Length + noNotebooks.Length - 1), "an empty folder has no grade");
    }

    [Test]
    public void The_table_has_a_line_for_each_file_on_the_screen_and_as_CSV()
    {
        var lines = File.ReadAllText(folder["grades.csv"]).Split("\r\n");
        Assert.That(lines[0], Is.EqualTo("file,points,of,Twice,Half"));
        Assert.That(lines, Does.Contain($"{folder["class"]}/wrong.ipynb,2,3.5,0,2").And.Contain($"{folder["class"]}/text.ipynb,,,,"));
        Assert.That(lines, Has.Length.EqualTo(grades.Count + 2));
        Assert.That(result.Output, Does.Match(@"1  Twice \(1\.5\)\n2  Half \(2\)\n"));
        Assert.That(result.Output, Does.Match(@"wrong\.ipynb +2 / 3\.5 +0 +2").And.Match(@"text\.ipynb +not graded"));
    }

    [Test]
    public void What_a_grade_needs_is_asked_for()
    {
        var teacher = folder["teacher.ipynb"];
        Assert.That(Cli.Refused("notebook", "grade", teacher), Is.EqualTo("Option '--against' is required."));
        Assert.That(Cli.Refused("notebook", "grade", teacher, "--against", folder["class/text.ipynb"]), Does.Contain("no JSON"));
        Assert.That(Cli.Refused("notebook", "grade", teacher, "--against", teacher, "--at-once", "0"),
            Is.EqualTo("--at-once: expected a number from 1 to 64, got 0."));
        Assert.That(Cli.Refused("notebook", "grade", teacher, "--against", teacher, "--json", folder["none/x.json"]),
            Does.StartWith("--json: "));
        Assert.That(Cli.Refused("notebook", "grade", teacher, "--against", teacher, "--csv", Path.Combine(folder.Path, ".", "teacher.ipynb")),
            Does.EndWith("teacher.ipynb, a notebook."));
    }

    [Test]
    public void Tests_that_the_teachers_own_solutions_fail_are_refused()
    {
        File.WriteAllText(folder["bad.ipynb"], OfCells(Solution("int a = 1;", "a"), Test("// One\nif (a != 2) throw new Exception(\"no\");", "t")));
        var (code, output, error) = Cli.Run(["notebook", "grade", folder["class/right.ipynb"], "--against", folder["bad.ipynb"]]);
        Assert.That((code, output), Is.EqualTo((2, "")));
        Assert.That(error.TrimEnd().Split('\n')[^1], Is.EqualTo("--against: expected a notebook whose own solutions pass its tests, "
            + $"got {folder["bad.ipynb"]}, where One (cell 2) fails: Exception: no"));
    }

    [Test, Platform("Linux"), CancelAfter(120_000)]
    public async Task Ctrl_C_leaves_nothing_half_written(CancellationToken limit)
    {
        File.WriteAllText(folder["old.csv"], "old");
        using var process = Cli.Start(
            "notebook", "grade", folder["class/right.ipynb"], folder["class/hangs.ipynb"],
            "--against", folder["teacher.ipynb"], "--json", folder["new.json"], "--csv", folder["old.csv"]);
        while (await process.StandardError.ReadLineAsync(limit) is { } line && !line.EndsWith("right.ipynb")) { }
        await Cli.Interrupt(process, limit);
        Assert.That(await process.StandardOutput.ReadToEndAsync(limit), Is.Empty);
        Assert.That(Directory.GetFiles(folder.Path).Select(Path.GetFileName), Does.Not.Contain("new.json").And.None.EndsWith(".tmp"));
        Assert.That(File.ReadAllText(folder["old.csv"]), Is.EqualTo("old"));
    }

    private static JsonObject[] Cells(string twice = Twice, string half = Half) =>
        [teacher[0], Exercise(twice, "twice"), teacher[2], Exercise(half, "half"), teacher[4]];

    private static JsonObject Copy(JsonObject cell) => cell.DeepClone().AsObject();

    private JsonNode Grade(string file) => grades.Single(grade => ((string)grade!["file"]!).EndsWith($"/{file}"))!;

    // What stands below the line with the file's sum.
    private string Feedback(string file)
    {
        var lines = result.Output.Split('\n').SkipWhile(line => !line.Contains($"/{file}.ipynb: ")).ToList();
        return string.Join('\n', lines.Take(1).Concat(lines.Skip(1).TakeWhile(line => line.StartsWith("  ")))).TrimEnd();
    }
}
