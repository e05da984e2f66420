namespace Lectures.Models.Display;

/// <summary>Where things are shown: under the cell of a notebook, and on the console elsewhere.</summary>
public static class Screen
{
    private static int count;

    /// <summary>Shows something; the identity is that of what it replaces, or new.</summary>
    public static Action<string, MimeBundle> Show { get; set; } = (_, shown) => Console.WriteLine(shown);

    /// <summary>Shows a value, in its richest form.</summary>
    /// <param name="value">A tensor, a figure, rows of a table …; see <see cref="Formatter"/>.</param>
    /// <param name="mimeTypes">The media types that are asked for: <c>image/svg+xml</c> of a figure; without any, those
    /// that suit the value.</param>
    /// <returns>What is shown, to be replaced later.</returns>
    public static DisplayedValue Display<T>(this T value, params string[] mimeTypes)
    {
        var shown = new DisplayedValue($"{Interlocked.Increment(ref count)}");
        shown.Update(value, mimeTypes);
        return shown;
    }

#pragma warning disable IDE1006 // notebooks write it so
    /// <inheritdoc cref="Display{T}(T, string[])"/>
    public static DisplayedValue display(object? value, params string[] mimeTypes) => value.Display(mimeTypes);
#pragma warning restore IDE1006

    /// <summary>Shows a text that is written in some media type, such as <c>text/html</c>.</summary>
    public static DisplayedValue DisplayAs(this string text, string mimeType) =>
        new MimeBundle(new Dictionary<string, string> { [mimeType] = text }).Display();

    /// <summary>HTML as it is, to be shown.</summary>
    public static MimeBundle HTML(string html) => MimeBundle.Html(html, html);
}
