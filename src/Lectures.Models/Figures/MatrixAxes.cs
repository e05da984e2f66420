using Lectures.Models.Images;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace Lectures.Models.Figures;

/// <summary>Axes of a matrix with named rows and columns, the first row on top, cell (row, column) around (column,
/// row).</summary>
/// <param name="rows">The rows' names, at least one.</param>
/// <param name="columns">The columns' names, at least one.</param>
/// <param name="cell">The side of a cell in pixels.</param>
internal sealed class MatrixAxes(IReadOnlyList<string> rows, IReadOnlyList<string> columns, int cell)
{
    private const int Edge = 24;

    private float TickSize => Math.Min(HouseStyle.TickSize, 0.75f * cell);

    /// <summary>Whether the names below do not fit beside each other.</summary>
    private bool IsTurned => columns.Any(name => Lettering.Width(name, TickSize) > 0.95f * cell);

    /// <summary>The room below the cells, for names and label.</summary>
    public int Below => (int)Across + 72;

    /// <summary>The room left of the cells.</summary>
    public int Left => (int)rows.Max(name => Lettering.Width(name, TickSize)) + 96;

    /// <summary>The width of the whole plot.</summary>
    public int Width => columns.Count * cell + Left + Edge;

    /// <summary>The height of the whole plot, without a title.</summary>
    public int Height => rows.Count * cell + Below + Edge;

    private float Across => IsTurned ? columns.Max(name => Lettering.Width(name, TickSize)) : TickSize;

    /// <summary>Draws lines and names and lays the plot out.</summary>
    /// <param name="plot">The plot.</param>
    /// <param name="width">Of the panel; what the plot does not need is left free on the right.</param>
    /// <param name="height">Of the panel; the rest is left free below.</param>
    /// <param name="above">The room above the cells.</param>
    public void Frame(Plot plot, int width, int height, int above = Edge)
    {
        plot.HideGrid();
        for (var line = 0; line <= rows.Count; line++)
            AddLine(plot, -0.5, line - 0.5, columns.Count - 0.5, line - 0.5);
        for (var line = 0; line <= columns.Count; line++)
            AddLine(plot, line - 0.5, -0.5, line - 0.5, rows.Count - 0.5);
        plot.Axes.SetLimits(-0.5, columns.Count - 0.5, rows.Count - 0.5, -0.5);
        foreach (var (axis, names) in ((IAxis, IReadOnlyList<string>)[])
            [(plot.Axes.Bottom, columns), (plot.Axes.Left, rows)])
        {
            double[] places = [.. Enumerable.Range(0, names.Count).Select(place => (double)place)];
            axis.TickGenerator = new NumericManual(places, [.. names]);
            HouseStyle.Letter(axis.TickLabelStyle, string.Concat(names), TickSize);
            axis.MajorTickStyle.Length = 0;         // beside a name it would look like a minus
            axis.FrameLineStyle.Width = 0;
        }
        plot.Axes.Bottom.Label.OffsetY = Across - TickSize;
        var (right, below) = (width - Left - columns.Count * cell, height - above - rows.Count * cell);
        plot.Layout.Fixed(new PixelPadding(Left, right, below, above));
        if (!IsTurned) return;
        (plot.Axes.Bottom.TickLabelStyle.Rotation, plot.Axes.Bottom.TickLabelStyle.Alignment) =
            (-90, Alignment.MiddleRight);
    }

    private static void AddLine(Plot plot, double x1, double y1, double x2, double y2)
    {
        var line = plot.Add.Line(x1, y1, x2, y2);
        (line.LineColor, line.LineWidth) = (HouseStyle.Grid, 1);
    }
}
