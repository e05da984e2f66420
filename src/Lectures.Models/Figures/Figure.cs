using System.Text;
using Lectures.Models.Data;
using Lectures.Models.Images;
using ScottPlot;
using SkiaSharp;

namespace Lectures.Models.Figures;

/// <summary>Plots side by side in one picture, to be written as PNG or SVG.</summary>
public sealed class Figure : IDisposable
{
    private const int Margin = 24, Gap = 40, TitleHeight = 64;

    private readonly IReadOnlyList<Plot> panels;
    private readonly string title;
    private readonly int panelWidth;

    /// <summary>A figure of plots that the house style has made; it disposes them.</summary>
    /// <param name="panels">From left to right, at least one.</param>
    /// <param name="panelWidth">Of each, in pixels.</param>
    /// <param name="panelHeight">Of each, in pixels.</param>
    /// <param name="title">One line above them all, or nothing.</param>
    /// <exception cref="ArgumentException">There is no panel, or a size is not positive.</exception>
    public Figure(IReadOnlyList<Plot> panels, int panelWidth = 960, int panelHeight = 720, string title = "")
    {
        Expect.AtLeast(panels.Count, 1, nameof(panels));
        Expect.AtLeast(panelWidth, 1);
        Expect.AtLeast(panelHeight, 1);
        (this.panels, this.title) = (panels, title);
        (this.panelWidth, Width) = (panelWidth, panels.Count * (panelWidth + Gap) - Gap + 2 * Margin);
        Height = panelHeight + 2 * Margin + (title.Length > 0 ? TitleHeight : 0);
    }

    /// <summary>The whole picture's width in pixels.</summary>
    public int Width { get; }

    /// <summary>The whole picture's height in pixels.</summary>
    public int Height { get; }

    /// <summary>The plots from left to right, for what is to be added to them.</summary>
    public IReadOnlyList<Plot> Panels => panels;

    /// <summary>The content of a PNG file.</summary>
    /// <returns>The bytes; the same ones for the same figure.</returns>
    public byte[] ToPng()
    {
        using var surface = SKSurface.Create(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        Draw(surface.Canvas);
        using var image = surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    /// <summary>The content of an SVG file; the font is in it.</summary>
    /// <returns>The text.</returns>
    public string ToSvg()
    {
        using var stream = new MemoryStream();
        using (var canvas = SKSvgCanvas.Create(SKRect.Create(Width, Height), stream))
            Draw(canvas);
        var svg = Encoding.UTF8.GetString(stream.ToArray());
        var end = svg.IndexOf('>', svg.IndexOf("<svg", StringComparison.Ordinal)) + 1;
        return $"{svg[..end]}\n\t<style>{FontFace(false)}{FontFace(true)}</style>{svg[end..]}";
    }

    /// <summary>Writes the figure, whole or not at all.</summary>
    /// <param name="path">The file to make or to replace, ending in <c>.png</c> or <c>.svg</c>; its folder must
    /// exist.</param>
    /// <exception cref="ArgumentException">The file's name ends otherwise.</exception>
    /// <exception cref="DataException">It cannot be written.</exception>
    public void Save(string path)
    {
        var content = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".png" => ToPng(),
            ".svg" => Encoding.UTF8.GetBytes(ToSvg()),
            _ => throw new ArgumentException($"{path}: expected a name that ends in .png or .svg."),
        };
        AtomicFile.Write(path, stream => stream.Write(content));
    }

    /// <summary>Disposes the plots.</summary>
    public void Dispose()
    {
        foreach (var panel in panels) panel.Dispose();
    }

    private void Draw(SKCanvas canvas)
    {
        canvas.Clear(SKColors.White);
        var top = (float)Margin;
        if (title.Length > 0)
        {
            Lettering.Draw(canvas, title, Width / 2f, Margin + HouseStyle.TitleSize, HouseStyle.TitleSize,
                HouseStyle.Ink.ToSKColor(), SKTextAlign.Center, bold: true);
            top += TitleHeight;
        }
        for (var (k, left) = (0, Margin); k < panels.Count; k++, left += panelWidth + Gap)
            panels[k].Render(canvas, new PixelRect(left, left + panelWidth, Height - Margin, top));
    }

    private static string FontFace(bool bold) =>
        $"@font-face{{font-family:{HouseStyle.Font};font-weight:{(bold ? 700 : 400)};"
        + $"src:url(data:font/ttf;base64,{Convert.ToBase64String(StrokeTypeface.File(bold))})}}";
}
