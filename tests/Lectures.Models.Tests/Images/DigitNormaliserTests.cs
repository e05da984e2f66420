using Lectures.Models.Data;
using Lectures.Models.Images;
using Lectures.Models.Tests.Data;
using SkiaSharp;

namespace Lectures.Models.Tests.Images;

public sealed class DigitNormaliserTests
{
    private static readonly ImageSet digits = Strokes.Generate(60, 11);

    [Test]
    public void An_image_of_Mnist_stays_as_it_is()
    {
        var set = ImageSet.Load(SharedData.Mnist(), Split.Test);
        var changed = 0;
        for (var i = 0; i < 500; i++)
        {
            if (Difference(Picture.Of(set, i), DigitNormaliser.Normalise(Picture.Of(set, i)).Result) > 2)
                changed++;
        }

        // A few lose a faint piece, or are moved by the pixel that their rounded centre of mass is off.
        Assert.That(changed, Is.LessThan(15));
    }

    [Test]
    public void What_is_normalised_stays_as_it_is()
    {
        for (var i = 0; i < digits.Count; i++)
        {
            var once = DigitNormaliser.Normalise(Picture.Of(digits, i)).Result;
            Assert.That(Nearest(once, DigitNormaliser.Normalise(once).Result), Is.LessThan(6), $"image {i}");
        }
    }

