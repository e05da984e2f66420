using ScottPlot;
using SkiaSharp;

namespace Lectures.Models.Figures;

/// <summary>A line that may be dashed or dotted, in SVG too: its dashes are areas, for Skia writes no others
/// there.</summary>
/// <param name="points">At least two; infinity means the edge of the plot.</param>
/// <param name="style">How it is drawn.</param>
internal sealed class Stroke(IReadOnlyList<Coordinates> points, LineStyle style) : IPlottable
{
    public IReadOnlyList<Coordinates> Points => points;

    public bool IsVisible { get; set; } = true;

    public IAxes Axes { get; set; } = new Axes();

    public IEnumerable<LegendItem> LegendItems => LegendItem.None;

    public AxisLimits GetAxisLimits() => AxisLimits.NoLimits;

    /// <summary>A line from the left edge to the right one.</summary>
    public static Stroke Horizontal(double y, LineStyle style) =>
        new([new(double.NegativeInfinity, y), new(double.PositiveInfinity, y)], style);

    /// <summary>A line from the lower edge to the upper one.</summary>
    public static Stroke Vertical(double x, LineStyle style) =>
        new([new(x, double.NegativeInfinity), new(x, double.PositiveInfinity)], style);

    public void Render(RenderPack rp)
    {
        Draw(rp.Canvas, points.Select(point => new SKPoint(
            double.IsFinite(point.X) ? Axes.GetPixelX(point.X) : point.X < 0 ? rp.DataRect.Left : rp.DataRect.Right,
            double.IsFinite(point.Y) ? Axes.GetPixelY(point.Y) : point.Y < 0 ? rp.DataRect.Bottom : rp.DataRect.Top)),
            style);
    }

    /// <summary>Draws it in pixels.</summary>
    public static void Draw(SKCanvas canvas, IEnumerable<SKPoint> points, LineStyle style)
    {
        using var path = new SKPath();
        path.AddPoly([.. points], close: false);
        // Dashes and gaps in widths of the line.
        float[] dashes = style.Pattern.Equals(LinePattern.Dashed) ? [3.5f, 2.2f]
            : style.Pattern.Equals(LinePattern.Dotted) ? [1, 1.4f] : [];
        using var pattern = dashes.Length == 0
            ? null : SKPathEffect.CreateDash([.. dashes.Select(length => length * style.Width)], 0);
        using var pen = new SKPaint
        {
            Style = SKPaintStyle.Stroke,
            StrokeWidth = style.Width,
            StrokeJoin = SKStrokeJoin.Round,
            PathEffect = pattern,
        };
        using var outline = pen.GetFillPath(path);
        using var ink = new SKPaint { Color = style.Color.ToSKColor(), IsAntialias = true };
        if (outline is not null) canvas.DrawPath(outline, ink);
    }
}
