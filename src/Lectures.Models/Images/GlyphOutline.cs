using SkiaSharp;

namespace Lectures.Models.Images;

/// <summary>The outline of a character, whole numbers, y upwards.</summary>
internal sealed class GlyphOutline
{
    private const int Pieces = 6;       // of a curve

    private List<(int X, int Y)[]> contours = [];

    public int Advance { get; private init; }

    public int Points => contours.Sum(contour => contour.Length);

    public int Contours => contours.Count;

    public int Left => Extreme(points => points.Min(p => p.X));

    public int Right => Extreme(points => points.Max(p => p.X));

    public int Bottom => Extreme(points => points.Min(p => p.Y));

    public int Top => Extreme(points => points.Max(p => p.Y));

    public static GlyphOutline Of(string character, float pen, int em)
    {
        using var strokes = StrokeFont.Path(character);
        strokes.Transform(SKMatrix.CreateScale(em / 100f, -em / 100f));
        using var paint = new SKPaint
        {
            Style = SKPaintStyle.Stroke,
            StrokeWidth = pen,
            StrokeCap = SKStrokeCap.Round,
            StrokeJoin = SKStrokeJoin.Round,
        };
        using var outline = new SKPath();
        paint.GetFillPath(strokes, outline);
        using var simple = outline.Simplify();      // no overlaps, so that no edge is blended twice
        using var winding = simple.ToWinding();
        return new GlyphOutline
        {
            Advance = (int)Math.Round(StrokeFont.Width(character) * em / 100),
            contours = [.. Flatten(winding)],
        };
    }

    public void Write(BigEndianBytes table)
    {
        if (contours.Count == 0) return;
        table.Short(contours.Count, Left, Bottom, Right, Top);
        var end = -1;
        foreach (var contour in contours) table.Short(end += contour.Length);
        table.Short(0).Append(Enumerable.Repeat<byte>(1, Points).ToArray());    // every point is on the outline
        (int X, int Y)[] points = [.. contours.SelectMany(contour => contour)];
        for (var i = 0; i < points.Length; i++) table.Short(points[i].X - (i > 0 ? points[i - 1].X : 0));
        for (var i = 0; i < points.Length; i++) table.Short(points[i].Y - (i > 0 ? points[i - 1].Y : 0));
        table.Align();
    }

    private int Extreme(Func<IEnumerable<(int X, int Y)>, int> of) =>
        contours.Count == 0 ? 0 : of(contours.SelectMany(contour => contour));

    private static IEnumerable<(int X, int Y)[]> Flatten(SKPath path)
    {
        var contour = new List<(int X, int Y)>();
        var p = new SKPoint[4];
        using var pieces = path.CreateRawIterator();
        while (true)
        {
            var verb = pieces.Next(p);
            if (verb is SKPathVerb.Move or SKPathVerb.Done)
            {
                if (contour is [var first, .., var last] && first == last) contour.RemoveAt(contour.Count - 1);
                if (contour.Count > 2) yield return [.. contour];
                contour.Clear();
                if (verb == SKPathVerb.Done) yield break;
                Add(p[0]);
            }
            for (var k = 1; k <= Pieces; k++)
            {
                var (t, s) = ((float)k / Pieces, 1 - (float)k / Pieces);
                var w = pieces.ConicWeight();
                if (verb == SKPathVerb.Line && k == 1) Add(p[1]);
                if (verb == SKPathVerb.Quad) Add(Mix(s * s, 2 * s * t, t * t, 0));
                if (verb == SKPathVerb.Conic) Add(Mix(s * s, 2 * w * s * t, t * t, 0));
                if (verb == SKPathVerb.Cubic) Add(Mix(s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t));
            }
        }

        SKPoint Mix(float a, float b, float c, float d) => new(
            (a * p[0].X + b * p[1].X + c * p[2].X + d * p[3].X) / (a + b + c + d),
            (a * p[0].Y + b * p[1].Y + c * p[2].Y + d * p[3].Y) / (a + b + c + d));

        void Add(SKPoint at)
        {
            var point = ((int)Math.Round(at.X), (int)Math.Round(at.Y));
            if (contour.Count == 0 || contour[^1] != point) contour.Add(point);
        }
    }
}
