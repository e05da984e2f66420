using System.Text;
using System.Xml.Linq;
using Lectures.Models.Data;
using Lectures.Models.Figures;
using Lectures.Models.Tests.Data;
using SkiaSharp;

namespace Lectures.Models.Tests.Figures;

public class FigureTests
{
    [Test]
    public void A_png_is_white_around_every_panel_and_has_ink_in_each()
    {
        using var figure = Example();
        using var picture = SKBitmap.Decode(figure.ToPng());
        Assert.That((picture.Width, picture.Height), Is.EqualTo((figure.Width, figure.Height)));
        Assert.That(picture.GetPixel(0, 0), Is.EqualTo(SKColors.White));
        Assert.That(picture.GetPixel(picture.Width / 2, 1), Is.EqualTo(SKColors.White));
        foreach (var left in (int[])[0, picture.Width / 2])
            Assert.That(
                from y in Enumerable.Range(0, picture.Height)
                from x in Enumerable.Range(left, picture.Width / 2)
                let pixel = picture.GetPixel(x, y)
                where pixel.Red < 80
                select pixel, Is.Not.Empty);
    }

    [Test]
    public void The_same_figure_gives_the_same_png()
    {
        using Figure one = Example(), other = Example();
        Assert.That(one.ToPng(), Is.EqualTo(other.ToPng()));
    }

    [Test]
    public void A_png_is_drawn_to_scale()
    {
        using var figure = Example();
        using SKBitmap whole = SKBitmap.Decode(figure.ToPng()), half = SKBitmap.Decode(figure.ToPng(0.5));
        Assert.That((half.Width, half.Height), Is.EqualTo(((figure.Width + 1) / 2, (figure.Height + 1) / 2)));
        Assert.That(LastInked(half), Is.EqualTo(LastInked(whole) / 2.0).Within(2), "the last column with ink");

        static int LastInked(SKBitmap picture) => Enumerable.Range(0, picture.Width)
            .Last(x => Enumerable.Range(0, picture.Height).Any(y => picture.GetPixel(x, y).Red < 220));
    }

    [Test]
    public void An_svg_brings_its_font_along()
    {
        using var figure = Example();
        var svg = XDocument.Parse(figure.ToSvg());
        Assert.That(svg.ToString(), Does.Contain("data:font/ttf;base64,").And.Contain("time (s)"));
    }

    [Test]
    public void Saving_follows_the_name()
    {
        using var folder = new TemporaryFolder();
        using var figure = Example();
        figure.Save(folder.PathOf("a.png"));
        figure.Save(folder.PathOf("a.SVG"));
        Assert.That(File.ReadAllBytes(folder.PathOf("a.png")), Is.EqualTo(figure.ToPng()));
        Assert.That(File.ReadAllText(folder.PathOf("a.SVG"), Encoding.UTF8), Does.StartWith("<?xml"));
        Assert.That(() => figure.Save(folder.PathOf("a.gif")),
            Throws.ArgumentException.With.Message.EndsWith("a.gif: expected a name that ends in .png or .svg."));
        Assert.That(() => figure.Save(folder.PathOf("none/a.png")), Throws.TypeOf<DataException>());
    }

    private static Figure Example() => new(
        [HouseStyle.NewPlot(x: "time (s)", y: "force (N)"), HouseStyle.NewPlot("work", "way (m)")], 300, 200, "Both");
}
