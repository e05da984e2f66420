using Lectures.Models.Images;

namespace Lectures.Models.Tests.Images;

public sealed class InkMaskTests
{
    [TestCase(9, 14, 0.1)]
    [TestCase(14, 9, 0.5)]
    [TestCase(1, 30, 0.1)]
    [TestCase(30, 1, 0.03)]
    public void Distances_are_those_to_the_nearest_ink(int height, int width, double share)
    {
        var random = new Random(3);
        bool[] ink = [.. Enumerable.Range(0, height * width).Select(_ => random.NextDouble() < share)];
        var mask = new InkMask(height, width, ink);
        mask.Pixels[random.Next(height * width)] = true;
        var inked = Enumerable.Range(0, height * width).Where(k => mask.Pixels[k]).ToArray();
        var distances = mask.Distances();

        for (var k = 0; k < distances.Length; k++)
        {
            var nearest = inked.Min(q => double.Hypot(k / width - q / width, k % width - q % width));
            Assert.That(distances[k], Is.EqualTo(nearest).Within(1e-5), $"pixel {k}");
        }
    }

    [Test]
    public void Specks_go_and_pieces_of_the_digit_stay()
    {
        var mask = Parse(
            "####...#.",
            "#...#....",
            "#..###..#",
            "#.......#");

        Assert.That(mask.WithoutSpecks(0.3).Pixels, Is.EqualTo(Parse(
            "####.....",
            "#...#....",
            "#..###...",
            "#........").Pixels));
        Assert.That(mask.WithoutSpecks(0.18).Pixels[2 * 9 + 8], Is.True);
        Assert.That(mask.WithoutSpecks(0.3).Box(), Is.EqualTo((0, 0, 4, 6)));
    }

    [TestCase(3, 1.2)]      // the estimate is between that of straight and of diagonal strokes, ×1.2 at most
    [TestCase(11, 1.2)]
    public void The_pen_is_about_as_wide_as_drawn(int width, double factor)
    {
        var straight = new InkMask(300, 40, [.. Enumerable.Range(0, 300 * 40)
            .Select(k => k % 40 >= 9 && k % 40 < 9 + width)]);
        var diagonal = new InkMask(300, 300, [.. Enumerable.Range(0, 300 * 300)
            .Select(k => Math.Abs(k / 300 - k % 300) <= width / Math.Sqrt(2))]);

        Assert.That(straight.PenWidth(), Is.InRange(width, factor * width));
        Assert.That(diagonal.PenWidth(), Is.InRange(width / factor - 0.5, factor * width));
    }

    private static InkMask Parse(params string[] rows) =>
        new(rows.Length, rows[0].Length, [.. rows.SelectMany(row => row.Select(pixel => pixel == '#'))]);
}
