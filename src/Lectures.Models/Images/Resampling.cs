namespace Lectures.Models.Images;

/// <summary>Makes pictures smaller or larger.</summary>
internal static class Resampling
{
    /// <summary>A picture in a smaller size, each pixel the average of the area that it covers.</summary>
    public static Picture Reduce(Picture picture, int height, int width) =>
        Resize(Plane.Of(picture), height, width).ToPicture();

    /// <summary>A plane in another size: area averages where it shrinks, linear between the pixels where it
    /// grows.</summary>
    public static Plane Resize(Plane source, int height, int width)
    {
        var (h, w) = (source.Height, source.Width);
        var across = new float[h * width];
        var weights = Weights(w, width);
        for (var i = 0; i < h; i++)
        {
            foreach (var (to, from, weight) in weights)
                across[i * width + to] += weight * source.Values[i * w + from];
        }
        var values = new float[height * width];
        foreach (var (to, from, weight) in Weights(h, height))
        {
            for (var j = 0; j < width; j++)
                values[to * width + j] += weight * across[from * width + j];
        }
        return new Plane(height, width, values);
    }

    // What each of n old pixels gives to each of m new ones; for a new pixel the weights sum to 1.
    private static List<(int To, int From, float Weight)> Weights(int n, int m)
    {
        var weights = new List<(int, int, float)>();
        var step = (double)n / m;
        for (var k = 0; k < m; k++)
        {
            if (step >= 1)
            {
                var (begin, end) = (k * step, Math.Min((k + 1) * step, n));
                for (var from = (int)begin; from < n && from < end; from++)
                    weights.Add((k, from, (float)((Math.Min(end, from + 1) - Math.Max(begin, from)) / (end - begin))));
            }
            else
            {
                var centre = Math.Clamp((k + 0.5) * step - 0.5, 0, n - 1);
                var from = (int)centre;
                weights.Add((k, from, (float)(1 - (centre - from))));
                if (from + 1 < n)
                    weights.Add((k, from + 1, (float)(centre - from)));
            }
        }
        return weights;
    }
}
