using System.Buffers.Binary;
using System.Text.RegularExpressions;

namespace Lectures.Runner.Notebook;

/// <summary>The size of a picture in an output, without drawing it.</summary>
internal static partial class PictureSize
{
    private const int WidthAt = 16, HeightAt = 20, HeaderBytes = 24, HeaderCharacters = HeaderBytes / 3 * 4;
    private const string Damaged = "damaged";

    /// <summary>Width and height, or a word where they cannot be told.</summary>
    /// <param name="type">The media type.</param>
    /// <param name="content">Base64, or the text of an SVG file.</param>
    public static string Of(string type, string content) => type switch
    {
        "image/png" => Png(content),
        "image/svg+xml" => Svg().Match(content) is { Success: true } svg
            ? $"{Side(svg.Value, "width")}×{Side(svg.Value, "height")}" : Damaged,
        _ => "present",
    };

    // The header comes first in a PNG file.
    private static string Png(string content)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        var start = content.AsSpan(0, Math.Min(content.Length, HeaderCharacters));
        if (!Convert.TryFromBase64Chars(start, header, out var count) || count < HeaderBytes) return Damaged;
        var width = BinaryPrimitives.ReadInt32BigEndian(header[WidthAt..]);
        return $"{width}×{BinaryPrimitives.ReadInt32BigEndian(header[HeightAt..])}";
    }

    private static string Side(string svg, string name) =>
        Regex.Match(svg, $"""\s{name}\s*=\s*["']([^"']*)["']""") is { Success: true } side ? side.Groups[1].Value : "?";

    [GeneratedRegex("<svg[^>]*>")]
    private static partial Regex Svg();
}
