using System.Text;
using Lectures.Models.Data;
using Lectures.Models.Images;
using ScottPlot;
using SkiaSharp;

namespace Lectures.Models.Figures;

/// <summary>Plots side by side, in rows, in one picture, to be written as PNG or SVG.</summary>
public sealed class Figure : IDisposable
{
    private const int Margin = 24, Gap = 40, TitleHeight = 64;
    private const float SmallestTitle = 0.6f;

    private readonly IReadOnlyList<Plot> panels;
    private readonly string title;
    private readonly int panelWidth, panelHeight, columns;

    /// <summary>A figure of plots that the house style has made; it disposes them.</summary>
    /// <param name="panels">In reading order, at least one.</param>
    /// <param name="panelWidth">Of each, in pixels.</param>
    /// <param name="panelHeight">Of each, in pixels.</param>
    /// <param name="title">One line above them all, or nothing.</param>
    /// <param name="columns">How many panels stand side by side; without it all of them.</param>
    /// <exception cref="ArgumentException">There is no panel or no column, or a size is not positive.</exception>
    public Figure(
        IReadOnlyList<Plot> panels, int panelWidth = 960, int panelHeight = 720, string title = "",
        int? columns = null)
    {
        Expect.AtLeast(panels.Count, 1, nameof(panels));
        Expect.AtLeast(panelWidth, 1);
        Expect.AtLeast(panelHeight, 1);
        (this.panels, this.title, this.panelWidth, this.panelHeight) = (panels, title, panelWidth, panelHeight);
        this.columns = (int)Math.Min(panels.Count, Expect.AtLeast(columns ?? panels.Count, 1, nameof(columns)));
        foreach (var panel in panels) HouseStyle.FitLabels(panel, panelWidth, panelHeight);
    }

    /// <summary>What stands below all panels.</summary>
    internal FigureLegend Legend { get; init; } = new([]);

    /// <summary>The whole picture's width in pixels.</summary>
    public int Width => Room + 2 * Margin;

    /// <summary>The whole picture's height in pixels.</summary>
    public int Height =>
        2 * Margin + (title.Length > 0 ? TitleHeight : 0) + Rows * (panelHeight + Gap) - Gap + Legend.Height(Room);

    /// <summary>The plots in reading order, for what is to be added to them.</summary>
    public IReadOnlyList<Plot> Panels => panels;

    /// <summary>How many panels stand side by side where nobody says it.</summary>
    internal static int ColumnsFor(int panels) => panels == 4 ? 2 : Math.Min(3, panels);

    private int Rows => (panels.Count + columns - 1) / columns;

    private int PanelRoom => columns * (panelWidth + Gap) - Gap;

    // A title may shrink, the legend does not.
    private int Room => (int)Math.Max(
        PanelRoom, Math.Ceiling(Math.Max(Legend.Least, SmallestTitle * Lettering.Width(title, HouseStyle.TitleSize))));

    /// <summary>The content of a PNG file.</summary>
    /// <param name="scale">How many pixels stand for one of the figure's, more than 0.</param>
    /// <returns>The bytes; the same ones for the same figure.</returns>
    public byte[] ToPng(double scale = 1)
    {
        var (width, height) = ((int)Math.Ceiling(scale * Width), (int)Math.Ceiling(scale * Height));
        using var surface = SKSurface.Create(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        surface.Canvas.Scale((float)scale);
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
            var size = Math.Min(
                HouseStyle.TitleSize, HouseStyle.TitleSize * Room / Lettering.Width(title, HouseStyle.TitleSize));
            Lettering.Draw(canvas, title, Width / 2f, Margin + HouseStyle.TitleSize, size,
                HouseStyle.Ink.ToSKColor(), SKTextAlign.Center, bold: true);
            top += TitleHeight;
        }
        for (var k = 0; k < panels.Count; k++)
        {
            var (row, column) = (k / columns, k % columns);
            // The last row is in the middle where it is not full.
            var missing = row == Rows - 1 ? Rows * columns - panels.Count : 0;
            var left = (Width - PanelRoom) / 2 + column * (panelWidth + Gap) + missing * (panelWidth + Gap) / 2;
            var upper = top + row * (panelHeight + Gap);
            panels[k].Render(canvas, new PixelRect(left, left + panelWidth, upper + panelHeight, upper));
        }
        Legend.Draw(canvas, Margin, top + Rows * (panelHeight + Gap) - Gap, Room);
    }

    private static string FontFace(bool bold) =>
        $"@font-face{{font-family:{HouseStyle.Font};font-weight:{(bold ? 700 : 400)};"
        + $"src:url(data:font/ttf;base64,{Convert.ToBase64String(StrokeTypeface.File(bold))})}}";
}
