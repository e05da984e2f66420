using TorchSharp;
using static TorchSharp.torch;

namespace Lectures.Models.Data;

/// <summary>Grey images with a class each, kept as bytes: pixels (N,H,W) and labels (N).</summary>
public sealed partial class ImageSet
{
    private readonly byte[] pixels;
    private readonly byte[] labels;

    /// <summary>Puts a set together from its bytes, which it keeps without a copy.</summary>
    /// <param name="pixels">N·H·W grey values from 0 to 255, images one after the other, row by row.</param>
    /// <param name="labels">N labels, each below the number of classes.</param>
    /// <param name="height">H, in pixels.</param>
    /// <param name="width">W, in pixels.</param>
    /// <param name="classes">K; without it the largest label + 1, and at least 2.</param>
    /// <exception cref="DataException">
    /// The set is empty, the number of images is not that of the labels, or a label is outside the classes.
    /// </exception>
    public ImageSet(byte[] pixels, byte[] labels, int height, int width, int? classes = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        if (labels.Length == 0)
            throw new DataException("images: expected at least one, got an empty set.");
        if (pixels.Length != (long)labels.Length * height * width)
        {
            throw new DataException($"images: {labels.Length:N0} labels need as many images of {height}×{width} "
                + $"({(long)labels.Length * height * width:N0} bytes), got {pixels.Length:N0} bytes.");
        }
        Classes = classes ?? Math.Max(2, labels.Max() + 1);
        var stray = Array.FindIndex(labels, label => label >= Classes);
        if (stray >= 0)
        {
            throw new DataException($"labels: expected each below {Classes} (the number of classes), "
                + $"got {labels[stray]} for image {stray}.");
        }

        (this.pixels, this.labels, Height, Width) = (pixels, labels, height, width);
    }

    /// <summary>N, the number of images.</summary>
    public int Count => labels.Length;

    /// <summary>H, in pixels.</summary>
    public int Height { get; }

    /// <summary>W, in pixels.</summary>
    public int Width { get; }

    /// <summary>K, the number of classes.</summary>
    public int Classes { get; }

    /// <summary>All grey values from 0 to 255, shape (N,H,W) row by row.</summary>
    public ReadOnlyMemory<byte> Pixels => pixels;

    /// <summary>All labels, shape (N).</summary>
    public ReadOnlyMemory<byte> Labels => labels;

    /// <summary>The grey values of one image, shape (H,W) row by row.</summary>
    /// <param name="index">In [0, N).</param>
    /// <returns>A view into the set.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image.</exception>
    public ReadOnlySpan<byte> Image(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return pixels.AsSpan(index * Height * Width, Height * Width);
    }

    /// <summary>A part of the set with the same classes, copied.</summary>
    /// <param name="range">Images in a row, at least one.</param>
    /// <returns>The part.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves the set.</exception>
    /// <exception cref="DataException">The range is empty.</exception>
    public ImageSet Slice(Range range)
    {
        var (start, count) = range.GetOffsetAndLength(Count);
        return new ImageSet(PixelsOf(start, count).ToArray(), labels[range], Height, Width, Classes);
    }

    /// <summary>Images in a row as a tensor, grey values scaled to [0, 1].</summary>
    /// <param name="range">Which ones.</param>
    /// <param name="dtype">A floating type; float32 without it.</param>
    /// <returns>Shape (n,1,H,W); the caller disposes it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves the set.</exception>
    public Tensor Images(Range range, ScalarType dtype = ScalarType.Float32)
    {
        var (start, count) = range.GetOffsetAndLength(Count);
        return Scale(PixelsOf(start, count).ToArray(), count, dtype);
    }

    /// <summary>Chosen images as a tensor, grey values scaled to [0, 1].</summary>
    /// <param name="indices">Which ones, each in [0, N), in this order.</param>
    /// <param name="dtype">A floating type; float32 without it.</param>
    /// <returns>Shape (n,1,H,W); the caller disposes it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image.</exception>
    public Tensor Images(ReadOnlySpan<int> indices, ScalarType dtype = ScalarType.Float32)
    {
        var chosen = new byte[indices.Length * Height * Width];
        for (var k = 0; k < indices.Length; k++)
            Image(indices[k]).CopyTo(chosen.AsSpan(k * Height * Width));
        return Scale(chosen, indices.Length, dtype);
    }

    /// <summary>Labels in a row as a tensor of classes.</summary>
    /// <param name="range">Which ones.</param>
    /// <returns>Shape (n), int64; the caller disposes it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves the set.</exception>
    public Tensor Targets(Range range) => tensor(Array.ConvertAll(labels[range], label => (long)label));

    /// <summary>Chosen labels as a tensor of classes.</summary>
    /// <param name="indices">Which ones, each in [0, N), in this order.</param>
    /// <returns>Shape (n), int64; the caller disposes it.</returns>
    /// <exception cref="IndexOutOfRangeException">There is no such label.</exception>
    public Tensor Targets(ReadOnlySpan<int> indices)
    {
        var chosen = new long[indices.Length];
        for (var k = 0; k < indices.Length; k++)
            chosen[k] = labels[indices[k]];
        return tensor(chosen);
    }

    private ReadOnlySpan<byte> PixelsOf(int start, int count) =>
        pixels.AsSpan(start * Height * Width, count * Height * Width);

    // x = byte / 255, correctly rounded in the type asked for. The Scalar is kept in a variable, for TorchSharp does
    // not keep a temporary one from its finalizer while native code reads it.
    private Tensor Scale(byte[] bytes, int count, ScalarType dtype)
    {
        using var raw = tensor(bytes, [count, 1, Height, Width]);
        using var x = raw.to(dtype);
        using Scalar white = 255;
        return x / white;
    }
}
