using Lectures.Models.Images;

namespace Lectures.Models.Tests.Images;

/// <summary>Draws a digit as on paper: enlarged with sharp edges, anywhere, in any light.</summary>
/// <param name="Height">Of the picture, in pixels.</param>
/// <param name="Width">Of the picture, in pixels.</param>
/// <param name="Size">What the digit's own image of 28×28 becomes, in pixels; its proportions stay.</param>
/// <param name="Top">Where that lies; the digit's image may reach over the picture's edge.</param>
/// <param name="Left">Where that lies.</param>
public sealed record Paper(int Height, int Width, int Size, int Top, int Left)
{
    /// <summary>Whether the ink is dark and the paper light.</summary>
    public bool Dark { get; init; } = true;

    /// <summary>How much less light there is in the bottom right corner, 0 to 1.</summary>
    public double Shade { get; init; }

    /// <summary>The deviation of the noise, in grey levels.</summary>
    public double Noise { get; init; }

    /// <summary>The number of single specks of 2×2 pixels.</summary>
    public int Specks { get; init; }

    public Picture Draw(Picture digit, int seed = 1)
    {
        var random = new Random(seed);
        var large = Resampling.Resize(Plane.Of(digit), Size, Size).Cut(-Top, -Left, Height, Width);
        var sharpness = Math.Max(1, Size / 28f);
        var ink = Array.ConvertAll(large.Values, value => Math.Clamp((value - 0.5f) * sharpness + 0.5f, 0, 1));
        for (var speck = 0; speck < Specks; speck++)
        {
            var (i, j) = (random.Next(Height - 1), random.Next(Width - 1));
            foreach (var k in (int[])[i * Width + j, i * Width + j + 1, (i + 1) * Width + j, (i + 1) * Width + j + 1])
                ink[k] = 1;
        }
        var pixels = new byte[ink.Length];
        for (var k = 0; k < pixels.Length; k++)
        {
            var (y, x) = ((double)(k / Width) / Height, (double)(k % Width) / Width);
            var light = 1 - Shade * (0.6 * x + 0.4 * y * y);
            var value = light * (Dark ? 235 * (1 - 0.8 * ink[k]) : 30 + 200 * ink[k]);
            // The sum of 12 uniform numbers is nearly normal, with variance 1.
            for (var n = 0; n < 12 && Noise > 0; n++)
                value += Noise * (random.NextDouble() - 0.5);
            pixels[k] = (byte)Math.Clamp(value, 0, 255);
        }
        return new Picture(Height, Width, pixels);
    }
}
