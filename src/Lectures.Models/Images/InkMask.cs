namespace Lectures.Models.Images;

/// <summary>Where the ink is: connected pieces, distances and the pen's width.</summary>
internal sealed record InkMask(int Height, int Width, bool[] Pixels)
{
    /// <summary>The number of pixels with ink.</summary>
    public int Area => Pixels.Count(pixel => pixel);

    public static InkMask Of(Plane ink, double threshold) =>
        new(ink.Height, ink.Width, Array.ConvertAll(ink.Values, value => value >= threshold));

    /// <summary>Only the pieces, connected along edges or corners, of at least a share of the largest one's
    /// pixels.</summary>
    public InkMask WithoutSpecks(double share)
    {
        var piece = new int[Pixels.Length];     // from 1 on
        var sizes = new List<int> { 0 };
        var open = new Stack<int>();
        for (var start = 0; start < Pixels.Length; start++)
        {
            if (!Pixels[start] || piece[start] > 0)
                continue;
            var (number, size) = (sizes.Count, 0);
            piece[start] = number;
            open.Push(start);
            while (open.TryPop(out var k))
            {
                size++;
                var (i, j) = (k / Width, k % Width);
                for (var y = Math.Max(0, i - 1); y <= Math.Min(Height - 1, i + 1); y++)
                {
                    for (var x = Math.Max(0, j - 1); x <= Math.Min(Width - 1, j + 1); x++)
                    {
                        var next = y * Width + x;
                        if (!Pixels[next] || piece[next] > 0)
                            continue;
                        piece[next] = number;
                        open.Push(next);
                    }
                }
            }
            sizes.Add(size);
        }
        var least = share * sizes.Max();
        return this with { Pixels = Array.ConvertAll(piece, number => number > 0 && sizes[number] >= least) };
    }

    /// <summary>The smallest box around the ink; there must be some.</summary>
    public (int Top, int Left, int Height, int Width) Box()
    {
        var (top, left, bottom, right) = (Height, Width, -1, -1);
        for (var k = 0; k < Pixels.Length; k++)
        {
            if (!Pixels[k])
                continue;
            var (i, j) = (k / Width, k % Width);
            (top, bottom, left, right) = (Math.Min(top, i), Math.Max(bottom, i), Math.Min(left, j), Math.Max(right, j));
        }
        return (top, left, bottom - top + 1, right - left + 1);
    }

    /// <summary>
    /// The mean width of the strokes in pixels: a long straight stroke of width w has w L pixels and 2 L edges along a
    /// row or column, 2 √2 L along a diagonal; 1.2 is between.
    /// </summary>
    public double PenWidth()
    {
        var edges = 0;
        for (var i = 0; i < Height; i++)
        {
            for (var j = 0; j < Width; j++)
            {
                if (!Pixels[i * Width + j])
                    continue;
                edges += (At(i - 1, j) ? 0 : 1) + (At(i + 1, j) ? 0 : 1)
                    + (At(i, j - 1) ? 0 : 1) + (At(i, j + 1) ? 0 : 1);
            }
        }
        return 1.2 * 2 * Area / edges;
    }

    /// <summary>The distance of each pixel to the nearest ink, in pixels, shape (Height, Width).</summary>
    /// <remarks>Felzenszwalb and Huttenlocher (2012): the lower envelope of parabolas, along columns, then
    /// rows.</remarks>
    public float[] Distances()
    {
        var squared = Array.ConvertAll(Pixels, pixel => pixel ? 0.0 : double.PositiveInfinity);
        for (var j = 0; j < Width; j++)
            Envelope(squared, j, Width, Height);
        for (var i = 0; i < Height; i++)
            Envelope(squared, i * Width, 1, Width);
        return Array.ConvertAll(squared, value => (float)Math.Sqrt(value));
    }

    // f(p) ← min over q of f(q) + (p − q)² on one line of n values.
    private static void Envelope(double[] f, int start, int stride, int n)
    {
        var (vertex, height, begin) = (new int[n], new double[n], new double[n]);
        var last = -1;
        for (var q = 0; q < n; q++)
        {
            var value = f[start + q * stride];
            if (double.IsInfinity(value))
                continue;
            var cross = double.NegativeInfinity;
            for (; last >= 0; last--)
            {
                var v = vertex[last];
                cross = (value + (double)q * q - height[last] - (double)v * v) / (2.0 * (q - v));
                if (cross > begin[last])
                    break;
                cross = double.NegativeInfinity;
            }
            (vertex[++last], height[last], begin[last]) = (q, value, cross);
        }
        if (last < 0)
            return;
        for (int p = 0, k = 0; p < n; p++)
        {
            while (k < last && begin[k + 1] < p)
                k++;
            f[start + p * stride] = height[k] + (double)(p - vertex[k]) * (p - vertex[k]);
        }
    }

    private bool At(int i, int j) => i >= 0 && j >= 0 && i < Height && j < Width && Pixels[i * Width + j];
}
