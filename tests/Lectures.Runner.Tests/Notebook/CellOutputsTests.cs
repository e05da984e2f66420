using Lectures.Models.Display;
using Lectures.Runner.Notebook;

namespace Lectures.Runner.Tests.Notebook;

public class CellOutputsTests
{
    [Test]
    public void Streams_are_merged_where_nothing_stands_between()
    {
        var outputs = new CellOutputs();
        foreach (var (stream, text) in ((string, string)[])
            [("stdout", "a"), ("stdout", "b"), ("stderr", "c"), ("stdout", "d")]) outputs.Print(stream, text);
        Show(outputs, "", "e");
        outputs.Print("stdout", "f");
        Assert.That(outputs.All.Select(output => output.Text()), Is.EqualTo((string[])["ab", "c", "d", "e", "f"]));
    }

    [Test]
    public void What_is_shown_anew_stays_in_its_place()
    {
        var outputs = new CellOutputs();
        Show(outputs, "1", "a");
        Show(outputs, "2", "b");
        Show(outputs, "1", "c");
        Assert.That(outputs.All.Select(output => output.Text()), Is.EqualTo((string[])["c", "b"]));
    }

    [Test]
    public void Text_past_a_mebibyte_is_cut_with_a_note()
    {
        var outputs = new CellOutputs();
        for (var i = 0; i < 3; i++) outputs.Print("stdout", new string('x', 600_000));
        var text = outputs.All.Single().Text();
        Assert.That(text, Does.StartWith(new string('x', 1 << 20) + "\n… cut here")
            .And.EndWith("1,048,576 characters.\n"));
    }

    [Test]
    public void Past_a_thousand_outputs_a_note_is_the_last()
    {
        var outputs = new CellOutputs();
        for (var i = 0; i < 1500; i++) Show(outputs, $"{i}", "a");
        Assert.That(outputs.All, Has.Count.EqualTo(1001));
        Assert.That(outputs.All[^1].Text(), Does.StartWith("… cut here: a cell keeps 1,000 outputs"));
    }

    [TestCase("1/3\r2/3\r3/3\n", "3/3\n")]
    [TestCase("long\rab\n", "abng\n")]
    [TestCase("a\r\nb\r\n", "a\nb\n")]
    [TestCase("abc\b\bx", "axc")]
    [TestCase("\b\ra", "a")]
    public void Carriage_returns_and_backspaces_overwrite(string text, string shown) =>
        Assert.That(TerminalText.Of(text), Is.EqualTo(shown));

    private static void Show(CellOutputs outputs, string identity, string text) =>
        outputs.Show(identity, new(MimeBundle.Text(text).Forms, IsResult: false));
}
