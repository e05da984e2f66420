using System.Runtime.InteropServices;

namespace Lectures.Models.Data.Handwriting;

/// <summary>A hand: its letterforms, its preferred style of each digit and how it holds the pen.</summary>
internal sealed class Writer
{
    private readonly PenPoint[][][][] forms;    // digit, style, stroke, point
    private readonly int[] preferred;           // style of each digit
    private readonly double slant, rotation, aspect, radius, pressure, size;
    private readonly ElasticField elastic;

    /// <summary>Draws a writer at random.</summary>
    public Writer(SplitMix64 random)
    {
        forms = new PenPoint[DigitStyles.Of.Count][][][];
        preferred = new int[forms.Length];
        for (var digit = 0; digit < forms.Length; digit++)
        {
            forms[digit] = new PenPoint[DigitStyles.Of[digit].Length][][];
            for (var style = 0; style < forms[digit].Length; style++)
                forms[digit][style] = Jitter(DigitStyles.Of[digit][style].Strokes, ref random, Variation.Point.Writer);
            preferred[digit] = Pick(DigitStyles.Of[digit], ref random);
        }
        slant = Variation.MeanSlant + random.Bell() * Variation.Slant.Writer;
        rotation = random.Bell() * Variation.Rotation.Writer;
        aspect = 1 + random.Bell() * Variation.Aspect.Writer;
        radius = Variation.MeanRadius + random.Bell() * Variation.Radius.Writer;
        pressure = random.Bell() * Variation.Pressure.Writer;
        size = Variation.MeanSize + random.Bell() * Variation.Size.Writer;
        elastic = new ElasticField(ref random, Variation.Elastic.Writer);
    }

    /// <summary>Writes a digit onto an empty image.</summary>
    /// <param name="digit">0 to 9.</param>
    /// <param name="random">Decides what differs between this digit and the writer's others.</param>
    /// <param name="image">Pixels (side, side), all 0.</param>
    /// <param name="side">Width and height in pixels.</param>
    public void Write(int digit, SplitMix64 random, Span<byte> image, int side)
    {
        var hurry = random.Uniform();
        var haste = 1 + Variation.Haste * hurry * hurry;
        var other = random.Uniform() < Variation.OtherStyle;
        var style = other ? Pick(DigitStyles.Of[digit], ref random) : preferred[digit];
        var form = Jitter(forms[digit][style], ref random, haste * Variation.Point.Sample);
        var strokes = Deform(form, haste, ref random);
        foreach (var line in Place(strokes, haste, ref random, side))
        {
            for (var v = 0; v + 1 < line.Length; v++)
                Canvas.Segment(image, side, line[v], line[v + 1], ink: 255);
        }
    }

    // The pen's lines: curves through the points, warped, then sheared and rotated about the middle of the box.
    private List<(double X, double Y)>[] Deform(PenPoint[][] form, double haste, ref SplitMix64 random)
    {
        var warp = new ElasticField(ref random, haste * Variation.Elastic.Sample);
        var shear = slant + haste * random.Bell() * Variation.Slant.Sample;
        var width = aspect + haste * random.Bell() * Variation.Aspect.Sample;
        var h = rotation + haste * random.Bell() * Variation.Rotation.Sample;
        var (cos, sin) = ((1 - h * h) / (1 + h * h), 2 * h / (1 + h * h));      // h = tan(angle / 2)
        var lines = new List<(double X, double Y)>[form.Length];
        for (var s = 0; s < form.Length; s++)
        {
            lines[s] = [];
            PenStroke.Trace(form[s], lines[s]);
            foreach (ref var point in CollectionsMarshal.AsSpan(lines[s]))
            {
                var (hand, own) = (elastic.At(point.X, point.Y), warp.At(point.X, point.Y));
                var (x, y) = (width * (point.X + hand.X + own.X), point.Y + hand.Y + own.Y);
                x -= shear * y;
                point = (cos * x - sin * y, sin * x + cos * y);
            }
        }
        return lines;
    }

    // In pixels: the bounding box, pen included, is scaled to the size; the centre of mass goes to the middle.
    private Vertex[][] Place(List<(double X, double Y)>[] lines, double haste, ref SplitMix64 random, int side)
    {
        var points = lines.SelectMany(line => line);
        var height = points.Max(p => p.Y) - points.Min(p => p.Y);
        var width = points.Max(p => p.X) - points.Min(p => p.X);
        var pen = Math.Max(Variation.LeastRadius, radius + random.Bell() * Variation.Radius.Sample);
        var scale = (size + haste * random.Bell() * Variation.Size.Sample - 2 * pen) / Math.Max(height, width);
        var (massX, massY) = CentreOfMass(lines);
        var x = side / 2.0 + haste * random.Bell() * Variation.Position.Sample - scale * massX;
        var y = side / 2.0 + haste * random.Bell() * Variation.Position.Sample - scale * massY;

        var placed = new Vertex[lines.Length][];
        for (var s = 0; s < lines.Length; s++)
        {
            var fade = pressure + random.Bell() * Variation.Pressure.Sample;
            var swell = random.Bell() * Variation.Pressure.Sample;
            placed[s] = new Vertex[lines[s].Count];
            for (var v = 0; v < placed[s].Length; v++)
            {
                var u = (double)v / (placed[s].Length - 1);
                var r = pen * (1 + fade * (1 - 2 * u) + swell * (4 * u * (1 - u) - 0.5));
                placed[s][v] = new Vertex(scale * lines[s][v].X + x, scale * lines[s][v].Y + y, r);
            }
        }
        return placed;
    }

    private static (double X, double Y) CentreOfMass(List<(double X, double Y)>[] lines)
    {
        double mass = 0, x = 0, y = 0;
        foreach (var line in lines)
        {
            for (var v = 0; v + 1 < line.Count; v++)
            {
                var (a, b) = (line[v], line[v + 1]);
                var length = Math.Sqrt((b.X - a.X) * (b.X - a.X) + (b.Y - a.Y) * (b.Y - a.Y));
                mass += length;
                x += length * (a.X + b.X) / 2;
                y += length * (a.Y + b.Y) / 2;
            }
        }
        return (x / mass, y / mass);
    }

    private static PenPoint[][] Jitter(PenPoint[][] form, ref SplitMix64 random, double deviation)
    {
        var moved = new PenPoint[form.Length][];
        for (var s = 0; s < form.Length; s++)
        {
            moved[s] = new PenPoint[form[s].Length];
            for (var p = 0; p < moved[s].Length; p++)
            {
                var (x, y, corner) = form[s][p];
                moved[s][p] = new PenPoint(x + random.Bell() * deviation, y + random.Bell() * deviation, corner);
            }
        }
        return moved;
    }

    private static int Pick(DigitStyle[] styles, ref SplitMix64 random)
    {
        var share = random.Uniform() * styles.Sum(style => style.Weight);
        var pick = 0;
        while (pick + 1 < styles.Length && (share -= styles[pick].Weight) >= 0)
            pick++;
        return pick;
    }
}
