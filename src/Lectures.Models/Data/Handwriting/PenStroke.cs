namespace Lectures.Models.Data.Handwriting;

/// <summary>The curve of a pen through given points.</summary>
internal static class PenStroke
{
    private const int StepsPerSegment = 8;

    /// <summary>
    /// Appends the curve to a line of vertices: cubic Hermite pieces whose tangent at a point is the chord of its
    /// neighbours over the way between them (Catmull–Rom by chord length); one-sided at ends and corners.
    /// </summary>
    public static void Trace(ReadOnlySpan<PenPoint> points, List<(double X, double Y)> line)
    {
        line.Add((points[0].X, points[0].Y));
        for (var i = 0; i + 1 < points.Length; i++)
        {
            var (a, b) = (points[i], points[i + 1]);
            var length = Distance(a, b);
            var (ax, ay) = i == 0 || a.Corner
                ? Chord(a, b, length)
                : Chord(points[i - 1], b, Distance(points[i - 1], a) + length);
            var (bx, by) = i + 2 == points.Length || b.Corner
                ? Chord(a, b, length)
                : Chord(a, points[i + 2], length + Distance(b, points[i + 2]));
            for (var step = 1; step <= StepsPerSegment; step++)
            {
                var t = (double)step / StepsPerSegment;
                var s = 1 - t;
                var (pa, pb) = (s * s * (1 + 2 * t), t * t * (3 - 2 * t));
                var (ta, tb) = (s * s * t * length, -t * t * s * length);
                line.Add((pa * a.X + pb * b.X + ta * ax + tb * bx, pa * a.Y + pb * b.Y + ta * ay + tb * by));
            }
        }
    }

    private static (double X, double Y) Chord(PenPoint from, PenPoint to, double way) =>
        way == 0 ? (0, 0) : ((to.X - from.X) / way, (to.Y - from.Y) / way);

    private static double Distance(PenPoint a, PenPoint b) =>
        Math.Sqrt((a.X - b.X) * (a.X - b.X) + (a.Y - b.Y) * (a.Y - b.Y));
}
