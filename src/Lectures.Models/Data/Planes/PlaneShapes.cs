namespace Lectures.Models.Data.Planes;

/// <summary>Further data sets of the plane.</summary>
public static class PlaneShapes
{
    /// <summary>Two clouds of points around centres on the diagonal.</summary>
    /// <param name="count">Points in all, at least 2; every other one is of class 1.</param>
    /// <param name="distance">Between the centres.</param>
    /// <param name="deviation">Standard deviation of each feature, not negative.</param>
    /// <param name="seed">Decides everything.</param>
    public static PlanePoints Clouds(int count, double distance, double deviation, long seed)
    {
        Expect.AtLeast(count, 2);
        Expect.NotNegative(deviation);
        var random = SplitMix64.Stream(seed);
        var points = new PlanePoint[count];
        for (var i = 0; i < count; i++)
        {
            var centre = (i % 2 == 0 ? -1 : 1) * distance / Math.Sqrt(8);
            points[i] = new(centre + deviation * random.Normal(), centre + deviation * random.Normal(), i % 2);
        }
        return new(points);
    }

    /// <summary>A cloud of points for each of several classes around centres on a circle.</summary>
    /// <param name="count">Points in all, at least one for each class; classes come in turn.</param>
    /// <param name="classes">How many, at least 2.</param>
    /// <param name="radius">Of the circle.</param>
    /// <param name="deviation">Standard deviation of each feature, not negative.</param>
    /// <param name="seed">Decides everything.</param>
    public static PlanePoints Clouds(int count, int classes, double radius, double deviation, long seed)
    {
        Expect.AtLeast(count, Expect.AtLeast(classes, 2));
        Expect.NotNegative(deviation);
        var random = SplitMix64.Stream(seed);
        var points = new PlanePoint[count];
        for (var i = 0; i < count; i++)
        {
            var (x, y) = Centre(i % classes, classes, radius);
            points[i] = new(x + deviation * random.Normal(), y + deviation * random.Normal(), i % classes);
        }
        return new(points);
    }

    /// <summary>The centre of a class's cloud on the circle; the first is at the top.</summary>
    /// <inheritdoc cref="Clouds(int, int, double, double, long)"/>
    internal static (double X1, double X2) Centre(int k, int classes, double radius) =>
        (radius * Math.Sin(2 * Math.PI * k / classes), radius * Math.Cos(2 * Math.PI * k / classes));

    /// <summary>Two half circles that reach into each other.</summary>
    /// <param name="count">Points in all, at least 2; every other one is of class 1.</param>
    /// <param name="noise">Standard deviation of each feature, not negative.</param>
    /// <param name="seed">Decides everything.</param>
    /// <remarks>Source: the rules of scikit-learn's make_moons, with random angles.</remarks>
    public static PlanePoints TwoMoons(int count, double noise, long seed)
    {
        Expect.AtLeast(count, 2);
        Expect.NotNegative(noise);
        var random = SplitMix64.Stream(seed);
        var points = new PlanePoint[count];
        for (var i = 0; i < count; i++)
        {
            var angle = random.Uniform(0, Math.PI);
            var (x, y) = i % 2 == 0
                ? (Math.Cos(angle), Math.Sin(angle)) : (1 - Math.Cos(angle), 0.5 - Math.Sin(angle));
            points[i] = new(x + noise * random.Normal(), y + noise * random.Normal(), i % 2);
        }
        return new(points);
    }

    /// <summary>A skewed cloud for each class around a corner of a square.</summary>
    /// <param name="count">Points in all, at least 2; every other one is of class 1.</param>
    /// <param name="seed">Decides everything.</param>
    /// <param name="separation">Half the side of the square.</param>
    /// <param name="flipped">The share of points whose class is drawn anew.</param>
    /// <remarks>Source: the rules of scikit-learn's make_classification for two features without redundant ones and one
    /// cluster a class: x = A z + corner, A ~ U(−1,1), z normal.</remarks>
    public static PlanePoints Classification(int count, long seed, double separation = 1, double flipped = 0.01)
    {
        Expect.AtLeast(count, 2);
        Expect.Share(flipped);
        var random = SplitMix64.Stream(seed);
        double[] a = [.. Enumerable.Range(0, 8).Select(_ => random.Uniform(-1, 1))];
        var first = random.Next(4);
        long[] corners = [first, (first + 1 + random.Next(3)) % 4];
        var points = new PlanePoint[count];
        for (var i = 0; i < count; i++)
        {
            var (k, z1, z2) = (i % 2, random.Normal(), random.Normal());
            var (right, up) = (corners[k] % 2 == 0 ? -1 : 1, corners[k] / 2 == 0 ? -1 : 1);
            var label = random.Uniform() < flipped ? (int)random.Next(2) : k;
            points[i] = new(
                a[4 * k] * z1 + a[4 * k + 1] * z2 + right * separation,
                a[4 * k + 2] * z1 + a[4 * k + 3] * z2 + up * separation, label);
        }
        return new(points);
    }
}
