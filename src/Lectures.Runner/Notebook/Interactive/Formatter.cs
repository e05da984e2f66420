using Own = Lectures.Models.Display.Formatter;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>What notebooks written for .NET Interactive call to change how values are shown; our
/// <see cref="Own">Formatter</see> does it.</summary>
public static class Formatter
{
    /// <summary>Shows values of a type as a text of some media type from now on.</summary>
    public static void Register<T>(Func<T, string> formatter, string mimeType = "text/plain") =>
        Own.Register<T>(value => new(new Dictionary<string, string> { [mimeType] = formatter(value) }));

    /// <inheritdoc cref="Register{T}(Func{T, string}, string)"/>
    public static void Register<T>(Action<T, TextWriter> formatter, string mimeType = "text/plain") =>
        Register<T>(value =>
        {
            using var writer = new StringWriter();
            formatter(value, writer);
            return writer.ToString();
        }, mimeType);

    /// <summary>Shows values of a type in these forms from now on, where they have them.</summary>
    public static void SetPreferredMimeTypesFor(Type type, params string[] mimeTypes) => Own.Prefer(type, mimeTypes);

    /// <summary>A value as it is shown, in one form.</summary>
    public static string ToDisplayString(this object? value, string mimeType = "text/plain") =>
        string.Join('\n', Own.Of(value, mimeType).Select(shown =>
            shown.Forms.GetValueOrDefault(mimeType) ?? $"{shown}"));
}
