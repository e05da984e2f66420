using System.Buffers.Binary;
using System.Text.RegularExpressions;

namespace Lectures.Runner.Notebook;

/// <summary>The size of a picture in an output, without drawing it.</summary>
internal static partial class PictureSize
{
    private const int WidthAt = 16, HeightAt = 20, HeaderLength = 24;

    /// <summary>Width and height, or a word where they cannot be told.</summary>
    /// <param name="type">The media type.</param>
    /// <param name="content">Base64, or the text of an SVG file.</param>
    public static string Of(string type, string content) => type switch
    {
        "image/png" => Png(content),
        "image/svg+xml" => Svg().Match(content) is { Success: true } svg ? $"{Side(svg.Value, "width")}×{Side(svg.Value, "height")}" : "damaged",
        _ => "present",
    };

    // The header comes first in a PNG file.
    private static string Png(string content)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        var text = content.Replace("\n", "").AsSpan();
        return text.Length >= HeaderLength / 3 * 4 && Convert.TryFromBase64Chars(text[..(HeaderLength / 3 * 4)], header, out _)
            ? $"{BinaryPrimitives.ReadInt32BigEndian(header[WidthAt..])}×{BinaryPrimitives.ReadInt32BigEndian(header[HeightAt..])}"
            : "damaged";
    }

    private static string Side(string svg, string name) =>
        Regex.Match(svg, $"""\s{name}\s*=\s*["']([^"']*)["']""") is { Success: true } side ? side.Groups[1].Value : "?";

    [GeneratedRegex("<svg[^>]*>")]
    private static partial Regex Svg();
}
