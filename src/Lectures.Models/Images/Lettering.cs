using SkiaSharp;

namespace Lectures.Models.Images;

/// <summary>Text in pictures: in our own strokes, and in a font of the system where those lack a character.</summary>
internal static class Lettering
{
    private const float Pen = 0.085f;       // width of a stroke, as a share of the size
    private static readonly Lazy<SKTypeface[]> systemFonts = new(SystemFonts);

    /// <summary>The width of a text in pixels; the size is that of an em.</summary>
    public static float Width(string text, float size)
    {
        if (SystemFont(text, size) is not { } font)
            return StrokeFont.Width(text) * size / 100;
        using (font)
            return font.MeasureText(text);
    }

    /// <summary>Draws a text on its baseline.</summary>
    /// <param name="canvas">Takes the text.</param>
    /// <param name="text">One line.</param>
    /// <param name="x">Left end, middle or right end, as the alignment says.</param>
    /// <param name="y">The baseline.</param>
    /// <param name="size">Of an em, in pixels; capitals are 0.7 of it.</param>
    /// <param name="colour">Of the ink.</param>
    /// <param name="align">Where x is.</param>
    /// <param name="bold">Whether the strokes are half as wide again.</param>
    public static void Draw(
        SKCanvas canvas, string text, float x, float y, float size, SKColor colour,
        SKTextAlign align = SKTextAlign.Left, bool bold = false)
    {
        using var paint = new SKPaint { Color = colour, IsAntialias = true };
        if (SystemFont(text, size) is { } font)
        {
            using (font)
                canvas.DrawText(text, x, y, align, font, paint);
            return;
        }
        var width = Width(text, size);
        x -= align switch { SKTextAlign.Center => width / 2, SKTextAlign.Right => width, _ => 0 };
        paint.Style = SKPaintStyle.Stroke;
        paint.StrokeCap = SKStrokeCap.Round;
        paint.StrokeJoin = SKStrokeJoin.Round;
        paint.StrokeWidth = 100 * Pen * (bold ? 1.5f : 1);
        using var path = StrokeFont.Path(text);
        canvas.Save();
        canvas.Translate(x, y);
        canvas.Scale(size / 100);
        canvas.DrawPath(path, paint);
        canvas.Restore();
    }

    /// <summary>The text, cut with … where it is wider than the room.</summary>
    public static string Fit(string text, float size, float room)
    {
        if (Width(text, size) <= room)
            return text;
        var length = text.Length - 1;
        while (length > 0 && Width(text[..length] + "…", size) > room)
            length--;
        return text[..length] + "…";
    }

    /// <summary>The system's font for a text; null where our own strokes do, or where no font has the
    /// characters.</summary>
    public static SKTypeface? SystemTypeface(string text) =>
        StrokeFont.Has(text) ? null : systemFonts.Value.FirstOrDefault(face => face.ContainsGlyphs(text));

    private static SKFont? SystemFont(string text, float size) => SystemTypeface(text) is { } typeface
        ? new SKFont(typeface, size) { Edging = SKFontEdging.Antialias, Subpixel = true }
        : null;

    private static SKTypeface[] SystemFonts() =>
        [.. SKFontManager.Default.FontFamilies.OrderByDescending(name => name.Contains("Sans"))
            .ThenBy(name => name.Length).ThenBy(name => name, StringComparer.Ordinal)
            .Select(name => SKFontManager.Default.MatchFamily(name)).Where(face => face is not null)];
}
