using System.Security;
using System.Text;
using Wcwidth;

namespace Lectures.Models.Display;

/// <summary>Rows and columns of text.</summary>
/// <param name="Head">What stands over each column.</param>
/// <param name="Rows">The rows; each has a cell for every column.</param>
internal sealed record Table(IReadOnlyList<string> Head, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>What it is, or nothing.</summary>
    public string Title { get; init; } = "";

    /// <summary>What stands below it, or nothing.</summary>
    public string Note { get; init; } = "";

    /// <summary>As HTML and as plain text.</summary>
    public MimeBundle Shown => MimeBundle.Html(Html(), Text());

    // Numbers to the right, where their digits meet.
    private bool[] IsNumeric => [.. Head.Select((_, k) => Rows.Count > 0 && Rows.All(row =>
        row[k].Length == 0 || char.IsAsciiDigit(row[k].TrimStart('-', '−')[0])))];

    private string Html()
    {
        var html = new StringBuilder("<table>");
        if (Title.Length > 0) html.Append($"<caption>{Escape(Title)}</caption>");
        var head = string.Concat(Head.Select(cell => $"<th>{Escape(cell)}</th>"));
        html.Append($"\n<thead><tr>{head}</tr></thead>\n<tbody>\n");
        string[] sides = [.. IsNumeric.Select(isNumeric => isNumeric ? "right" : "left")];
        foreach (var row in Rows)
        {
            var cells = row.Zip(sides, (cell, side) => $"<td style=\"text-align: {side}\">{Escape(cell)}</td>");
            html.Append($"<tr>{string.Concat(cells)}</tr>\n");
        }
        html.Append("</tbody>\n</table>");
        if (Note.Length > 0) html.Append($"\n<p>{Escape(Note)}</p>");
        return html.ToString();
    }

    private string Text()
    {
        int[] widths = [.. Head.Select((cell, k) => Rows.Select(row => Width(row[k])).Append(Width(cell)).Max())];
        var right = IsNumeric;
        var rule = string.Join("  ", widths.Select(width => new string('─', width)));
        string[] lines = [Title, Line(Head), rule, .. Rows.Select(Line), Note];
        return string.Join('\n', lines.Where(line => line.Length > 0));

        string Line(IReadOnlyList<string> row) => string.Join("  ", row.Select((cell, k) =>
        {
            var gap = new string(' ', widths[k] - Width(cell));
            return right[k] ? gap + cell : cell + gap;
        })).TrimEnd();
    }

    // In columns of a terminal, where a Japanese character takes two; control characters count as -1 and take none.
    private static int Width(string text) =>
        text.EnumerateRunes().Sum(rune => Math.Max(0, UnicodeCalculator.GetWidth(rune)));

    private static string Escape(string text) => SecurityElement.Escape(text)!;
}
