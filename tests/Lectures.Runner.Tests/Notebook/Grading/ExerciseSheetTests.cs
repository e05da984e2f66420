using System.Text.Json.Nodes;
using Lectures.Models.Data;
using Lectures.Runner.Notebook.Grading;
using static Lectures.Runner.Tests.Notebook.Grading.SheetText;
using static Lectures.Runner.Tests.Notebook.NotebookText;

namespace Lectures.Runner.Tests.Notebook.Grading;

public class ExerciseSheetTests
{
    [TestCase("// 出力 — the output\nAnswer.Equal(1, 1);", "出力 — the output")]
    [TestCase("\n  /// Three slashes \r\n1", "Three slashes")]
    [TestCase("Answer.Equal(1, 1); // no title", "cell 2")]
    public void A_test_is_called_by_the_comment_that_it_begins_with(string source, string title) =>
        Assert.That(Sheet(Solution("", "a"), Test(source, "t")).Tests.Single().Title, Is.EqualTo(title));

    [TestCase(0, "0")]
    [TestCase(-1.5, "-1.5")]
    [TestCase(1e7, "10000000")]
    [TestCase(null, "none")]
    public void A_test_without_points_is_refused(double? points, string got)
    {
        var test = Test("1", "t");
        if (points is null) test["metadata"]!.AsObject().Remove("points");
        else test["metadata"]!["points"] = points;
        Assert.That(Refused(Solution("", "a"), test), Is.EqualTo(
            $"a.ipynb: cell 2: expected 'points', a number above 0, in the metadata of a test, got {got}."));
    }

    [Test]
    public void Points_that_are_no_number_are_none()
    {
        var test = Test("1", "t");
        test["metadata"]!["points"] = "2";
        Assert.That(Refused(Solution("", "a"), test), Does.EndWith("got none."));
    }

    [Test]
    public void A_notebook_without_tests_or_exercises_is_refused()
    {
        const string remedy = "got none; tags stand in a cell's metadata, \"tags\": [\"…\"].";
        Assert.That(Refused(Solution("1", "a"), Code("1")),
            Is.EqualTo($"a.ipynb: expected a code cell tagged 'test', {remedy}"));
        Assert.That(Refused(Test("1", "a")),
            Is.EqualTo($"a.ipynb: expected a code cell tagged 'solution' or 'exercise', {remedy}"));
    }

    [Test]
    public void A_notebook_of_an_earlier_format_has_no_ids_and_is_refused()
    {
        var text = OfCells(Solution("1", "a"), Test("1", "b")).Replace("\"nbformat_minor\": 5", "\"nbformat_minor\": 4")
            .Replace("\"id\": \"a\",", "").Replace("\"id\": \"b\",", "");
        Assert.That(Assert.Throws<DataException>(() => ExerciseSheet.Of(Read(text)))!.Message,
            Is.EqualTo("a.ipynb: expected nbformat 4.5 or later, where cells have ids, got an earlier one."));
    }

    private static string Refused(params JsonObject[] cells) => Assert.Throws<DataException>(() => Sheet(cells))!.Message;
}
