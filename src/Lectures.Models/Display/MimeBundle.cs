namespace Lectures.Models.Display;

/// <summary>One thing in several forms, of which whoever shows it takes the richest that it can.</summary>
/// <param name="Forms">By media type: <c>text/plain</c>, <c>text/html</c>, <c>image/png</c> in base64 …</param>
public sealed record MimeBundle(IReadOnlyDictionary<string, string> Forms)
{
    /// <summary>Plain text alone.</summary>
    public static MimeBundle Text(string text) => new(new Dictionary<string, string> { ["text/plain"] = text });

    /// <summary>HTML, with plain text for where there is none.</summary>
    public static MimeBundle Html(string html, string text) =>
        new(new Dictionary<string, string> { ["text/html"] = html, ["text/plain"] = text });

    /// <summary>A picture, with plain text for where there is none.</summary>
    public static MimeBundle Png(byte[] png, string text) =>
        new(new Dictionary<string, string> { ["image/png"] = Convert.ToBase64String(png), ["text/plain"] = text });

    /// <summary>A drawing, with plain text for where there is none.</summary>
    public static MimeBundle Svg(string svg, string text) =>
        new(new Dictionary<string, string> { ["image/svg+xml"] = svg, ["text/plain"] = text });

    /// <summary>The plain text, or nothing.</summary>
    public override string ToString() => Forms.GetValueOrDefault("text/plain") ?? "";
}
