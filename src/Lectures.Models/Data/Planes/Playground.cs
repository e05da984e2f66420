namespace Lectures.Models.Data.Planes;

/// <summary>The four data sets of TensorFlow Playground, the page on which the lecture shows its demos.</summary>
/// <remarks>Source: the facts of the public page, playground.tensorflow.org; 500 points, half of them for training.
/// Class 1 is the page's +1.</remarks>
public static class Playground
{
    /// <summary>Points of a set, as the page has them.</summary>
    public const int Count = 500;

    /// <summary>Half the width of the page's square, in which features lie.</summary>
    public const double Extent = 6;

    /// <summary>Draws a set; the points come in random order, so that its first half can be learned from.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="noise">The page's slider / 100, in [0, 0.5].</param>
    /// <param name="seed">Decides everything.</param>
    /// <param name="count">How many points, even.</param>
    /// <exception cref="ArgumentException">The noise is out of range, or the count odd or below 2.</exception>
    public static PlanePoints Draw(PlaygroundSet kind, double noise, long seed, int count = Count)
    {
        if (!(noise is >= 0 and <= 0.5)) throw new ArgumentException($"noise: expected 0 to 0.5, got {noise}.");
        if (count < 2 || count % 2 != 0)
            throw new ArgumentException($"count: expected an even number from 2, got {count}.");
        var random = SplitMix64.Stream(seed, (long)kind);
        var points = new PlanePoint[count];
        for (var i = 0; i < count; i++)
        {
            var (half, place) = (2 * i / count, i % (count / 2));
            points[i] = kind switch
            {
                PlaygroundSet.Gaussian => Gaussian(ref random, half, noise),
                PlaygroundSet.ExclusiveOr => ExclusiveOr(ref random, noise),
                PlaygroundSet.Circle => Circle(ref random, half, noise),
                PlaygroundSet.Spiral => Spiral(ref random, half, place / (count / 2.0), noise),
                _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
            };
        }
        for (var i = count - 1; i > 0; i--)
        {
            var j = random.Next(i + 1);
            (points[i], points[j]) = (points[j], points[i]);
        }
        return new(points);
    }

    // Centres (2,2) and (−2,−2); the variance grows from 0.5 to 4 with the noise.
    private static PlanePoint Gaussian(ref SplitMix64 random, int half, double noise)
    {
        var (centre, deviation) = (half == 0 ? 2 : -2, Math.Sqrt(0.5 + 7 * noise));
        return new(centre + deviation * random.Normal(), centre + deviation * random.Normal(), 1 - half);
    }

    // x, y ~ U(−5,5), pushed 0.3 away from the axes; +1 where the noisy x and y have one sign.
    private static PlanePoint ExclusiveOr(ref SplitMix64 random, double noise)
    {
        double x = Pushed(random.Uniform(-5, 5)), y = Pushed(random.Uniform(-5, 5));
        double u = 5 * noise * random.Uniform(-1, 1), v = 5 * noise * random.Uniform(-1, 1);
        return new(x, y, (x + u) * (y + v) >= 0 ? 1 : 0);

        static double Pushed(double x) => x + (x > 0 ? 0.3 : -0.3);
    }

    // Radius U(0, 2.5) or U(3.5, 5); +1 where the noisy point is within 2.5.
    private static PlanePoint Circle(ref SplitMix64 random, int half, double noise)
    {
        var radius = half == 0 ? random.Uniform(0, 2.5) : random.Uniform(3.5, 5);
        var angle = random.Uniform(0, 2 * Math.PI);
        double x = radius * Math.Sin(angle), y = radius * Math.Cos(angle);
        double u = 5 * noise * random.Uniform(-1, 1), v = 5 * noise * random.Uniform(-1, 1);
        return new(x, y, double.Hypot(x + u, y + v) < 2.5 ? 1 : 0);
    }

    // Radius 5 t at angle 1.75 · 2π t, t in [0, 1); the other arm is turned by π.
    private static PlanePoint Spiral(ref SplitMix64 random, int half, double t, double noise)
    {
        var angle = 1.75 * 2 * Math.PI * t + (half == 0 ? 0 : Math.PI);
        return new(
            5 * t * Math.Sin(angle) + noise * random.Uniform(-1, 1),
            5 * t * Math.Cos(angle) + noise * random.Uniform(-1, 1), 1 - half);
    }
}

/// <summary>A data set of the Playground.</summary>
public enum PlaygroundSet
{
    /// <summary>Two clouds, linearly separable where there is little noise.</summary>
    Gaussian,

    /// <summary>Four squares, opposite ones of one class.</summary>
    ExclusiveOr,

    /// <summary>A disc in a ring.</summary>
    Circle,

    /// <summary>Two arms around each other.</summary>
    Spiral,
}
