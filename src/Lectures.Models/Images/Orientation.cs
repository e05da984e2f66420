using SkiaSharp;

namespace Lectures.Models.Images;

/// <summary>How a camera was held (Exif 2.3, tag 274): which corner of the scene the first pixel is.</summary>
internal static class Orientation
{
    /// <summary>The picture as it was seen.</summary>
    public static Picture Upright(Picture stored, SKEncodedOrigin origin)
    {
        if (origin is SKEncodedOrigin.TopLeft)
            return stored;
        var (h, w) = (stored.Height, stored.Width);
        var exchanged = origin >= SKEncodedOrigin.LeftTop;      // stored columns are rows of the scene
        var (height, width) = exchanged ? (w, h) : (h, w);
        var pixels = new byte[height * width];
        for (var i = 0; i < height; i++)
        {
            for (var j = 0; j < width; j++)
            {
                pixels[i * width + j] = origin switch
                {
                    SKEncodedOrigin.TopRight => stored[i, w - 1 - j],
                    SKEncodedOrigin.BottomRight => stored[h - 1 - i, w - 1 - j],
                    SKEncodedOrigin.BottomLeft => stored[h - 1 - i, j],
                    SKEncodedOrigin.LeftTop => stored[j, i],
                    SKEncodedOrigin.RightTop => stored[h - 1 - j, i],
                    SKEncodedOrigin.RightBottom => stored[h - 1 - j, w - 1 - i],
                    _ => stored[j, w - 1 - i],                  // LeftBottom
                };
            }
        }
        return new Picture(height, width, pixels);
    }
}
