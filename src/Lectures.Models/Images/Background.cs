namespace Lectures.Models.Images;

/// <summary>The light on the paper: a smooth surface under what is written on it.</summary>
internal sealed class Background
{
    private const int Terms = 6, Rounds = 12, MostPoints = 20_000;
    private const double Normal = 1.4826;               // median |x| to standard deviation, for normal x
    private const double LeastNoise = 0.5 / 255;        // rounding to grey levels

    private readonly double[] c;
    private readonly int height, width;

    private Background(double[] c, int height, int width) => (this.c, this.height, this.width) = (c, height, width);

    /// <summary>The standard deviation of the paper's grey values around the surface.</summary>
    public double Noise { get; private set; }

    // B(u, v) = c₀ + c₁u + c₂v + c₃u² + c₄uv + c₅v²       u, v from −1 to 1 across and down
    public double At(int i, int j)
    {
        var (u, v) = (Across(j, width), Across(i, height));
        return c[0] + u * (c[1] + c[3] * u + c[4] * v) + v * (c[2] + c[5] * v);
    }

    /// <summary>Fits the surface to the border first, where a digit is rarely, then to all that lies near it.</summary>
    public static Background Of(Plane picture)
    {
        var border = Math.Max(1, Math.Min(picture.Height, picture.Width) / 40);
        var inner = picture.Height - 2 * border;
        var ring = Points(picture, (i, j) => i < border || j < border || i >= border + inner
            || j >= picture.Width - border);
        var surface = Fit(picture, ring);
        var all = Points(picture, (_, _) => true);
        for (var round = 0; round < 2; round++)
        {
            var reach = 3 * Math.Max(surface.Noise, 2 * LeastNoise);
            var near = all.FindAll(p => Math.Abs(picture[p.I, p.J] - surface.At(p.I, p.J)) <= reach);
            if (near.Count < all.Count / 10)
                break;
            surface = Fit(picture, near);
        }
        return surface;
    }

    // Least Σ |P − B|, as reweighted least squares: strokes that cross the border count little.
    private static Background Fit(Plane picture, List<(int I, int J)> points)
    {
        var fit = new Background(new double[Terms], picture.Height, picture.Width);
        fit.c[0] = Median(points.ConvertAll(p => (double)picture[p.I, p.J]));
        var (a, term) = (new double[Terms, Terms + 1], new double[Terms]);
        for (var round = 0; round < Rounds; round++)
        {
            Array.Clear(a);
            foreach (var (i, j) in points)
            {
                var (u, v) = (Across(j, fit.width), Across(i, fit.height));
                (term[0], term[1], term[2], term[3], term[4], term[5]) = (1, u, v, u * u, u * v, v * v);
                var weight = 1 / Math.Max(Math.Abs(picture[i, j] - fit.At(i, j)), LeastNoise);
                for (var row = 0; row < Terms; row++)
                {
                    for (var column = 0; column < Terms; column++)
                        a[row, column] += weight * term[row] * term[column];
                    a[row, Terms] += weight * term[row] * picture[i, j];
                }
            }
            Solve(a).CopyTo(fit.c, 0);
        }
        fit.Noise = Normal * Median(points.ConvertAll(p => Math.Abs(picture[p.I, p.J] - fit.At(p.I, p.J))));
        return fit;
    }

    // Gauss–Jordan on a positive semidefinite system; a direction without data (a picture of one row) gets 0.
    private static double[] Solve(double[,] a)
    {
        var least = 1e-9 * a[0, 0];
        for (var k = 0; k < Terms; k++)
        {
            if (a[k, k] <= least)
                continue;
            for (var row = 0; row < Terms; row++)
            {
                var factor = a[row, k] / a[k, k];
                for (var column = k; row != k && column <= Terms; column++)
                    a[row, column] -= factor * a[k, column];
            }
        }
        return [.. Enumerable.Range(0, Terms).Select(k => a[k, k] <= least ? 0 : a[k, Terms] / a[k, k])];
    }

    private static List<(int I, int J)> Points(Plane picture, Func<int, int, bool> wanted)
    {
        var points = new List<(int I, int J)>();
        for (var i = 0; i < picture.Height; i++)
        {
            for (var j = 0; j < picture.Width; j++)
            {
                if (wanted(i, j))
                    points.Add((i, j));
            }
        }
        var step = 1 + points.Count / MostPoints;
        return step == 1 ? points : [.. points.Where((_, k) => k % step == 0)];
    }

    private static double Across(int k, int n) => n == 1 ? 0 : 2.0 * k / (n - 1) - 1;

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
