using System.Text.Json.Nodes;
using Lectures.Runner.Notebook.Grading;
using static Lectures.Runner.Tests.Notebook.Grading.SheetText;

namespace Lectures.Runner.Tests.Notebook.Grading;

public class GradeFilesTests
{
    private static readonly ExerciseSheet sheet = Sheet(
        Solution("1", "a"), Test("// 出力, \"y\"", "t", points: 2.5), Test("// dx", "u", points: 0.1));

    private static readonly Grade[] grades =
    [
        new("佐藤, 花.ipynb", 2.6, [new(2, "出力, \"y\"", 2.5, 2.5, null), new(3, "dx", 0, 0.1, "x:\n  <wrong>")], ["cell 1: note"]),
        new("b.ipynb", 2.6, [], [], "b.ipynb: not found."),
    ];

    [Test]
    public void A_table_has_a_line_for_each_file_and_quotes_what_needs_it() => Assert.That(GradeFiles.Csv(sheet, grades),
        Is.EqualTo("file,points,of,\"出力, \"\"y\"\"\",dx\r\n\"佐藤, 花.ipynb\",2.5,2.6,2.5,0\r\nb.ipynb,,,,\r\n"));

    [Test]
    public void Other_programs_are_told_all_that_is_known()
    {
        var text = GradeFiles.Json(sheet, grades);
        Assert.That(text, Does.Contain("出力").And.Contain("<wrong>"));
        var json = JsonNode.Parse(text)!;
        Assert.That((string?)json["against"], Is.EqualTo("a.ipynb"));
        Assert.That(JsonNode.DeepEquals(json["grades"]![0], JsonNode.Parse("""
            {
              "file": "佐藤, 花.ipynb", "of": 2.6, "points": 2.5, "fault": null, "notes": ["cell 1: note"],
              "tests": [
                { "cell": 2, "title": "出力, \"y\"", "points": 2.5, "of": 2.5, "reason": null },
                { "cell": 3, "title": "dx", "points": 0, "of": 0.1, "reason": "x:\n  <wrong>" }
              ]
            }
            """)), text);
        Assert.That((string?)json["grades"]![1]!["fault"], Is.EqualTo("b.ipynb: not found."));
        Assert.That(json["grades"]![1]!["points"], Is.Null);
    }
}
