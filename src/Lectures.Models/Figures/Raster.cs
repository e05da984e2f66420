using ScottPlot;
using SkiaSharp;

namespace Lectures.Models.Figures;

/// <summary>A grid of coloured cells in a plot, with crisp edges in PNG and SVG alike.</summary>
/// <param name="colours">Shape (rows, columns), the first row on top.</param>
/// <param name="place">Where it stands.</param>
internal sealed class Raster(Color[,] colours, CoordinateRect place) : IPlottable
{
    public bool IsVisible { get; set; } = true;

    public IAxes Axes { get; set; } = new Axes();

    public IEnumerable<LegendItem> LegendItems => LegendItem.None;

    public AxisLimits GetAxisLimits() => new(place);

    /// <summary>The cells of numbers, each in its colour.</summary>
    public static Color[,] Colours(double[,] values, Func<double, Color> map, bool upsideDown = false)
    {
        var (rows, columns) = (values.GetLength(0), values.GetLength(1));
        var colours = new Color[rows, columns];
        for (var row = 0; row < rows; row++)
            for (var column = 0; column < columns; column++)
                colours[row, column] = map(values[upsideDown ? rows - 1 - row : row, column]);
        return colours;
    }

    // An image of the size it is shown in: a viewer of SVG would blur a smaller one.
    public void Render(RenderPack rp)
    {
        var box = Axes.GetPixelRect(place);
        var target = new SKRectI(
            (int)MathF.Round(box.Left), (int)MathF.Round(box.Top), (int)MathF.Round(box.Right),
            (int)MathF.Round(box.Bottom));
        if (target.Width <= 0 || target.Height <= 0) return;
        var (rows, columns) = (colours.GetLength(0), colours.GetLength(1));
        var pixels = new SKColor[target.Width * target.Height];
        for (var y = 0; y < target.Height; y++)
            for (var x = 0; x < target.Width; x++)
                pixels[y * target.Width + x] =
                    colours[(int)((y + 0.5) * rows / target.Height), (int)((x + 0.5) * columns / target.Width)]
                        .ToSKColor();
        using var bitmap = new SKBitmap(target.Width, target.Height, SKColorType.Rgba8888, SKAlphaType.Opaque)
        { Pixels = pixels };
        rp.Canvas.DrawBitmap(bitmap, target.Left, target.Top);
    }
}