    private static IEnumerable<TestCaseData> Papers()
    {
        yield return Case(new Paper(28, 28, 28, 0, 0), "as it is, dark");
        yield return Case(new Paper(28, 28, 28, 0, 0) { Dark = false }, "as it is, light on dark grey");
        yield return Case(new Paper(33, 41, 28, 4, 11), "embedded");
        yield return Case(new Paper(97, 61, 60, 33, -2), "odd");
        yield return Case(new Paper(97, 61, 60, 33, -2) { Dark = false }, "odd, light");
        yield return Case(new Paper(60, 400, 58, 1, 320), "wide");
        yield return Case(new Paper(777, 401, 300, 40, 90) { Specks = 25 }, "specks");
        yield return Case(new Paper(600, 800, 430, 90, 200) { Shade = 0.6, Noise = 5 }, "a photo with a shadow");
        yield return Case(new Paper(800, 600, 300, 400, 20) { Shade = 0.5, Noise = 6, Specks = 20 }, "a corner");
        yield return Case(new Paper(500, 500, 460, 20, 20) { Shade = 0.4, Noise = 6, Dark = false }, "a board");
        yield return Case(new Paper(2000, 3000, 1700, 100, 900) { Shade = 0.5 }, "a large photo");

        static TestCaseData Case(Paper paper, string name) => new TestCaseData(paper).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Papers))]
    public void A_digit_on_any_paper_gets_the_form_of_its_own_image(Paper paper)
    {
        // Where a digit is enlarged its edges become sharp, and its box smaller: compare with a clean, sharp one.
        var clean = paper.Size == 28 ? new Paper(28, 28, 28, 0, 0) : new Paper(300, 300, 280, 10, 10);
        double sum = 0, all = 0;
        var count = paper.Height > 1000 ? 2 : 5;
        for (var i = 0; i < count; i++)
        {
            var wanted = DigitNormaliser.Normalise(clean.Draw(Picture.Of(digits, i))).Result;
            var got = DigitNormaliser.Normalise(paper.Draw(Picture.Of(digits, i), i));
            Assert.That((got.Result.Height, got.Result.Width, got.Inverted), Is.EqualTo((28, 28, paper.Dark)));
            sum += Nearest(wanted, got.Result);
            all += Difference(wanted, new Picture(28, 28, new byte[784]));
        }
        TestContext.Out.WriteLine($"{sum / all:0.000} of the ink");
        // A stroke is about three pixels wide: this is an edge moved by a third of a pixel.
        Assert.That(sum / all, Is.LessThan(0.25));
    }

    [TestCase(400, 17)]
    [TestCase(17, 400)]
    public void Proportions_are_kept(int height, int width)
    {
        var pixels = Enumerable.Repeat((byte)250, height * width).ToArray();
        for (var i = 4; i < height - 4; i++)
            pixels.AsSpan(i * width + 4, width - 8).Fill(10);
        var picture = new Picture(height, width, pixels);
        var scaled = DigitNormaliser.Normalise(picture).Scaled;

        Assert.That(Math.Max(scaled.Height, scaled.Width), Is.EqualTo(20));
        // A bar of 9×393 is thinner than a pen: made two pixels wide, which an even number of pixels need not meet.
        Assert.That(Math.Min(scaled.Height, scaled.Width), Is.InRange(1, 3));
        Assert.That(scaled.Height > scaled.Width, Is.EqualTo(height > width));
    }

    [Test]
    public void The_centre_of_mass_is_the_centre_as_in_Mnist()
    {
        for (var i = 0; i < digits.Count; i++)
        {
            var result = DigitNormaliser.Normalise(Picture.Of(digits, i)).Result;
            double mass = 0, x = 0, y = 0;
            for (var k = 0; k < 784; k++)
            {
                var grey = result.Pixels.Span[k];
                (mass, y, x) = (mass + grey, y + grey * (k / 28), x + grey * (k % 28));
            }
            Assert.That((x / mass, y / mass), Is.EqualTo((14.0, 14.0)).Within(0.51), $"image {i}");
        }
    }

    [Test]
    public void Thin_lines_are_made_as_wide_as_a_pen()
    {
        using var bitmap = new SKBitmap(new SKImageInfo(3000, 2000, SKColorType.Gray8, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(bitmap))
        using (var pen = new SKPaint { Style = SKPaintStyle.Stroke, StrokeWidth = 4, IsAntialias = true })
        using (var path = SKPath.ParseSvgPathData("M1000,500 h700 l-400,1100"))
        {
            canvas.Clear(SKColors.White);
            canvas.DrawPath(path, pen);
        }
        var seven = DigitNormaliser.Normalise(Picture.Decode(PictureFile.Png(bitmap), "seven"));

        Assert.That(InkMask.Of(Plane.Of(seven.Result), 0.5).PenWidth(), Is.InRange(1.5, 3.0));
        Assert.That(seven.Result.Pixels.ToArray().Count(value => value > 200), Is.GreaterThan(20));
    }

    [Test]
    public void All_strokes_of_a_digit_are_kept_and_specks_are_not()
    {
        // Two bars with a gap, and dots.
        var pixels = Enumerable.Repeat((byte)240, 120 * 100).ToArray();
        void Fill(int top, int left, int height, int width)
        {
            for (var i = top; i < top + height; i++)
                pixels.AsSpan(i * 100 + left, width).Fill(15);
        }
        Fill(20, 30, 8, 40);
        Fill(36, 30, 60, 8);
        Fill(3, 90, 3, 3);
        Fill(110, 5, 4, 3);
        var digit = DigitNormaliser.Normalise(new Picture(120, 100, pixels)).Digit;

        Assert.That((digit.Height, digit.Width), Is.EqualTo((76, 40)));
    }

    [TestCase(32, 23)]
    [TestCase(14, 10)]
    [TestCase(7, 5)]
    public void Another_side_has_a_box_in_proportion(int side, int box)
    {
        var digit = DigitNormaliser.Normalise(Picture.Of(digits, 4), side);

        Assert.That((digit.Result.Height, digit.Result.Width), Is.EqualTo((side, side)));
        Assert.That(Math.Max(digit.Scaled.Height, digit.Scaled.Width), Is.EqualTo(box));
    }

    [Test]
    public void A_picture_without_a_digit_is_refused()
    {
        var random = new Random(1);
        Refused(new Picture(300, 200, new byte[60_000]), "a.png: expected a digit, got a blank picture (contrast 0 % ");
        Refused(Of(255, (_, _) => 255), "blank");
        Refused(Of(250, (_, _) => random.Next(256)), "no strokes that stand out from a grey that varies everywhere (by 100 %");
        Refused(Of(250, (i, j) => 40 + (i + j) / 4 + random.Next(9)), "no strokes that stand out");
        Refused(new Paper(300, 400, 28, 900, 900) { Shade = 0.6, Noise = 6 }.Draw(Picture.Of(digits, 0)),
            "no strokes that stand out");
        Refused(Of(200, (i, j) => i == 90 && j is > 80 and < 84 ? 0 : 255), "got 3×1; use a larger picture.");
        Refused(new Picture(1, 2, [0, 255]), "a.png: ");
        Refused(new Picture(1, 40, [.. Enumerable.Range(0, 40).Select(k => (byte)(k % 3 * 100))]), "a.png: ");
    }

    [Test]
    public void A_picture_that_is_all_ink_is_refused() => Refused(
        Of(100, (i, j) => Math.Min(Math.Min(i, j), Math.Min(99 - i, 99 - j)) < 4 ? 255 : 0),
        "expected a digit with paper around it, got ink nearly everywhere");

    [Test]
    public void Every_step_is_kept()
    {
        var original = new Paper(90, 70, 60, 10, 5).Draw(Picture.Of(digits, 2));
        var digit = DigitNormaliser.Normalise(original);

        Assert.That(digit.Steps.Select(step => step.Picture),
            Is.EqualTo(new[] { digit.Original, digit.Ink, digit.Digit, digit.Scaled, digit.Result }));
        Assert.That(digit.Original, Is.SameAs(original));
        Assert.That((digit.Ink.Height, digit.Ink.Width), Is.EqualTo((90, 70)));
        Assert.That(digit.Ink[0, 0], Is.Zero);
    }

    private static Picture Of(int side, Func<int, int, int> value) =>
        new(side, side, [.. Enumerable.Range(0, side * side).Select(k => (byte)value(k / side, k % side))]);

    private static void Refused(Picture picture, string message) => Assert.That(
        () => DigitNormaliser.Normalise(picture, name: "a.png"),
        Throws.TypeOf<DataException>().With.Message.Contain(message));

    // Mean absolute difference in grey levels.
    private static double Difference(Picture a, Picture b) =>
        Enumerable.Range(0, a.Height * a.Width).Average(k => Math.Abs(a.Pixels.Span[k] - b.Pixels.Span[k]));

    // The same, where rounding the centre of mass may move one of them by a pixel.
    private static double Nearest(Picture a, Picture b) => (
        from y in Enumerable.Range(-1, 3)
        from x in Enumerable.Range(-1, 3)
        select Difference(a, Plane.Of(b).Cut(y, x, 28, 28).ToPicture())).Min();
}
