using Lectures.Models.Data;
using Lectures.Models.Images;
using Lectures.Models.Tests.Data;

namespace Lectures.Models.Tests.Images;

public sealed class ImageSheetTests
{
    [Test]
    public void Pixels_of_the_tiles_are_enlarged_whole()
    {
        var picture = new Picture(28, 28, [.. Enumerable.Range(0, 784).Select(k => (byte)(k % 28 * 9))]);
        var sheet = Picture.Decode(new ImageSheet([new Tile(picture)]).ToPng(), "sheet");

        var row = Enumerable.Range(0, sheet.Width).Select(j => (int)sheet[sheet.Height / 2, j]).ToArray();
        var start = Array.IndexOf(row, 0);
        for (var j = 0; j < 84; j++)
            Assert.That(row[start + j], Is.EqualTo(j / 3 * 9), $"column {j}");
    }

    [Test]
    public void A_caption_is_drawn_below_its_tile_and_needs_no_font()
    {
        var tile = new Picture(9, 7, new byte[63]);
        Assert.That(StrokeFont.Has("4 → 9  97.5 % (true, predicted) Größe"), Is.True);

        var (with, without) = (Sheet(tile, "4 → 9"), Sheet(tile, "     "));
        var changed = Enumerable.Range(0, with.Height * with.Width)
            .Where(k => Math.Abs(with.Pixels.Span[k] - without.Pixels.Span[k]) > 60).ToArray();
        Assert.That(changed, Has.Length.GreaterThan(60));
        Assert.That(changed.Select(k => k / with.Width), Is.All.GreaterThan(with.Height - 50));
    }

    private static Picture Sheet(Picture tile, string caption) =>
        Picture.Decode(new ImageSheet([new Tile(tile, caption)]).ToPng(), "sheet");

    [Test]
    public void Any_text_can_be_drawn([Values("数字 あ", "\u0007\t\n", "😀", "Σ μ é", "\uD800")] string text)
    {
        var tile = new Tile(new Picture(5, 8, new byte[40]), text);

        Assert.That(new ImageSheet([tile, tile], text, 1, [text, text]).ToPng(), Is.Not.Empty);
    }

    [Test]
    public void Tiles_of_every_number_and_size_fit_on_the_sheet(
        [Values(1, 2, 7, 100)] int count, [Values(1, 28, 300)] int height)
    {
        var tile = new Tile(new Picture(height, 31, new byte[height * 31]), "a caption too long for one tile");
        var sheet = Picture.Decode(new ImageSheet([.. Enumerable.Repeat(tile, count)], "Title").ToPng(), "sheet");

        // The margin is empty.
        for (var i = 0; i < sheet.Height; i++)
            Assert.That(Math.Min(sheet[i, 8], sheet[i, sheet.Width - 8]), Is.GreaterThan(245));
        for (var j = 0; j < sheet.Width; j++)
            Assert.That(Math.Min(sheet[8, j], sheet[sheet.Height - 8, j]), Is.GreaterThan(245));
    }

    [Test]
    public void The_same_sheet_is_the_same_file()
    {
        using var folder = new TemporaryFolder();
        var sheet = new ImageSheet([new Tile(Picture.Of(Strokes.Generate(1, 1), 0), "7")], "Digits");
        sheet.Save(folder.PathOf("a.png"));

        Assert.That(File.ReadAllBytes(folder.PathOf("a.png")), Is.EqualTo(sheet.ToPng()));
    }

    [Test]
    public void Sheets_that_cannot_be_are_refused()
    {
        var tile = new Tile(new Picture(1, 1, [0]));
        Assert.That(() => new ImageSheet([]).ToPng(),
            Throws.ArgumentException.With.Message.Contain("expected at least one"));
        Assert.That(() => new ImageSheet([tile], columns: 0).ToPng(),
            Throws.ArgumentException.With.Message.Contain("columns: expected at least 1, got 0."));
        Assert.That(() => new ImageSheet([.. Enumerable.Repeat(tile, 60_000)]).ToPng(),
            Throws.ArgumentException.With.Message.Contain("expected fewer for one picture, got 60000."));
    }
}
