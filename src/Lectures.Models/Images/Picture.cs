using Lectures.Models.Data;
using SkiaSharp;
using static TorchSharp.torch;

namespace Lectures.Models.Images;

/// <summary>A grey picture of any size; the one way to image files.</summary>
public sealed class Picture
{
    private readonly byte[] pixels;

    /// <summary>Puts a picture together from its bytes, which it keeps without a copy.</summary>
    /// <param name="height">H, in pixels, positive.</param>
    /// <param name="width">W, in pixels, positive.</param>
    /// <param name="pixels">H·W grey values, 0 black to 255 white, row by row.</param>
    /// <exception cref="ArgumentException">The number of bytes is not H·W.</exception>
    public Picture(int height, int width, byte[] pixels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        if (pixels.Length != (long)height * width)
            throw new ArgumentException(
                $"{nameof(pixels)}: expected {height}×{width} = {(long)height * width} bytes, got {pixels.Length}.");
        (Height, Width, this.pixels) = (height, width, pixels);
    }

    /// <summary>H, in pixels.</summary>
    public int Height { get; }

    /// <summary>W, in pixels.</summary>
    public int Width { get; }

    /// <summary>All grey values, 0 black to 255 white, shape (H,W) row by row.</summary>
    public ReadOnlyMemory<byte> Pixels => pixels;

    /// <summary>A grey value.</summary>
    /// <param name="row">In [0, H), from the top.</param>
    /// <param name="column">In [0, W), from the left.</param>
    public byte this[int row, int column] => pixels[row * Width + column];

    /// <summary>An image of a set, copied.</summary>
    /// <param name="set">The images.</param>
    /// <param name="index">In [0, N).</param>
    /// <returns>The picture, H×W as the set's.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image.</exception>
    public static Picture Of(ImageSet set, int index) => new(set.Height, set.Width, set.Image(index).ToArray());

    /// <summary>Reads a PNG, JPEG or BMP file: luminance, laid over white where transparent, turned upright as its
    /// camera says.</summary>
    /// <param name="path">The file; at most 50 million pixels and 200 MB.</param>
    /// <returns>The picture, at least two pixels.</returns>
    /// <exception cref="DataException">The file is missing, empty, not such an image, damaged, too large or a single
    /// pixel.</exception>
    public static Picture Load(string path) => Decode(PictureFile.Read(path), path);

    /// <summary>Reads the content of a PNG, JPEG or BMP file.</summary>
    /// <param name="file">All bytes of the file.</param>
    /// <param name="name">What error messages call it.</param>
    /// <returns>The picture, at least two pixels.</returns>
    /// <exception cref="DataException">As for <see cref="Load"/>.</exception>
    public static Picture Decode(ReadOnlySpan<byte> file, string name) => PictureFile.Decode(file, name);

    /// <summary>The content of a PNG file with this picture, lossless.</summary>
    /// <returns>The bytes; the same ones for the same picture.</returns>
    public byte[] ToPng()
    {
        using var bitmap = ToBitmap();
        return PictureFile.Png(bitmap);
    }

    /// <summary>Writes a PNG file, whole or not at all.</summary>
    /// <param name="path">The file to make or to replace; its folder must exist.</param>
    /// <exception cref="DataException">It cannot be written.</exception>
    public void Save(string path) => AtomicFile.Write(path, stream => stream.Write(ToPng()));

    /// <summary>The picture as a model's input, grey values scaled to [0, 1].</summary>
    /// <param name="dtype">A floating type; float32 without it.</param>
    /// <returns>Shape (1,1,H,W); the caller disposes it.</returns>
    public Tensor ToTensor(ScalarType dtype = ScalarType.Float32) =>
        new ImageSet(pixels, [0], Height, Width).Images(.., dtype);

    internal SKBitmap ToBitmap()
    {
        var bitmap = new SKBitmap(new SKImageInfo(Width, Height, SKColorType.Gray8, SKAlphaType.Opaque));
        var rows = bitmap.GetPixelSpan();
        for (var i = 0; i < Height; i++)
            pixels.AsSpan(i * Width, Width).CopyTo(rows[(i * bitmap.RowBytes)..]);
        return bitmap;
    }
}
