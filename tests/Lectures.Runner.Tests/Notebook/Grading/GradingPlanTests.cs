using System.Text.Json.Nodes;
using Lectures.Runner.Notebook.Grading;
using static Lectures.Runner.Tests.Notebook.Grading.SheetText;
using static Lectures.Runner.Tests.Notebook.NotebookText;

namespace Lectures.Runner.Tests.Notebook.Grading;

public class GradingPlanTests
{
    private static readonly ExerciseSheet sheet = Sheet(
        Code("given", "g"), Solution("teacher's a", "a"), Test("test a", "ta"), Solution("teacher's b", "b"),
        Test("test b", "tb"));

    [Test]
    public void What_is_the_students_is_taken_from_the_student_and_all_else_from_the_teacher() => Assert.That(
        Plan(Code("changed", "g"), Exercise("mine a", "a"), Test("true", "ta"), Exercise("mine b", "b"), Test("", "tb")),
        Is.EqualTo("given, mine a, test a, mine b, test b"));

    [Test]
    public void A_test_stays_one_whatever_tags_and_points_the_student_gives_it()
    {
        var plan = GradingPlan.Of(sheet, Read(OfCells(Exercise("", "ta"), Test("", "a", points: 100), Code("", "tb"))));
        Assert.That(plan.Where(cell => cell.Role == CellRole.Test).Select(cell => (cell.Cell.Source, cell.Sheet!.Cell.Points)),
            Is.EqualTo(((string, double?)[])[("test a", 1.0), ("test b", 1.0)]));
        Assert.That(plan.Single(cell => cell.Role == CellRole.Exercise).Sheet!.Cell.Id, Is.EqualTo("a"));
    }

    [Test]
    public void What_was_taken_out_is_put_back_after_what_stands_before_it() => Assert.That(
        Plan(Exercise("mine a", "a"), Exercise("mine b", "b")), Is.EqualTo("given, mine a, test a, mine b, test b"));

    [Test]
    public void A_solution_is_never_put_back() =>
        Assert.That(Plan(Exercise("mine b", "b")), Is.EqualTo("given, test a, mine b, test b"));

    [Test]
    public void A_file_without_any_of_the_cells_has_the_tests_all_the_same() =>
        Assert.That(Plan(Code("other", "x")), Is.EqualTo("given, test a, test b, other"));

    [Test]
    public void Cells_that_the_student_added_stay_where_they_are() => Assert.That(
        Plan(Code("first", "x"), Code("", "g"), Exercise("mine a", "a"), Code("helper", "y"), Exercise("mine b", "b")),
        Is.EqualTo("first, given, mine a, test a, helper, mine b, test b"));

    [Test]
    public void Cells_that_the_student_moved_are_run_in_the_students_order() => Assert.That(
        Plan(Exercise("mine b", "b"), Test("", "tb"), Code("", "g"), Exercise("mine a", "a"), Test("", "ta")),
        Is.EqualTo("mine b, test b, given, mine a, test a"));

    [Test]
    public void An_exercise_whose_id_is_gone_is_known_by_what_it_declares()
    {
        var asked = Sheet(Solution("int A() => 1;", "a"), Solution("class B { }", "b"), Test("test", "t"));
        var plan = GradingPlan.Of(asked, Read(OfCells(Code("int C() => 3;", "x"), Code("class B { int b; }", "y"), Code("int A() => 2;", "z"))));
        Assert.That(plan.Select(cell => (cell.Cell.Source, cell.Sheet?.Cell.Id)), Is.EqualTo(((string, string?)[])
            [("int C() => 3;", null), ("class B { int b; }", "b"), ("int A() => 2;", "a"), ("test", "t")]));
    }

    private static string Plan(params JsonObject[] student) => string.Join(", ",
        GradingPlan.Of(sheet, Read(OfCells(student))).Select(cell => cell.Cell.Source));
}
