using ScottPlot;
using SkiaSharp;

namespace Lectures.Models.Figures;

/// <summary>The line along which the values of a grid pass a level.</summary>
/// <param name="segments">Its pieces, in any order.</param>
internal sealed class Contour(IReadOnlyList<(Coordinates From, Coordinates To)> segments) : IPlottable
{
    /// <summary>How it is drawn.</summary>
    public static LineStyle Style => new() { Color = HouseStyle.Ink, Width = 3 };

    public bool IsVisible { get; set; } = true;

    public IAxes Axes { get; set; } = new Axes();

    public IEnumerable<LegendItem> LegendItems => LegendItem.None;

    public AxisLimits GetAxisLimits() => AxisLimits.NoLimits;

    /// <summary>The pieces between the centres of a grid's cells: linear along the edges of each square of four
    /// centres.</summary>
    /// <remarks>Source: Lorensen and Cline (1987), Marching cubes, in two dimensions; a saddle is settled by the mean
    /// of its corners.</remarks>
    public static List<(Coordinates From, Coordinates To)> Of(double[,] values, Extent extent, double level)
    {
        var (rows, columns) = (values.GetLength(0), values.GetLength(1));
        Coordinates[] centres =
            [.. from centre in extent.Centres(rows, columns) select new Coordinates(centre.X1, centre.X2)];
        var segments = new List<(Coordinates, Coordinates)>();
        for (var row = 0; row + 1 < rows; row++)
            for (var column = 0; column + 1 < columns; column++)
            {
                // Corners in a circle.
                (int Row, int Column)[] corners =
                    [(row, column), (row, column + 1), (row + 1, column + 1), (row + 1, column)];
                double[] heights = [.. from corner in corners select values[corner.Row, corner.Column] - level];
                if (!heights.All(double.IsFinite)) continue;
                var crossings = new List<Coordinates>();
                for (var edge = 0; edge < 4; edge++)
                {
                    var (a, b) = (heights[edge], heights[(edge + 1) % 4]);
                    if (a > 0 == b > 0) continue;
                    var (p, q) = (At(corners[edge]), At(corners[(edge + 1) % 4]));
                    crossings.Add(new(p.X + a / (a - b) * (q.X - p.X), p.Y + a / (a - b) * (q.Y - p.Y)));
                }
                if (crossings.Count == 2) segments.Add((crossings[0], crossings[1]));
                if (crossings.Count < 4) continue;
                var shift = heights.Sum() > 0 == heights[0] > 0 ? 0 : 3;
                segments.Add((crossings[shift], crossings[(shift + 1) % 4]));
                segments.Add((crossings[(shift + 2) % 4], crossings[(shift + 3) % 4]));
            }
        return segments;

        Coordinates At((int Row, int Column) corner) => centres[corner.Row * columns + corner.Column];
    }

    public void Render(RenderPack rp)
    {
        using var path = new SKPath();
        foreach (var (from, to) in segments)
        {
            path.MoveTo(Axes.GetPixel(from).ToSKPoint());
            path.LineTo(Axes.GetPixel(to).ToSKPoint());
        }
        using var pen = new SKPaint
        {
            Style = SKPaintStyle.Stroke,
            Color = Style.Color.ToSKColor(),
            StrokeWidth = Style.Width,
            StrokeCap = SKStrokeCap.Round,
            IsAntialias = true,
        };
        rp.Canvas.DrawPath(path, pen);
    }
}
