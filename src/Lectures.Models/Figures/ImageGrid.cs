using Lectures.Models.Images;
using ScottPlot;

namespace Lectures.Models.Figures;

/// <summary>A small image of numbers.</summary>
/// <param name="Pixels">Shape (H, W), the first row on top; NaN where there is none.</param>
/// <param name="Caption">One short line below, or nothing.</param>
public sealed record GridImage(double[,] Pixels, string Caption = "");

/// <summary>Images beside each other.</summary>
/// <param name="Label">One short line on the left, or nothing.</param>
/// <param name="Images">From left to right.</param>
public sealed record ImageRow(string Label, IReadOnlyList<GridImage> Images)
{
    /// <summary>Begins a group of rows: one line above, or nothing.</summary>
    public string Heading { get; init; } = "";

    /// <summary>Whether the numbers have signs, as filters do: blue below 0, white, vermillion above. Others are grey,
    /// the least black, the greatest white.</summary>
    public bool IsSigned { get; init; }

    /// <summary>The same range of numbers for all images of the row: from black to white, or the largest magnitude.
    /// Null if each image has its own.</summary>
    public (double Low, double High)? Range { get; init; }
}

/// <summary>Small images in rows, enlarged pixel by pixel: originals and reconstructions, filters and their feature
/// maps.</summary>
/// <param name="Rows">From top to bottom, with at least one image in all.</param>
public sealed record ImageGrid(IReadOnlyList<ImageRow> Rows) : IDrawable
{
    private const int LeastSide = 64, MostSide = 176, Across = 1400, Gap = 16;

    /// <summary>One line above the figure, or nothing.</summary>
    public string Title { get; init; } = "";

    /// <inheritdoc/>
    public Figure Draw()
    {
        var columns = Rows.Count == 0 ? 0 : Rows.Max(row => row.Images.Count);
        Expect.AtLeast(columns, 1, "images");
        foreach (var image in Rows.SelectMany(row => row.Images))
            if (image.Pixels.Length == 0)
                throw new ArgumentException(
                    $"{nameof(image.Pixels)}: expected at least one row and column, "
                    + $"got ({image.Pixels.GetLength(0)}, {image.Pixels.GetLength(1)}).");
        var largest = Rows.SelectMany(row => row.Images)
            .Max(image => Math.Max(image.Pixels.GetLength(0), image.Pixels.GetLength(1)));
        var side = Math.Max(largest, Math.Clamp(Across / columns - Gap, LeastSide, MostSide));
        return new Layout(Rows, side, columns).Draw(Title);
    }

    // One unit of the plot is one pixel; y grows downwards.
    private sealed class Layout(IReadOnlyList<ImageRow> rows, int side, int columns)
    {
        private readonly float size = Math.Clamp(0.24f * side, 18, HouseStyle.TickSize);

        public Figure Draw(string title)
        {
            var captions = rows.SelectMany(row => row.Images).Max(image => Lettering.Width(image.Caption, size));
            var cell = (int)Math.Max(side, captions) + Gap;
            var labels = rows.Max(row => Lettering.Width(row.Label, HouseStyle.TickSize));
            var left = labels > 0 ? (int)labels + 2 * Gap : 0;
            var headings = rows.Max(row => Lettering.Width(row.Heading, HouseStyle.TickSize));
            var width = (int)Math.Max(left + columns * cell - Gap, headings) + 1;
            var plot = HouseStyle.NewPlot();
            var top = 0f;
            foreach (var row in rows)
            {
                if (row.Heading.Length > 0)
                {
                    top += top > 0 ? Gap : 0;
                    AddText(plot, row.Heading, 0, top + HouseStyle.TickSize / 2, HouseStyle.TickSize,
                        Alignment.MiddleLeft, bold: true);
                    top += 1.5f * HouseStyle.TickSize;
                }
                var height = HeightOf(row);
                AddText(plot, row.Label, left - 2 * Gap, top + height / 2f, HouseStyle.TickSize, Alignment.MiddleRight);
                for (var k = 0; k < row.Images.Count; k++)
                {
                    var middle = left + k * cell + (cell - Gap) / 2;
                    AddImage(plot, row, row.Images[k].Pixels, middle, (int)top + height / 2);
                    AddText(plot, row.Images[k].Caption, middle, top + height + 4, size, Alignment.UpperCenter);
                }
                top += height + Gap + (row.Images.Any(image => image.Caption.Length > 0) ? 1.3f * size : 0);
            }
            var bottom = (int)top - Gap + 1;
            foreach (var axis in plot.Axes.GetAxes()) axis.IsVisible = false;
            plot.HideGrid();
            plot.Layout.Fixed(new PixelPadding(0));
            plot.Axes.SetLimits(0, width, bottom, 0);
            return new Figure([plot], width, bottom, title) { Legend = new(Entries()) };
        }

