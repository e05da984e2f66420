using Lectures.Models.Figures;
using ScottPlot;
using SkiaSharp;

namespace Lectures.Models.Tests.Figures;

/// <summary>A figure as it is seen.</summary>
internal sealed class Pixels : IDisposable
{
    private readonly Figure figure;
    private readonly SKBitmap picture;

    public Pixels(IDrawable drawable)
    {
        figure = drawable.Draw();
        picture = SKBitmap.Decode(figure.ToPng());
    }

    public Figure Figure => figure;

    /// <summary>The colour at a place in a plot's coordinates, of a figure of one column.</summary>
    public Color At(double x, double y, int panel = 0)
    {
        // The plot has been laid out in the figure's own pixels when it was rendered.
        var pixel = figure.Panels[panel].GetPixel(new Coordinates(x, y));
        return Color.FromSKColor(picture.GetPixel((int)pixel.X, (int)pixel.Y));
    }

    /// <summary>How many pixels have a colour.</summary>
    public int Count(Color colour) => picture.Pixels.Count(pixel => pixel == colour.ToSKColor());

    /// <summary>Whether the picture is white along its edges: nothing is cut off.</summary>
    public bool HasWhiteMargin => Enumerable.Range(0, picture.Height).All(y =>
        picture.GetPixel(1, y) == SKColors.White && picture.GetPixel(picture.Width - 2, y) == SKColors.White)
        && Enumerable.Range(0, picture.Width).All(x =>
            picture.GetPixel(x, 1) == SKColors.White && picture.GetPixel(x, picture.Height - 2) == SKColors.White);

    public void Dispose()
    {
        picture.Dispose();
        figure.Dispose();
    }
}
