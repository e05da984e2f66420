using System.Text;

namespace Lectures.Models.Images;

/// <summary>What a file is, told from its first bytes.</summary>
internal static class FileSignature
{
    public const string Png = "PNG", Jpeg = "JPEG", Bmp = "BMP";

    private const string Convert = "save it as PNG", NoImage = "give an image file";

    // Bytes at an offset, written in Latin 1.
    private static readonly (int Offset, string Bytes, string Format, string? Remedy)[] known =
    [
        (0, "\x89PNG\r\n\x1a\n", Png, null),
        (0, "\xff\xd8\xff", Jpeg, null),
        (0, "BM", Bmp, null),
        (0, "GIF8", "GIF", Convert),
        (8, "WEBP", "WebP", Convert),
        (0, "II*\0", "TIFF", Convert),
        (0, "MM\0*", "TIFF", Convert),
        (4, "ftypavif", "AVIF", Convert),
        (4, "ftyphei", "HEIC", Convert),
        (4, "ftypmif1", "HEIF", Convert),
        (0, "\0\0\x01\0", "an icon (ICO)", Convert),
        (0, "8BPS", "a Photoshop document", Convert),
        (4, "jP  ", "JPEG 2000", Convert),
        (0, "\xff\x0a", "JPEG XL", Convert),
        (4, "JXL ", "JPEG XL", Convert),
        (0, "%PDF", "a PDF document", Convert),
        (0, "\0\0\x08\x03", "an IDX file of many images", "give one image, as PNG"),
        (0, "\x1f\x8b", "a gzip archive", "unpack it"),
        (0, "PK\x03\x04", "a zip archive", "unpack it"),
    ];

    /// <summary>A file's format; the remedy is null for the formats that can be read.</summary>
    public static (string Format, string? Remedy) Of(ReadOnlySpan<byte> file)
    {
        foreach (var (offset, bytes, format, remedy) in known)
        {
            if (file.Length >= offset + bytes.Length
                && file.Slice(offset, bytes.Length).SequenceEqual(Encoding.Latin1.GetBytes(bytes)))
                return (format, remedy);
        }
        return Text(file[..Math.Min(file.Length, 512)]) ?? (
            $"unknown bytes ({string.Join(' ', file[..Math.Min(file.Length, 4)].ToArray().Select(b => $"{b:x2}"))} …)",
            NoImage);
    }

    private static (string Format, string? Remedy)? Text(ReadOnlySpan<byte> head)
    {
        if (head.ContainsAnyInRange((byte)0, (byte)8) || head.ContainsAnyInRange((byte)14, (byte)31))
            return null;
        var text = Encoding.UTF8.GetString(head).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        var isXml = text.StartsWith("<?xml", StringComparison.OrdinalIgnoreCase);
        return text.StartsWith("<svg", StringComparison.OrdinalIgnoreCase) || (isXml && text.Contains("<svg"))
                ? ("SVG", Convert)
            : text.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase)
                || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase)
                ? ("an HTML page", "fetch the image again, or save it as PNG")
            : ("text", NoImage);
    }
}
