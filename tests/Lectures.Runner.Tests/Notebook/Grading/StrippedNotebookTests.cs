using System.Text;
using System.Text.Json.Nodes;
using Lectures.Models.Data;
using Lectures.Runner.Notebook.Grading;
using static Lectures.Runner.Tests.Notebook.Grading.SheetText;
using static Lectures.Runner.Tests.Notebook.NotebookText;

namespace Lectures.Runner.Tests.Notebook.Grading;

public class StrippedNotebookTests
{
    [Test]
    public void A_solution_makes_room_for_a_stub_that_says_what_to_write() => Assert.That(Stripped("""
        int Twice(int n)
        {
            // BEGIN SOLUTION n を 2 倍に — twice n
            return 2 * n;
            // END SOLUTION
        }
        //BEGIN SOLUTION: more
        var more = 1;
        //   END SOLUTION
        """), Is.EqualTo("""
        int Twice(int n)
        {
            // TODO: n を 2 倍に — twice n
            throw new NotImplementedException("Write this part.");
        }
        // TODO: more
        throw new NotImplementedException("Write this part.");
        """));

    [Test]
    public void A_cell_without_marks_keeps_the_comment_that_it_begins_with() => Assert.That(
        Stripped("// Twice n.\n// Any way you like.\nint Twice(int n) => 2 * n; // easy"),
        Is.EqualTo("// Twice n.\n// Any way you like.\nthrow new NotImplementedException(\"Write this part.\");"));

    [Test]
    public void All_else_stays_byte_for_byte()
    {
        var outputs = new JsonArray(new JsonObject { ["name"] = "stdout", ["output_type"] = "stream", ["text"] = "<1>" });
        var cells = (string source, string tag, JsonArray all) => OfCells(
            Code("// あ \"b\"\\n\nvar a = 1;", "g", all),
            Code(source, "s", metadata: new() { ["x"] = 1.50, ["tags"] = new JsonArray("hard", tag) }),
            Test("// BEGIN SOLUTION stays in a test", "t", points: 2.5));
        var teacher = cells("// a\n1", "solution", outputs).Replace("\"execution_count\": null", "\"execution_count\": 3");
        var student = cells("// a\nthrow new NotImplementedException(\"Write this part.\");", "exercise", []);
        foreach (var form in (Func<string, string>[])[text => text, text => text.Replace("\n", "\r\n"), OnOneLine])
        {
            var stripped = StrippedNotebook.Of(ExerciseSheet.Of(Read(form(teacher))));
            Assert.That(Encoding.UTF8.GetString(stripped), Is.EqualTo(form(student)));
        }

        static string OnOneLine(string text) =>
            string.Concat(text.Split('\n').Select(line => line.Trim(' ')).Select(line => line.EndsWith(',') ? line + " " : line));
    }

    [Test]
    public void The_students_notebook_is_one_whose_exercises_are_known()
    {
        var sheet = ExerciseSheet.Of(Read(Encoding.UTF8.GetString(StrippedNotebook.Of(Sheet(Solution("1", "a"), Test("2", "t"))))));
        Assert.That(sheet.Cells.Select(cell => (cell.Role, cell.Cell.Tags.Single())),
            Is.EqualTo(((CellRole, string)[])[(CellRole.Exercise, "exercise"), (CellRole.Test, "test")]));
    }

    [TestCase("// BEGIN SOLUTION\n1", "the end of the cell")]
    [TestCase("// BEGIN SOLUTION\n// BEGIN SOLUTION\n// END SOLUTION", "another // BEGIN SOLUTION")]
    [TestCase("// BEGIN SOLUTION\n// END SOLUTION\n// END SOLUTION", "// END SOLUTION without a beginning")]
    [TestCase("1\n// END SOLUTION", "// END SOLUTION without a beginning")]
    public void Marks_that_do_not_pair_are_named(string source, string got) => Assert.That(
        Assert.Throws<DataException>(() => Stripped(source))!.Message,
        Is.EqualTo($"a.ipynb: cell 1: expected // END SOLUTION after each // BEGIN SOLUTION, got {got}."));

    private static string Stripped(string solution) => Read(Encoding.UTF8.GetString(
        StrippedNotebook.Of(Sheet(Solution(solution.ReplaceLineEndings("\n"), "a"), Test("1", "t"))))).Cells[0].Source;
}
