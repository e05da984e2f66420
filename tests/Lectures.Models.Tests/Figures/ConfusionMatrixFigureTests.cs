using Lectures.Models.Figures;
using ScottPlot.Plottables;
using SkiaSharp;

namespace Lectures.Models.Tests.Figures;

public class ConfusionMatrixFigureTests
{
    private static readonly long[,] counts = { { 90, 8, 2 }, { 0, 5, 0 }, { 1, 0, 0 } };

    [Test]
    public void Every_count_stands_in_its_cell()
    {
        using var figure = new ConfusionMatrixFigure(counts, ["cat", "dog", "cow"]).Draw();
        var cells = figure.Panels[0].GetPlottables<Text>()
            .Select(text => $"{text.LabelText} in row {text.Location.Y} column {text.Location.X}");
        Assert.That(cells, Is.EquivalentTo(new[]
        {
            "90 in row 0 column 0", "8 in row 0 column 1", "2 in row 0 column 2", "5 in row 1 column 1",
            "1 in row 2 column 0",
        }));
    }

    [Test]
    public void A_cell_is_the_darker_the_larger_its_share_of_the_row()
    {
        using var figure = new ConfusionMatrixFigure(counts, ["cat", "dog", "cow"]).Draw();
        var cells = figure.Panels[0].GetPlottables<Rectangle>()
            .ToDictionary(cell => cell.CoordinateRect.Center, cell => cell.FillColor);
        int At(int row, int column) => cells[new(column, row)] is var colour ? colour.R + colour.G + colour.B : 0;
        Assert.That(At(0, 0), Is.GreaterThan(At(1, 1)), "90 of 100 is paler than 5 of 5");
        Assert.That(At(0, 1), Is.GreaterThan(At(2, 0)), "8 of 100 is paler than 1 of 1");
        Assert.That(At(0, 2), Is.GreaterThan(At(0, 1)));
    }

    [Test]
    public void The_first_true_class_is_on_top()
    {
        using var figure = new ConfusionMatrixFigure(new long[,] { { 0, 9 }, { 0, 0 } }, ["a", "b"]).Draw();
        using var picture = SKBitmap.Decode(figure.ToPng());
        var coloured = from y in Enumerable.Range(0, picture.Height)
                       from x in Enumerable.Range(0, picture.Width)
                       let pixel = picture.GetPixel(x, y)
                       where pixel.Red > pixel.Blue + 100
                       select (x, y);
        Assert.That(coloured.Average(at => at.y), Is.LessThan(picture.Height / 2));
        Assert.That(coloured.Average(at => at.x), Is.GreaterThan(picture.Width / 2));
    }

    [Test]
    public void Forty_seven_classes_have_cells_of_forty_pixels()
    {
        using var figure = new ConfusionMatrixFigure(
            new long[47, 47], [.. Enumerable.Range(0, 47).Select(k => $"{k}")]).Draw();
        Assert.That(figure.Width, Is.InRange(47 * 40, 47 * 40 + 250));
        Assert.That(figure.ToPng(), Is.Not.Empty);
    }

    [Test]
    public void Names_that_do_not_fit_the_counts_are_refused() =>
        Assert.That(() => new ConfusionMatrixFigure(counts, ["cat", "dog"]).Draw(), Throws.ArgumentException
            .With.Message.EqualTo("Counts: expected shape (2, 2) for the classes' names, got (3, 3)."));

    [Test]
    public void A_negative_count_is_refused() =>
        Assert.That(() => new ConfusionMatrixFigure(new long[,] { { -1 } }, ["a"]).Draw(), Throws.ArgumentException
            .With.Message.EqualTo("Counts: expected at least 0, got -1."));
}
