using Lectures.Runner.Notebook;

namespace Lectures.Runner.Tests.Notebook;

public class KernelWriterTests
{
    [Test]
    public void A_long_text_is_told_in_pieces_that_cut_no_character()
    {
        var pieces = new List<string>();
        var text = new string('x', (1 << 16) - 1) + "😀😀";
        new KernelWriter("stdout", message => pieces.Add(message.Text)).Write(text);
        Assert.That(pieces, Has.Count.EqualTo(2));
        Assert.That(pieces.Exists(piece => char.IsHighSurrogate(piece[^1])), Is.False);
        Assert.That(string.Concat(pieces), Is.EqualTo(text));
    }
}
