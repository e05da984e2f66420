using SkiaSharp;

namespace Lectures.Models.Images;

/// <summary>A light sheet to draw pictures, bars and text on.</summary>
internal sealed class Drawing : IDisposable
{
    public static readonly SKColor Ink = new(0x26, 0x2B, 0x33), Faint = new(0x6B, 0x72, 0x7D);
    private static readonly SKColor paper = new(0xFB, 0xFB, 0xF9), frame = new(0xC9, 0xCD, 0xD3);

    private readonly SKBitmap bitmap;
    private readonly SKCanvas canvas;

    public Drawing(int width, int height)
    {
        bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        canvas = new SKCanvas(bitmap);
        canvas.Clear(paper);
    }

    /// <summary>A picture in the middle of a box, as large as fits: enlarged pixel by pixel, or reduced by
    /// averaging.</summary>
    public void Picture(Picture picture, float x, float y, float width, float height)
    {
        var scale = Math.Min(width / picture.Width, height / picture.Height);
        if (scale < 1)
        {
            picture = Resampling.Reduce(picture, Math.Max(1, (int)(picture.Height * scale)),
                Math.Max(1, (int)(picture.Width * scale)));
            scale = 1;
        }
        var (w, h) = (picture.Width * scale, picture.Height * scale);
        var box = SKRect.Create(MathF.Round(x + (width - w) / 2), MathF.Round(y + (height - h) / 2), w, h);
        using var pixels = picture.ToBitmap();
        using var image = SKImage.FromBitmap(pixels);
        canvas.DrawImage(image, box, new SKSamplingOptions(SKFilterMode.Nearest));
        using var line = new SKPaint { Style = SKPaintStyle.Stroke, Color = frame, StrokeWidth = 1 };
        box.Inflate(0.5f, 0.5f);
        canvas.DrawRect(box, line);
    }

    public void Bar(float x, float y, float width, float height, SKColor colour)
    {
        using var paint = new SKPaint { Color = colour, IsAntialias = true };
        canvas.DrawRoundRect(SKRect.Create(x, y, width, height), Math.Min(3, width / 2), Math.Min(3, width / 2), paint);
    }

    public void Text(
        string text, float x, float y, float size, SKColor colour, SKTextAlign align = SKTextAlign.Left,
        bool bold = false) =>
        Lettering.Draw(canvas, text, x, y, size, colour, align, bold);

    public byte[] ToPng() => PictureFile.Png(bitmap);

    public void Dispose()
    {
        canvas.Dispose();
        bitmap.Dispose();
    }
}
