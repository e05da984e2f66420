using Lectures.Models.Data;

namespace Lectures.Models.Images;

/// <summary>Brings any picture of a digit into MNIST's form.</summary>
/// <remarks>
/// LeCun et al. (1998), §III.A: the digit is scaled to fit a 20×20 box, its proportions kept, and placed in a 28×28
/// image so that its centre of mass is the image's centre. Before that the paper's own light is taken away, the ink
/// made light on black, and specks are left out; strokes that scaling would make fainter than a pen's are made wider.
/// </remarks>
public static class DigitNormaliser
{
    private const double MostWorkPixels = 1e6;      // larger pictures are reduced first
    private const double LeastContrast = 0.06;      // between paper and ink, of all of black to white
    // In standard deviations of the paper's noise: what is paper, what may be ink, and what it must reach.
    private const double PaperFactor = 2.5, NoiseFactor = 4, SureNoiseFactor = 6;
    private const double FullInk = 0.85;            // quantile of the ink's values that becomes white
    private const double Strong = 0.35, Weak = 0.06;        // surely ink; an antialiased edge; as shares of full ink
    private const double SpeckShare = 0.03;         // of the largest piece's pixels
    private const double MostInk = 0.7;             // of the whole picture
    private const int LeastSide = 5;                // of the digit, in pixels
    private const double ThinPen = 1.2, GoodPen = 2;        // width in the box of 20, in pixels; MNIST's is 2 to 4

    /// <summary>Normalises a picture.</summary>
    /// <param name="picture">One digit, dark on light or light on dark, of any size.</param>
    /// <param name="side">Height and width of the model's images, at least 7; the digit's box is 20/28 of it.</param>
    /// <param name="name">What error messages call the picture.</param>
    /// <returns>The result, light on black, side×side, and every step on the way.</returns>
    /// <exception cref="DataException">The picture is blank, all ink, or its digit below 5 pixels.</exception>
    public static NormalisedDigit Normalise(Picture picture, int side = 28, string name = "picture")
    {
        Expect.AtLeast(side, 7);
        var box = (int)Math.Round(side * 20 / 28.0);
        var work = Plane.Of(picture);
        var shrink = Math.Sqrt(MostWorkPixels / ((double)picture.Height * picture.Width));
        if (shrink < 1)
        {
            work = Resampling.Resize(work, Math.Max(1, (int)(picture.Height * shrink)),
                Math.Max(1, (int)(picture.Width * shrink)));
        }
        var (ink, inverted) = InkOf(work, name);
        var digit = CutOut(ink, box, name);
        var scale = (double)box / Math.Max(digit.Height, digit.Width);
        var scaled = Resampling.Resize(digit, Side(digit.Height), Side(digit.Width));
        return new NormalisedDigit(picture, ink.ToPicture(), digit.ToPicture(), scaled.ToPicture(),
            Centred(scaled, side).ToPicture(), inverted);

        int Side(int length) => Math.Max(1, (int)Math.Round(length * scale));
    }

    // The deviation from the paper in the direction that has more energy, 0 at the paper and 1 at full ink. On light
    // paper it is relative, 1 − P/B: a shadow darkens ink and paper by the same factor.
    private static (Plane Ink, bool Inverted) InkOf(Plane picture, string name)
    {
        var paper = Background.Of(picture);
        var deviation = new Plane(picture.Height, picture.Width, new float[picture.Values.Length]);
        double above = 0, below = 0;
        for (var i = 0; i < picture.Height; i++)
        {
            for (var j = 0; j < picture.Width; j++)
            {
                var d = picture[i, j] - paper.At(i, j);
                deviation.Values[i * picture.Width + j] = (float)d;
                (above, below) = d > 0 ? (above + d * d, below) : (above, below + d * d);
            }
        }
        var inverted = below > above;
        var ink = new Plane(picture.Height, picture.Width, new float[picture.Values.Length]);
        for (var k = 0; k < ink.Values.Length; k++)
        {
            var d = deviation.Values[k];
            var light = picture.Values[k] - d;
            ink.Values[k] = Math.Max(0, inverted ? -d / Math.Max(light, 0.25f) : d);
        }

        var floor = Math.Max(NoiseFactor * paper.Noise, LeastContrast / 2);
        var inked = Array.FindAll(ink.Values, value => value > floor);
        Array.Sort(inked);
        var full = inked.Length == 0 ? 0 : inked[(int)(FullInk * (inked.Length - 1))];
        if (full < Math.Max(SureNoiseFactor * paper.Noise, LeastContrast))
        {
            var contrast = picture.Values.Max() - picture.Values.Min();
            throw new DataException(contrast < LeastContrast
                ? $"{name}: expected a digit, got a blank picture (contrast {100 * contrast:0} % of white); use a darker pen "
                    + "or more light."
                : $"{name}: expected a digit on plain paper, got no strokes that stand out from a grey that varies "
                    + $"everywhere (by {100 * contrast:0} % of white); use plain paper, a darker pen or more light.");
        }
        if (inked.Length > MostInk * ink.Values.Length)
            throw new DataException($"{name}: expected a digit with paper around it, got ink nearly everywhere "
                + $"({100.0 * inked.Length / ink.Values.Length:0} %); leave a margin.");
        var noise = (float)Math.Min(PaperFactor * paper.Noise, full / 2);
        for (var k = 0; k < ink.Values.Length; k++)
            ink.Values[k] = Math.Clamp((ink.Values[k] - noise) / (full - noise), 0, 1);
        return (ink, inverted);
    }

    private static Plane CutOut(Plane ink, int box, string name)
    {
        var strokes = InkMask.Of(ink, Strong).WithoutSpecks(SpeckShare);
        var (_, _, height, width) = strokes.Box();
        var size = Math.Max(height, width);
        if (size < LeastSide)
            throw new DataException($"{name}: expected a digit of at least {LeastSide} pixels, "
                + $"got {width}×{height}; use a larger picture.");

        // What is near the strokes belongs to them: their soft edges.
        var distances = strokes.Distances();
        var edge = 1.5 + 0.05 * size;
        var pen = strokes.PenWidth() * box / size;
        var wider = pen < ThinPen ? (GoodPen - pen) * size / box / 2 : 0;
        var digit = new Plane(ink.Height, ink.Width, new float[ink.Values.Length]);
        for (var k = 0; k < digit.Values.Length; k++)
        {
            var own = distances[k] <= edge ? ink.Values[k] : 0;
            var widened = wider > 0 ? Math.Clamp(wider + 0.5 - distances[k], 0, 1) : 0;
            digit.Values[k] = (float)Math.Max(own, widened);
        }
        var whole = InkMask.Of(digit, Weak).Box();
        return digit.Cut(whole.Top, whole.Left, whole.Height, whole.Width);
    }

    // The box in the square, moved by whole pixels. Pixel k counts as k, as in MNIST, whose images have their centre of
    // mass at (14, 14) on average.
    private static Plane Centred(Plane box, int side)
    {
        double mass = 0, x = 0, y = 0;
        for (var i = 0; i < box.Height; i++)
        {
            for (var j = 0; j < box.Width; j++)
                (mass, y, x) = (mass + box[i, j], y + box[i, j] * i, x + box[i, j] * j);
        }
        return box.Cut(Shift(y / mass, box.Height), Shift(x / mass, box.Width), side, side);

        // The digit stays inside the square, whatever its centre of mass.
        int Shift(double centre, int length) =>
            -Math.Clamp((int)Math.Round(side / 2.0 - centre), 0, side - length);
    }
}
