using System.Globalization;
using ScottPlot;

namespace Lectures.Models.Figures;

/// <summary>How often patterns of each class were taken for each: counts in cells, each row coloured by its
/// shares.</summary>
/// <param name="Counts">Shape (K,K): row the true class, column the predicted one; none negative.</param>
/// <param name="Classes">The names of the K classes.</param>
public sealed record ConfusionMatrixFigure(long[,] Counts, IReadOnlyList<string> Classes)
    : IDrawable
{
    private const int LeastCell = 40, MostCell = 96;
    private const double Visibility = 0.4;          // exponent that makes small shares visible
    private const double LightestText = 0.6;        // strength of a colour from which text on it is white

    private static readonly Color full = HouseStyle.Palette[0], wrong = HouseStyle.Palette[1];

    /// <summary>One line above the figure, or nothing.</summary>
    public string Title { get; init; } = "";

    /// <summary>Draws the matrix: right answers in blue on the diagonal, wrong ones in vermillion, the darker the
    /// larger their share of the row.</summary>
    /// <returns>The figure; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit each other, or a count is negative.</exception>
    public Figure Draw()
    {
        var k = Classes.Count;
        if (k == 0 || Counts.GetLength(0) != k || Counts.GetLength(1) != k)
            throw new ArgumentException(
                $"{nameof(Counts)}: expected shape ({Math.Max(k, 1)}, {Math.Max(k, 1)}) for the classes' names, got "
                + $"({Counts.GetLength(0)}, {Counts.GetLength(1)}).");
        var cell = Math.Clamp(960 / k, LeastCell, MostCell);
        var plot = HouseStyle.NewPlot(x: "predicted class", y: "true class");
        var most = 1L;
        foreach (var count in Counts) most = Math.Max(most, Expect.AtLeast(count, 0, nameof(Counts)));
        var digits = Math.Max(2, Text(most).Length);
        var textSize = Math.Min(0.42f * cell, 1.55f * cell / digits);
        for (var row = 0; row < k; row++)
        {
            var sum = Enumerable.Range(0, k).Sum(column => Counts[row, column]);
            for (var column = 0; column < k; column++)
                if (Counts[row, column] > 0)
                    AddCell(plot, row, column, Counts[row, column] / (double)sum, textSize);
        }
        var axes = new MatrixAxes(Classes, Classes, cell);
        axes.Frame(plot, axes.Width, axes.Height);
        return new Figure([plot], axes.Width, axes.Height, Title);
    }

    private void AddCell(Plot plot, int row, int column, double share, float textSize)
    {
        var strength = Math.Pow(share, Visibility);
        var colour = Colors.White.MixedWith(row == column ? full : wrong, strength);
        var box = plot.Add.Rectangle(column - 0.5, column + 0.5, row - 0.5, row + 0.5);
        (box.FillColor, box.LineWidth) = (colour, 0);
        var text = plot.Add.Text(Text(Counts[row, column]), column, row);
        HouseStyle.Letter(text.LabelStyle, text.LabelText, textSize, bold: row == column);
        text.LabelFontColor = strength > LightestText ? Colors.White : HouseStyle.Ink;
        text.LabelAlignment = Alignment.MiddleCenter;
    }

    private static string Text(long count) => count.ToString(CultureInfo.InvariantCulture);
}
