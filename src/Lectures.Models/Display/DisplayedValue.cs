namespace Lectures.Models.Display;

/// <summary>Something that is shown.</summary>
public sealed class DisplayedValue
{
    private readonly string identity;

    internal DisplayedValue(string identity) => this.identity = identity;

    /// <summary>Shows another value in its place.</summary>
    /// <param name="value">The value.</param>
    /// <param name="mimeTypes">The media types that are asked for; see <see cref="Formatter.Of"/>.</param>
    public void Update(object? value, params string[] mimeTypes)
    {
        var part = 0;
        foreach (var shown in Formatter.Of(value, mimeTypes)) Screen.Show($"{identity}.{part++}", shown);
    }
}
