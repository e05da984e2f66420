namespace Lectures.Models.Data.Handwriting;

/// <summary>Draws antialiased lines with a round pen onto a grey image, black ground, white ink, as in MNIST.</summary>
internal static class Canvas
{
    private const double Softness = 1.5;    // pixels from full ink to none across an edge

    /// <summary>Draws the segment from a to b; the pen's radius goes linearly from <c>a.R</c> to <c>b.R</c>.</summary>
    /// <param name="image">Pixels (side, side) row by row; each takes the new ink where that is more.</param>
    /// <param name="side">Width and height; the centre of pixel (i, j) is (j + ½, i + ½).</param>
    /// <param name="a">Begin, in pixels.</param>
    /// <param name="b">End, in pixels.</param>
    /// <param name="ink">Grey value of full ink, at most 255.</param>
    public static void Segment(Span<byte> image, int side, Vertex a, Vertex b, double ink)
    {
        var reach = Math.Max(a.R, b.R) + Softness / 2;
        var (left, right) = Range(a.X, b.X, reach, side);
        var (top, bottom) = Range(a.Y, b.Y, reach, side);
        var (dx, dy) = (b.X - a.X, b.Y - a.Y);
        var squared = dx * dx + dy * dy;
        for (var i = top; i <= bottom; i++)
        {
            for (var j = left; j <= right; j++)
            {
                var (px, py) = (j + 0.5 - a.X, i + 0.5 - a.Y);
                var t = squared == 0 ? 0 : Math.Clamp((px * dx + py * dy) / squared, 0, 1);
                var (qx, qy) = (px - t * dx, py - t * dy);
                var inside = a.R + t * (b.R - a.R) - Math.Sqrt(qx * qx + qy * qy);
                var value = (byte)(Math.Clamp(inside / Softness + 0.5, 0, 1) * ink + 0.5);
                ref var pixel = ref image[i * side + j];
                pixel = Math.Max(pixel, value);
            }
        }
    }

    private static (int First, int Last) Range(double a, double b, double reach, int side) =>
        (Math.Clamp((int)Math.Floor(Math.Min(a, b) - reach), 0, side),
         Math.Clamp((int)Math.Floor(Math.Max(a, b) + reach), -1, side - 1));
}

/// <summary>A point of a drawn line in pixels and the pen's radius there.</summary>
internal readonly record struct Vertex(double X, double Y, double R);
