using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>A number for each axis of an image (a kernel, a stride, a padding); one number stands for both.</summary>
/// <param name="Height">Along the rows, in pixels.</param>
/// <param name="Width">Along the columns, in pixels.</param>
public readonly record struct Size2d(long Height, long Width)
{
    /// <summary>The same number for both axes.</summary>
    public static implicit operator Size2d(long both) => new(both, both);

    /// <summary>(height, width).</summary>
    public static implicit operator Size2d((long Height, long Width) size) => new(size.Height, size.Width);

    /// <inheritdoc/>
    public override string ToString() => $"({Height}, {Width})";

    /// <summary>Of images (N,C,H,W).</summary>
    internal static Size2d Of(Tensor images) => new(images.size(2), images.size(3));

    /// <summary>The form that libtorch takes.</summary>
    internal long[] ToArray() => [Height, Width];

    /// <summary>Checks both numbers against the least value allowed, and against the 32 bits that libtorch
    /// has.</summary>
    internal Size2d AtLeast(long least, string name) =>
        Math.Min(Height, Width) < least ? throw new ArgumentException($"{name}: expected at least {least}, got {this}.")
        : Math.Max(Height, Width) > int.MaxValue
            ? throw new ArgumentException($"{name}: expected at most {int.MaxValue}, got {this}.")
        : this;
}
