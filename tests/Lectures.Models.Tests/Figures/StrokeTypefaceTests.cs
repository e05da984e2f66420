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
    public void A_glyph_looks_as_its_strokes_do()
    {
        foreach (var character in StrokeFont.Characters.Where(character => character != ' '))
        {
            var glyph = Ink(canvas =>
            {
                using var font = new SKFont(StrokeTypeface.Typeface(bold: false), 100) { Hinting = SKFontHinting.None };
                using var paint = new SKPaint { IsAntialias = true };
                canvas.DrawText($"{character}", 20, 100, font, paint);
            });
            var strokes = Ink(canvas => Lettering.Draw(canvas, $"{character}", 20, 100, 100, SKColors.Black));
            // Edges differ by at most 0.046 of the ink; a stroke that is missing is more.
            var difference = glyph.Zip(strokes).Sum(pair => Math.Abs(pair.First - pair.Second));
            Assert.That(difference, Is.LessThan(0.06 * strokes.Sum(ink => ink)), $"{character}");
        }
    }

    [Test]
    public void Figures_are_lettered_in_it_where_it_has_the_characters()
    {
        Assert.That(HouseStyle.FontFor("loss (nats) 0.1 − 5 %"), Is.EqualTo(StrokeTypeface.Family));
        Assert.That(ScottPlot.Fonts.GetTypeface(HouseStyle.Font, bold: true, italic: false).FamilyName,
            Is.EqualTo(StrokeTypeface.Family));
        Assert.That(HouseStyle.FontFor("\uE0FF"), Is.EqualTo(StrokeTypeface.Family), "a box, for no font has it");
    }

    private static int[] Ink(Action<SKCanvas> draw)
    {
        using var bitmap = new SKBitmap(140, 140, SKColorType.Gray8, SKAlphaType.Opaque);
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(SKColors.White);
            draw(canvas);
        }
        return [.. bitmap.Bytes.Select(grey => 255 - grey)];
    }
}
