namespace Lectures.Models.Data.Handwriting;

/// <summary>
/// How far handwriting spreads: standard deviations between writers (first number) and between one writer's digits
/// (second number). Lengths are in heights of a digit where nothing else is said.
/// </summary>
internal static class Variation
{
    /// <summary>A writer's digits follow each other in a set, this many at a time.</summary>
    public const int ImagesPerWriter = 50;

    /// <summary>The share of digits written in another than the writer's preferred style.</summary>
    public const double OtherStyle = 0.15;

    /// <summary>Points of the path.</summary>
    public static readonly Spread Point = new(0.032, 0.024);

    /// <summary>Horizontal shift per height, to the right at the top; the mean is <see cref="MeanSlant"/>.</summary>
    public static readonly Spread Slant = new(0.24, 0.09);

    /// <summary>Mean of the slant.</summary>
    public const double MeanSlant = 0.14;

    /// <summary>Tangent of the half angle of rotation.</summary>
    public static readonly Spread Rotation = new(0.035, 0.04);

    /// <summary>Width over the style's own width, around 1.</summary>
    public static readonly Spread Aspect = new(0.16, 0.09);

    /// <summary>Radius of the pen in pixels; the mean is <see cref="MeanRadius"/>.</summary>
    public static readonly Spread Radius = new(0.32, 0.12);

    /// <summary>Mean radius of the pen in pixels.</summary>
    public const double MeanRadius = 1.2;

    /// <summary>Smallest radius of the pen in pixels.</summary>
    public const double LeastRadius = 0.6;

    /// <summary>Change of the radius along a stroke, as a share of it.</summary>
    public static readonly Spread Pressure = new(0.08, 0.10);

    /// <summary>Displacement of the nodes of the elastic field.</summary>
    public static readonly Spread Elastic = new(0.065, 0.055);

    /// <summary>The larger side of a digit in pixels; the mean is <see cref="MeanSize"/>.</summary>
    public static readonly Spread Size = new(0.6, 0.8);

    /// <summary>Mean of the larger side in pixels: MNIST fits digits into 20×20.</summary>
    public const double MeanSize = 19.8;

    /// <summary>Distance of the centre of mass from the middle of the image, in pixels per axis.</summary>
    public static readonly Spread Position = new(0, 0.6);

    /// <summary>Haste multiplies a digit's own spread by 1 + this × e², e uniform in [0, 1): a hasty tail.</summary>
    public const double Haste = 0.75;
}

/// <summary>Standard deviations between writers and between one writer's digits.</summary>
internal readonly record struct Spread(double Writer, double Sample);