        private int Zoom(double[,] pixels) => side / Math.Max(pixels.GetLength(0), pixels.GetLength(1));

        private int HeightOf(ImageRow row) => row.Images.Count == 0
            ? (int)HouseStyle.TickSize
            : row.Images.Max(image => image.Pixels.GetLength(0) * Zoom(image.Pixels));

        private void AddImage(Plot plot, ImageRow row, double[,] pixels, int x, int y)
        {
            var zoom = Zoom(pixels);
            var (height, width) = (pixels.GetLength(0) * zoom, pixels.GetLength(1) * zoom);
            (x, y) = (x - width / 2, y - height / 2);
            var place = new CoordinateRect(x, x + width, y, y + height);
            plot.Add.Plottable(new Raster(Raster.Colours(pixels, MapOf(row, pixels)), place));
            var frame = plot.Add.Rectangle(place);
            (frame.FillColor, frame.LineColor, frame.LineWidth) = (Colors.Transparent, HouseStyle.Axis, 1);
        }

        private static Func<double, Color> MapOf(ImageRow row, double[,] pixels)
        {
            double[] finite = [.. pixels.Cast<double>().Where(double.IsFinite)];
            var (low, high) = row.Range ?? (finite.Length == 0 ? (0, 0) : (finite.Min(), finite.Max()));
            var most = Math.Max(Math.Abs(low), Math.Abs(high));
            if (row.IsSigned) return value => ColourMap.Diverging(most > 0 ? value / most : value);
            // A constant image is mid-grey.
            return value => ColourMap.Grey(high > low ? (value - low) / (high - low) : value + 0.5 - low);
        }

        private IEnumerable<LegendEntry> Entries()
        {
            foreach (var row in rows.Where(row => row.Images.Count > 0))
            {
                var ends = row.Range is { } range
                    ? row.IsSigned
                        ? (Low: -Math.Max(Math.Abs(range.Low), Math.Abs(range.High)),
                            High: Math.Max(Math.Abs(range.Low), Math.Abs(range.High)))
                        : range
                    : ((double Low, double High)?)null;
                var (low, high) = ends is { } known
                    ? (NumberText.Rounded(known.Low), NumberText.Rounded(known.High))
                    : row.IsSigned ? ("−max", "max") : ("min", "max");
                Func<double, Color> map = row.IsSigned ? share => ColourMap.Diverging(2 * share - 1) : ColourMap.Grey;
                var others = rows.Where(other => other.IsSigned == row.IsSigned && other.Range != row.Range);
                var label = row.Range is null ? "of each image"
                    : others.Any(other => other.Range is not null) ? row.Label
                    : row.IsSigned ? "value, signed" : "value";
                yield return new(row.IsSigned && row.Range is null ? "of each image, signed" : label)
                { Scale = (map, low, high) };
            }
            if (rows.Any(row => row.Images.Any(image => image.Pixels.Cast<double>().Any(double.IsNaN))))
                yield return LegendEntry.Missing;
        }

        private static void AddText(
            Plot plot, string text, float x, float y, float size, Alignment alignment, bool bold = false)
        {
            if (text.Length == 0) return;
            var label = plot.Add.Text(text, x, y);
            HouseStyle.Letter(label.LabelStyle, text, size, bold);
            label.LabelAlignment = alignment;
        }
    }
}
