using Lectures.Models.Figures;
using Lectures.Models.Images;
using SkiaSharp;

namespace Lectures.Models.Tests.Figures;

public class StrokeTypefaceTests
{
    [TestCase(false)]
    [TestCase(true)]
    public void Every_character_of_the_stroke_font_has_its_glyph_and_width(bool bold)
    {
        using var font = new SKFont(StrokeTypeface.Typeface(bold), 100) { Subpixel = true, LinearMetrics = true };
        foreach (var character in StrokeFont.Characters)
        {
            Assert.That(font.ContainsGlyph(character), $"{character}");
            // Advances are whole thousandths of the size.
            Assert.That(font.MeasureText($"{character}"), Is.EqualTo(StrokeFont.Width($"{character}")).Within(0.06));
        }
        Assert.That(font.ContainsGlyph('あ'), Is.False);
    }

    [Test]
    public void A_glyph_covers_what_the_strokes_cover()
    {
        using var font = new SKFont(StrokeTypeface.Typeface(bold: false), 200);
        foreach (var character in StrokeFont.Characters.Where(character => character != ' '))
        {
            using var outline = font.GetGlyphPath(font.GetGlyph(character));
            using var strokes = StrokeFont.Path($"{character}");
            strokes.Transform(SKMatrix.CreateScale(2, 2));
            var (glyph, expected) = (outline.TightBounds, strokes.TightBounds);
            expected.Inflate(8.5f, 8.5f);       // half a pen, 0.085 of 200 pixels
            Assert.That(
                new[] { glyph.Left, glyph.Top, glyph.Right, glyph.Bottom },
                Is.EqualTo(new[] { expected.Left, expected.Top, expected.Right, expected.Bottom }).Within(1.0), $"{character}");
        }
    }

    [Test]
    public void Figures_are_lettered_in_it_where_it_has_the_characters()
    {
        Assert.That(HouseStyle.FontFor("loss (nats) 0.1 − 5 %"), Is.EqualTo(StrokeTypeface.Family));
        Assert.That(ScottPlot.Fonts.GetTypeface(HouseStyle.Font, bold: true, italic: false).FamilyName,
            Is.EqualTo(StrokeTypeface.Family));
        Assert.That(() => HouseStyle.FontFor("日本語"), Throws.Nothing);
    }
}
