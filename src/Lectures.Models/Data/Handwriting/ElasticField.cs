namespace Lectures.Models.Data.Handwriting;

/// <summary>A smooth random displacement of the plane: uniform cubic B-splines over a grid of random vectors.</summary>
/// <remarks>
/// The role of the elastic distortion of Simard, Steinkraus and Platt (2003), with splines in the place of Gaussian
/// blur: + and × alone, so that every machine computes the same bits.
/// </remarks>
internal readonly struct ElasticField
{
    private const int Cells = 2;            // over the box [−½, ½]²
    private const int Nodes = Cells + 3;    // a cubic B-spline needs one node more on the left and two on the right
    private readonly double[] x, y;         // (Nodes, Nodes) row by row

    /// <summary>A field with nodes displaced by <paramref name="deviation"/> per axis.</summary>
    public ElasticField(ref SplitMix64 random, double deviation)
    {
        x = new double[Nodes * Nodes];
        y = new double[Nodes * Nodes];
        for (var node = 0; node < x.Length; node++)
        {
            x[node] = random.Bell() * deviation;
            y[node] = random.Bell() * deviation;
        }
    }

    /// <summary>The displacement at a point; constant along the outward normal beyond the box.</summary>
    public (double X, double Y) At(double px, double py)
    {
        Span<double> column = stackalloc double[4], row = stackalloc double[4];
        var left = Weights(px, column);
        var top = Weights(py, row);
        double dx = 0, dy = 0;
        for (var r = 0; r < 4; r++)
        {
            for (var c = 0; c < 4; c++)
            {
                var node = (top + r) * Nodes + left + c;
                dx += row[r] * column[c] * x[node];
                dy += row[r] * column[c] * y[node];
            }
        }
        return (dx, dy);
    }

    // The four cubic B-splines that are not 0 at a coordinate, and the index of the first.
    private static int Weights(double coordinate, Span<double> w)
    {
        var position = Math.Clamp(coordinate + 0.5, 0, 1) * Cells;
        var cell = Math.Min((int)position, Cells - 1);
        var t = position - cell;
        var s = 1 - t;
        w[0] = s * s * s / 6;
        w[1] = (3 * t * t * t - 6 * t * t + 4) / 6;
        w[2] = (3 * s * s * s - 6 * s * s + 4) / 6;
        w[3] = t * t * t / 6;
        return cell;
    }
}
