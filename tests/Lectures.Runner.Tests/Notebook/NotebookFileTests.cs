using System.Text;
using Lectures.Runner.Notebook;
using static Lectures.Runner.Tests.Notebook.NotebookText;

namespace Lectures.Runner.Tests.Notebook;

/// <summary>New outputs in an old file: all else stays byte for byte.</summary>
public class NotebookFileTests
{
    private static readonly CellOutput[] outputs =
    [
        new StreamOutput("stdout", "a\tb \"\\\n日本😀\u0001"),
        new DisplayOutput(new Dictionary<string, string> { ["text/plain"] = "2", ["image/png"] = "AAAA\n" },
            IsResult: true),
        new DisplayOutput(new Dictionary<string, string> { ["image/svg+xml"] = "<svg>\n</svg>" }, IsResult: false),
        new ErrorOutput("E", "e", ["one", "two"]),
    ];

    [Test]
    public void Outputs_are_written_as_Jupyter_writes_them() => Assert.That(Run(Of("1")), Is.EqualTo(Of("1").Replace(
        "\"execution_count\": null", "\"execution_count\": 7").Replace("\"outputs\": []", """
        "outputs": [
            {
             "name": "stdout",
             "output_type": "stream",
             "text": [
              "a\tb \"\\\n",
              "日本😀\u0001"
             ]
            },
            {
             "data": {
              "image/png": "AAAA\n",
              "text/plain": [
               "2"
              ]
             },
             "execution_count": 7,
             "metadata": {},
             "output_type": "execute_result"
            },
            {
             "data": {
              "image/svg+xml": [
               "<svg>\n",
               "</svg>"
              ]
             },
             "metadata": {},
             "output_type": "display_data"
            },
            {
             "ename": "E",
             "evalue": "e",
             "output_type": "error",
             "traceback": [
              "one",
              "two"
             ]
            }
           ]
        """.ReplaceLineEndings("\n"))));

    [Test]
    public void Written_outputs_are_read_as_they_were()
    {
        var read = Read(Run(Of("1"))).Cells[0].Stored;
        Assert.That(read.Select(Flat), Is.EqualTo(outputs.Select(Flat)));

        static string Flat(CellOutput output) => output is DisplayOutput shown
            ? string.Join(';', shown.Data.OrderBy(form => form.Key)) + shown.IsResult
            : $"{output.GetType().Name}{output.Text()}";
    }

    // Four spaces, tabs, Windows line ends, no final newline, a byte order mark, all on one line.
    [TestCase("    ", "\n", "\n", "")]
    [TestCase("\t", "\n", "\n", "")]
    [TestCase("  ", "\r\n", "", "")]
    [TestCase(" ", "\n", "\n", "\uFEFF")]
    [TestCase("", "", "", "")]
    public void A_files_own_form_is_kept(string unit, string lineEnd, string end, string begin)
    {
        var text = begin + Formed(Of("1 // あ"), unit, lineEnd) + end;
        var run = Run(text);
        Assert.That(run, Is.EqualTo(begin + Formed(Run(Of("1 // あ")), unit, lineEnd) + end));
        Assert.That(Without(run), Is.EqualTo(text), "taken away again, the outputs leave the file as it was");
    }

    [Test]
    public void A_file_that_escapes_all_other_characters_gets_outputs_that_do()
    {
        var run = Run(Of("1 // あ").Replace("あ", @"\u3042"));
        Assert.That(run, Does.Contain(@"\u65e5\u672c\ud83d\ude00").And.Not.Contain("日"));
    }

    [Test]
    public void Only_the_cells_that_ran_change()
    {
        var file = Read(Of("1", "2"));
        var text = Encoding.UTF8.GetString(file.With([new(file.Cells[1], 1, [new StreamOutput("stdout", "a")])]));
        var at = text.IndexOf("\"c2\"", StringComparison.Ordinal) - 40;
        Assert.That(text[..at], Is.EqualTo(Of("1", "2")[..at]));
        Assert.That(Read(text).Cells[1].Stored, Has.Count.EqualTo(1));
    }

    private static string Run(string text)
    {
        var file = Read(text);
        return Encoding.UTF8.GetString(file.With([new(file.Cells[0], 7, outputs)]));
    }

    private static string Without(string text)
    {
        var file = Read(text);
        return Encoding.UTF8.GetString(file.With([new(file.Cells[0], null, [])]));
    }

    // The same JSON with other white space; one line where the unit is empty.
    private static string Formed(string text, string unit, string lineEnd) => string.Join(
        unit.Length > 0 ? lineEnd : "",
        text.TrimEnd('\n').Split('\n').Select(line =>
        {
            var content = line.TrimStart(' ');
            return unit.Length > 0
                ? string.Concat(Enumerable.Repeat(unit, line.Length - content.Length)) + content
                : content.EndsWith(',') ? content + " " : content;
        }));
}
