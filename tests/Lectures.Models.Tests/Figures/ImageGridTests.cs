using Lectures.Models.Figures;
using ScottPlot;
using ScottPlot.Plottables;

namespace Lectures.Models.Tests.Figures;

public class ImageGridTests
{
    [Test]
    public void Each_pixel_is_a_crisp_square_of_its_grey()
    {
        // 2 × 3 pixels of 58: colours of whole squares, and no others within.
        using var pixels = new Pixels(new ImageGrid([new("", [new(new double[,] { { 0, 0, 4 }, { 2, 4, 4 } })])]));
        Assert.That(pixels.At(10, 10), Is.EqualTo(Colors.Black));
        Assert.That(pixels.At(57, 56), Is.EqualTo(Colors.Black));
        Assert.That(pixels.At(10, 60), Is.EqualTo(ColourMap.Grey(0.5)));
        Assert.That(pixels.At(60, 60), Is.EqualTo(Colors.White));
        Assert.That(pixels.HasWhiteMargin);
    }

    [Test]
    public void Signed_numbers_are_white_at_0_whatever_their_range()
    {
        using var pixels = new Pixels(
            new ImageGrid([new("", [new(new double[,] { { -1, 0, 4 } })]) { IsSigned = true }]));
        Assert.That(pixels.At(10, 20), Is.EqualTo(ColourMap.Diverging(-0.25)));
        Assert.That(pixels.At(80, 20), Is.EqualTo(Colors.White));
        Assert.That(pixels.At(150, 20), Is.EqualTo(HouseStyle.Palette[1]));
    }

    [Test]
    public void Images_of_a_row_can_share_their_range()
    {
        foreach (var range in ((double, double)?[])[null, (0, 10)])
        {
            using var pixels = new Pixels(new ImageGrid(
                [new("", [new(new double[,] { { 0, 5 } }), new(new double[,] { { 0, 10 } })]) { Range = range }]));
            Assert.That(pixels.At(150, 20), Is.EqualTo(range is null ? Colors.White : ColourMap.Grey(0.5)));
        }
    }

    [Test]
    public void Labels_headings_and_captions_are_written()
    {
        using var pixels = new Pixels(new ImageGrid(
        [
            new("original", [new(new double[28, 28], "4"), new(new double[28, 28], "a long caption")]),
            new("filters", [new(new double[5, 5])]) { Heading = "First layer" },
        ])
        { Title = "Images" });
        Assert.That(pixels.Figure.Panels[0].GetPlottables<Text>().Select(text => text.LabelText),
            Is.EqualTo(new[] { "original", "4", "a long caption", "First layer", "filters" }));
        Assert.That(pixels.HasWhiteMargin);
    }

    [Test]
    public void Constant_images_and_missing_pixels_are_drawn()
    {
        using var pixels = new Pixels(new ImageGrid(
            [new("", [new(new[,] { { 3.0 } }), new(new[,] { { double.NaN, double.NaN } })])]));
        Assert.That(pixels.At(60, 60), Is.EqualTo(ColourMap.Grey(0.5)));
        Assert.That(pixels.Count(ColourMap.Missing), Is.GreaterThan(10_000));
    }

    [Test]
    public void The_same_images_give_the_same_png()
    {
        var grid = new ImageGrid([new("a", [new(new[,] { { 0.1, -0.3 } }, "one")]) { IsSigned = true }]);
        using Figure one = grid.Draw(), other = grid.Draw();
        Assert.That(one.ToPng(), Is.EqualTo(other.ToPng()));
    }

    [Test]
    public void No_images_and_empty_ones_are_refused()
    {
        foreach (var rows in (ImageRow[][])[[], [new("a", [])]])
            Assert.That(() => new ImageGrid(rows).Draw(), Throws.ArgumentException
                .With.Message.EqualTo("images: expected at least 1, got 0."));
        Assert.That(() => new ImageGrid([new("a", [new(new double[3, 0])])]).Draw(), Throws.ArgumentException
            .With.Message.EqualTo("Pixels: expected at least one row and column, got (3, 0)."));
    }
}
