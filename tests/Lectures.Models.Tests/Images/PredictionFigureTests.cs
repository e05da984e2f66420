using Lectures.Models.Data;
using Lectures.Models.Images;
using Lectures.Models.Tests.Data;
using SkiaSharp;

namespace Lectures.Models.Tests.Images;

public sealed class PredictionFigureTests
{
    private static readonly NormalisedDigit digit =
        DigitNormaliser.Normalise(new Paper(90, 70, 60, 10, 5).Draw(Picture.Of(Strokes.Generate(3, 1), 2)));

    private static readonly string[] names = [.. Enumerable.Range(0, 10).Select(k => $"{k}")];

    [Test]
    public void Bars_are_as_long_as_the_probabilities_and_only_the_winner_is_coloured()
    {
        double[] p = [0, 0.15, 0, 0.6, 0, 0, 0, 0, 0.25, 0];
        using var figure = SKBitmap.Decode(new PredictionFigure(digit, names, p).ToPng());

        var blue = Count(figure, (r, _, b) => b - r > 100);
        var grey = Count(figure, (r, g, b) => (r, g, b) == (0xC3, 0xC8, 0xCF));
        Assert.That((double)grey / blue, Is.EqualTo(0.4 / 0.6).Within(0.05));    // and stubs for 0
    }

    private static int Count(SKBitmap figure, Func<int, int, int, bool> wanted) =>
        figure.Pixels.Count(pixel => wanted(pixel.Red, pixel.Green, pixel.Blue));

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(47)]
    public void Any_number_of_classes_with_any_names_is_drawn(int count)
    {
        using var folder = new TemporaryFolder();
        var classes = Enumerable.Range(0, count).Select(k => new string((char)('a' + k % 26), 1 + 3 * k)).ToArray();
        double[] p = [.. classes.Select(_ => 1.0 / count)];
        new PredictionFigure(digit, classes, p, "photo.png").Save(folder.PathOf("a.png"));

        Assert.That(Picture.Load(folder.PathOf("a.png")).Width, Is.GreaterThan(900));
    }

    [Test]
    public void Probabilities_that_are_none_are_refused()
    {
        Refused([0.5, 0.5], "probabilities: expected 10, one for each class, got 2.");
        Refused([.. names.Select(_ => double.NaN)], "probabilities: expected each in [0, 1], got NaN.");
        Refused([.. names.Select(_ => -0.1)], "probabilities: expected each in [0, 1], got -0.1.");
        Assert.That(() => new PredictionFigure(digit, [], []).ToPng(), Throws.ArgumentException);
    }

    private static void Refused(double[] probabilities, string message) => Assert.That(
        () => new PredictionFigure(digit, names, probabilities).ToPng(),
        Throws.ArgumentException.With.Message.Contain(message));
}
