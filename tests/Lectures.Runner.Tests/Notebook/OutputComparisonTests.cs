using Lectures.Runner.Notebook;
using static Lectures.Runner.Tests.Notebook.NotebookText;

namespace Lectures.Runner.Tests.Notebook;

public class OutputComparisonTests
{
    // A PNG file's header: 3 × 2, and 4 × 2 pixels.
    private const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAMAAAAC", WiderPng = "iVBORw0KGgoAAAANSUhEUgAAAAQAAAAC";

    private static readonly LooseText loose = new(1e-4);

    [TestCase("loss 0.12345", "loss 0.12346", TestName = "A number within the tolerance")]
    [TestCase("0.0000001", "-0.0000003", TestName = "Numbers near zero")]
    [TestCase("[-0.0000, 1.5000]", "[ 0.0000, 1.5000]", TestName = "A sign of zero, and the gap that takes its place")]
    [TestCase("1,234.56 in all", "1234.57 in all", TestName = "Groups of digits")]
    [TestCase("took 1.2 s, 12 ms", "took 13.4 s, 1 ms", TestName = "Times")]
    [TestCase("3 min, 69,440/s", "1 min, 48,609/s", TestName = "Minutes and rates")]
    [TestCase("00:00:01.2345", "00:00:13.1", TestName = "Durations")]
    [TestCase("on 2024-05-06 07:08:09", "on 2025-11-12", TestName = "Dates")]
    [TestCase("read /home/me/data/mnist", "read /srv/x", TestName = "Paths")]
    [TestCase(@"read C:\Users\me\data", @"read D:\x\y", TestName = "Windows' paths")]
    [TestCase("on 2 threads at 0x7fff12345678", "on 16 threads at 0x7ffe00000000", TestName = "Threads and addresses")]
    [TestCase("name      value\n", "name value\n", TestName = "Gaps")]
    [TestCase("────  ───────", "────  ─────────", TestName = "Rules")]
    public void They_agree(string stored, string fresh) => Assert.That(loose.Agree(stored, fresh));

    [TestCase("loss 0.1234", "loss 0.1244", TestName = "A number beyond the tolerance")]
    [TestCase("407,050 parameters", "407,051 parameters", TestName = "Whole numbers")]
    [TestCase("epoch 1", "epoch 2", TestName = "Small whole numbers")]
    [TestCase("agrees", "WRONG", TestName = "Words")]
    [TestCase("1.5 2.5", "1.5", TestName = "A number too few")]
    [TestCase("nan", "1.5", TestName = "No number")]
    [TestCase("1.5", "-1.5", TestName = "A sign")]
    [TestCase("took 1.2 s", "took 1.2 m", TestName = "A time and what is none")]
    [TestCase("x1", "x2", TestName = "A digit in a name")]
    [TestCase("</td><td>1</td>", "</td><td>2</td>", TestName = "A number among tags")]
    public void They_differ(string stored, string fresh) => Assert.That(loose.Agree(stored, fresh), Is.False);

    private static readonly (string Name, CellOutput[] Stored, CellOutput[] Fresh, string[] Lines)[] cases =
    [
        ("Same", [Stream("a"), Shown("b")], [Stream("a"), Shown("b")], []),
        ("Pieces of a stream", [Stream("a\n"), Stream("b\n")], [Stream("a\nb\n")], []),
        ("Text", [Stream("a\nb\n")], [Stream("a\nc\n")], ["output 1: line 2: stored 'b', fresh 'c'"]),
        ("A line more", [Stream("a\n")], [Stream("a\nb\n")], ["output 1: lines: stored 1, fresh 2: 'b' is new"]),
        ("A line less", [Stream("a\nb\n")], [Stream("a\n")], ["output 1: lines: stored 2, fresh 1: 'b' is missing"]),
        ("Another stream", [Stream("a")], [new StreamOutput("stderr", "a")], ["output 1: stored stdout, fresh stderr"]),
        ("Never run", [], [Shown("a")], ["stored no outputs, fresh 1 output (text/plain); 'notebook run' stores them"]),
        ("Another number", [Stream("a"), Shown("b")], [Shown("b")],
            ["stored 2 outputs (stdout, text/plain), fresh 1 output (text/plain)"]),
        ("Every output", [Shown("a"), Shown("b")], [Shown("c"), Shown("d")],
            ["output 1: line 1: stored 'a', fresh 'c'", "output 2: line 1: stored 'b', fresh 'd'"]),
        ("Another error", [new ErrorOutput("A", "a", [])], [new ErrorOutput("B", "a", [])],
            ["output 1: stored the error A, fresh the error B"]),
        ("Another trace", [new ErrorOutput("A", "a", ["x"])], [new ErrorOutput("A", "a", ["y"])], []),
        ("A picture", [Shown(Png, "image/png")], [Shown(Png + "AAAA", "image/png")], []),
        ("A wider picture", [Shown(Png, "image/png")], [Shown(WiderPng, "image/png")],
            ["output 1: image/png: stored 3×2, fresh 4×2"]),
        ("A damaged picture", [Shown("AA", "image/png")], [Shown(Png, "image/png")],
            ["output 1: image/png: stored damaged, fresh 3×2"]),
        ("A drawing", [Shown("<svg width=\"3\" height=\"2\">a", "image/svg+xml")],
            [Shown("<svg height='2' width='3'>b", "image/svg+xml")], []),
        ("A wider drawing", [Shown("<svg width=\"3\" height=\"2\">", "image/svg+xml")],
            [Shown("<svg width=\"4\" height=\"2\">", "image/svg+xml")],
            ["output 1: image/svg+xml: stored 3×2, fresh 4×2"]),
        ("A result", [Shown("a")], [Shown("a") with { IsResult = true }],
            ["output 1: stored text/plain, fresh text/plain as result"]),
        ("No picture", [Shown(Png, "image/png")], [Shown("a")], ["output 1: stored image/png, fresh text/plain"]),
    ];

    private static IEnumerable<TestCaseData> Cases => cases.Select(@case =>
        new TestCaseData(@case.Stored, @case.Fresh, @case.Lines).SetArgDisplayNames(@case.Name));

    [TestCaseSource(nameof(Cases))]
    public void Differences_name_output_and_line(object stored, object fresh, object lines)
    {
        var cell = Read(Of("1")).Cells[0] with { Stored = (CellOutput[])stored };
        Assert.That(new OutputComparison(loose).Differences(new(cell, 1, (CellOutput[])fresh)),
            Is.EqualTo((string[])lines));
    }

    private static StreamOutput Stream(string text) => new("stdout", text);

    private static DisplayOutput Shown(string content, string type = "text/plain") =>
        new(new Dictionary<string, string> { [type] = content }, IsResult: false);
}
