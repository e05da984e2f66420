using Lectures.Models.Data;
using SkiaSharp;

namespace Lectures.Models.Images;

/// <summary>Bytes of image files in and out; everything is checked before it is decoded.</summary>
internal static class PictureFile
{
    public const long MostPixels = 50_000_000;
    public const int MostBytes = 200_000_000;       // 50 million pixels without compression, 24 or 32 bits each
    private const int HeadLength = 1 << 16;

    /// <summary>Reads a file; what its first bytes show to be no image, or is too large, is not read to its
    /// end.</summary>
    public static byte[] Read(string path) => ReadableFile.Read(path, file =>
    {
        var head = new byte[HeadLength];
        var length = file.ReadAtLeast(head, HeadLength, throwOnEndOfStream: false);
        Format(head.AsSpan(0, length), path);
        using var content = new MemoryStream();
        content.Write(head, 0, length);
        while (length > 0)
        {
            if (content.Length > MostBytes || (file.CanSeek && file.Length > MostBytes))
            {
                throw new DataException(
                    $"{path}: expected at most {MostBytes / 1_000_000} MB, got more; make it smaller.");
            }
            length = file.Read(head);
            content.Write(head, 0, length);
        }
        return content.ToArray();
    });

    /// <summary>The picture in a file's bytes.</summary>
    public static Picture Decode(ReadOnlySpan<byte> file, string name)
    {
        var format = Format(file, name);
        if (format == FileSignature.Png)
            PngChunks.Check(file, name);
        using var data = SKData.CreateCopy(file);
        using var codec = SKCodec.Create(data) ?? throw Damaged(name, format, "its header is damaged or cut off");
        var (height, width) = (codec.Info.Height, codec.Info.Width);
        if ((long)height * width > MostPixels)
        {
            throw new DataException($"{name}: expected at most {MostPixels / 1_000_000} million pixels, "
                + $"got {width}×{height}; make it smaller.");
        }
        if ((long)height * width <= 1)
            throw new DataException($"{name}: expected a picture of something, got {width}×{height} pixels.");

        // Without a colour space nothing is converted: the values are those in the file.
        using var bitmap = new SKBitmap();
        var info = new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul, null);
        if (!bitmap.TryAllocPixels(info))
            throw new DataException($"{name}: no memory for {width}×{height} pixels; make it smaller.");
        var result = codec.GetPixels(info, bitmap.GetPixels());
        if (result != SKCodecResult.Success)
        {
            throw Damaged(name, format, result == SKCodecResult.IncompleteInput
                ? "it ends before its last row" : $"its content cannot be decoded ({result})");
        }
        return Orientation.Upright(new Picture(height, width, Grey(bitmap)), codec.EncodedOrigin);
    }

    /// <summary>A PNG file's bytes.</summary>
    public static byte[] Png(SKBitmap bitmap)
    {
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, quality: 100);
        return data.ToArray();
    }

    // Y = 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601), then over white: Y α + 255 (1 − α)
    private static byte[] Grey(SKBitmap bitmap)
    {
        var grey = new byte[bitmap.Height * bitmap.Width];
        var rgba = bitmap.GetPixelSpan();
        for (var i = 0; i < bitmap.Height; i++)
        {
            var row = rgba.Slice(i * bitmap.RowBytes, 4 * bitmap.Width);
            for (var j = 0; j < bitmap.Width; j++)
            {
                var (r, g, b, alpha) = (row[4 * j], row[4 * j + 1], row[4 * j + 2], row[4 * j + 3]);
                var luminance = (299 * r + 587 * g + 114 * b + 500) / 1000;
                grey[i * bitmap.Width + j] = (byte)((luminance * alpha + 255 * (255 - alpha) + 127) / 255);
            }
        }
        return grey;
    }

    private static string Format(ReadOnlySpan<byte> file, string name)
    {
        if (file.IsEmpty)
            throw new DataException($"{name}: expected a PNG, JPEG or BMP image, got an empty file.");
        var (format, remedy) = FileSignature.Of(file);
        return remedy is null
            ? format
            : throw new DataException($"{name}: expected a PNG, JPEG or BMP image, got {format}; {remedy}.");
    }

    private static DataException Damaged(string name, string format, string how) =>
        new($"{name}: damaged {format} image: {how}; copy or save it again.");
}
