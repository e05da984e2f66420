namespace Lectures.Models.Images;

/// <summary>Grey values with fractions, shape (Height, Width) row by row: 0 to 1.</summary>
internal sealed record Plane(int Height, int Width, float[] Values)
{
    public float this[int i, int j] => Values[i * Width + j];

    public static Plane Of(Picture picture)
    {
        var values = new float[picture.Height * picture.Width];
        var pixels = picture.Pixels.Span;
        for (var k = 0; k < values.Length; k++)
            values[k] = pixels[k] / 255f;
        return new Plane(picture.Height, picture.Width, values);
    }

    public Picture ToPicture() =>
        new(Height, Width, Array.ConvertAll(Values, value => (byte)(Math.Clamp(value, 0, 1) * 255 + 0.5f)));

    /// <summary>The part from (top, left) on, copied; 0 where it reaches over the edge.</summary>
    public Plane Cut(int top, int left, int height, int width)
    {
        var values = new float[height * width];
        for (var i = Math.Max(0, -top); i < height && top + i < Height; i++)
        {
            for (var j = Math.Max(0, -left); j < width && left + j < Width; j++)
                values[i * width + j] = this[top + i, left + j];
        }
        return new Plane(height, width, values);
    }
}
