namespace Lectures.Models.Display;

/// <summary>Something that is shown.</summary>
public sealed class DisplayedValue
{
    private readonly string identity;

    internal DisplayedValue(string identity) => this.identity = identity;

    /// <summary>Shows another value in its place.</summary>
    public void Update(object? value)
    {
        var part = 0;
        foreach (var shown in Formatter.Of(value)) Screen.Show($"{identity}.{part++}", shown);
    }
}
