using System.Text.Json.Nodes;
using Lectures.Runner.Notebook;
using Lectures.Runner.Notebook.Grading;

namespace Lectures.Runner.Tests.Commands;

/// <summary>The exercises in <c>notebooks/exercises</c>: what students hand in, and what they are told.</summary>
[Parallelizable]
public partial class ExerciseNotebookTests
{
    private const string Stripped = "stripped";

    private static readonly string[] exercises =
        ["1-affine-sigmoid", "2-softmax-dropout", "3-convolution", "4-recurrent", "5-self-attention"];

    private readonly Dictionary<string, (int ExitCode, string Output, string Error)> results = [];
    private readonly Dictionary<string, JsonArray> grades = [];

    private static IEnumerable<TestCaseData> Mistakes => mistakes.Select(mistake =>
        new TestCaseData(mistake).SetArgDisplayNames($"{mistake.Exercise} {mistake.Student} {mistake.Test}"));

    private static IEnumerable<TestCaseData> Students => mistakes.Select(mistake => (mistake.Exercise, mistake.Student)).Distinct()
        .Select(student => new TestCaseData(student.Exercise, student.Student));

    [OneTimeSetUp]
    public void GradeThemAll()
    {
        using var folder = new TemporaryFolder();
        foreach (var exercise in exercises)
        {
            var all = Directory.CreateDirectory(folder[exercise]).FullName;
            File.Copy(PathOf(exercise), Path.Combine(all, $"{Stripped}.ipynb"));
            foreach (var student in mistakes.Where(mistake => mistake.Exercise == exercise).GroupBy(mistake => mistake.Student))
                File.WriteAllText(Path.Combine(all, $"{student.Key}.ipynb"), With(student, File.ReadAllText(Teacher(exercise))));
            results[exercise] = Cli.Run(
                ["notebook", "grade", all, "--against", Teacher(exercise), "--cell-timeout", "120", "--json", folder["grades.json"]]);
            grades[exercise] = JsonNode.Parse(File.ReadAllText(folder["grades.json"]))!["grades"]!.AsArray();
        }
    }

    [TestCaseSource(nameof(exercises))]
    public void The_teachers_own_solutions_have_full_points_and_the_stubs_none(string exercise)
    {
        // Were a point of the teacher's own lost, nothing would be graded.
        Assert.That(results[exercise].ExitCode, Is.Zero, results[exercise].Error);
        var stubs = Grade(exercise, Stripped);
        Assert.That((double)stubs["points"]!, Is.Zero);
        Assert.That((double)stubs["of"]!, Is.EqualTo(10));
        foreach (var test in stubs["tests"]!.AsArray())
            Assert.That((string?)test!["reason"], Does.Contain("NotImplementedException: Write this part."), $"{test}");
    }

    [TestCaseSource(nameof(exercises))]
    public void The_students_version_is_what_strip_makes_of_the_teachers(string exercise) => Assert.That(
        File.ReadAllBytes(PathOf(exercise)), Is.EqualTo(StrippedNotebook.Of(ExerciseSheet.Read(Teacher(exercise)))));

    [TestCaseSource(nameof(Mistakes))]
    public void A_typical_mistake_loses_its_points_and_is_named(Mistake mistake)
    {
        var title = ExerciseSheet.Read(Teacher(mistake.Exercise)).Tests.Single(test => test.Cell.Id == mistake.Test).Title;
        var test = Grade(mistake.Exercise, mistake.Student)["tests"]!.AsArray().Single(test => (string?)test!["title"] == title)!;
        Assert.That((double)test["points"]!, Is.Zero);
        Assert.That((string?)test["reason"], Does.Contain(mistake.Reason));
        Assert.That(results[mistake.Exercise].Output, Does.Contain(mistake.Reason));
    }

    [TestCaseSource(nameof(Students))]
    public void No_other_points_are_lost(string exercise, string student)
    {
        var sheet = ExerciseSheet.Read(Teacher(exercise));
        var lost = Grade(exercise, student)["tests"]!.AsArray().Where(test => test!["reason"] is not null)
            .Select(test => sheet.Tests.Single(own => own.Title == (string?)test!["title"]).Cell.Id!);
        Assert.That(lost, Is.EquivalentTo(mistakes.Where(mistake => (mistake.Exercise, mistake.Student) == (exercise, student))
            .SelectMany(mistake => mistake.Also.Append(mistake.Test)).Distinct()), $"{Grade(exercise, student)}");
    }

    private static string With(IEnumerable<Mistake> mistakes, string notebook)
    {
        foreach (var mistake in mistakes)
        {
            var written = Json(mistake.Instead);
            Assert.That(notebook.Split(written), Has.Length.EqualTo(2), mistake.Instead);
            notebook = notebook.Replace(written, Json(mistake.Written));
        }
        return notebook;
    }

    // As it stands within a line of a notebook.
    private static string Json(string text) =>
        new JsonForm(null, "", "", IsAscii: false).Write(JsonValue.Create(text))[1..^1];

    private JsonNode Grade(string exercise, string student) =>
        grades[exercise].Single(grade => Path.GetFileNameWithoutExtension((string)grade!["file"]!) == student)!;

    private static string Teacher(string exercise) => PathOf($"{exercise}-teacher");

    private static string PathOf(string name)
    {
        var root = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Lectures.sln"))) root = root.Parent!;
        return Path.Combine(root.FullName, "notebooks", "exercises", $"{name}.ipynb");
    }
}
