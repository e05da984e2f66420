using System.Text;

namespace Lectures.Runner.Notebook;

/// <summary>Text as a terminal shows it in the end: what a carriage return or a backspace leads back over is
/// overwritten.</summary>
internal static class TerminalText
{
    /// <summary>The text without carriage returns and backspaces.</summary>
    public static string Of(string text) =>
        text.AsSpan().ContainsAny('\r', '\b') ? string.Join('\n', text.Split('\n').Select(Line)) : text;

    private static string Line(string line)
    {
        var (shown, at) = (new StringBuilder(), 0);
        foreach (var c in line)
        {
            if (c == '\r')
                at = 0;
            else if (c == '\b')
                at = Math.Max(0, at - 1);
            else
            {
                if (at < shown.Length) shown[at] = c;
                else shown.Append(c);
                at++;
            }
        }
        return shown.ToString();
    }
}
