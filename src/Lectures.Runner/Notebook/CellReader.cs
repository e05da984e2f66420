using System.Text.RegularExpressions;

namespace Lectures.Runner.Notebook;

/// <summary>What stands in a cell and is no C#; the message names it.</summary>
/// <param name="line">Its line in the cell, from 1.</param>
/// <param name="message">What, expected, remedy.</param>
internal sealed class CellFault(int line, string message) : Exception(message)
{
    public int Line => line;
}

/// <summary>Splits a cell, as .NET Interactive has it, into parts in one language each.</summary>
internal static partial class CellReader
{
    public const string CSharp = "csharp", Markdown = "markdown", Html = "html";

    private static readonly Dictionary<string, string> languages = new(StringComparer.OrdinalIgnoreCase)
    {
        [CSharp] = CSharp,
        ["C#"] = CSharp,
        ["cs"] = CSharp,
        [".NET"] = CSharp,
        ["polyglot-notebook"] = CSharp,
        [Markdown] = Markdown,
        ["md"] = Markdown,
        [Html] = Html,
    };

    // What .NET Interactive knows besides, and its extensions.
    private static readonly HashSet<string> foreign = new(StringComparer.OrdinalIgnoreCase)
    {
        "fsharp", "F#", "fs", "pwsh", "powershell", "PowerShell", "python", "py", "r", "javascript", "js", "typescript",
        "sql", "kql", "mermaid", "http", "value", "vbnet", "bash", "sh", "julia",
    };

    /// <summary>The parts of a cell, in order; those that hold nothing are left out.</summary>
    /// <param name="source">The cell's text.</param>
    /// <param name="language">What it is in until a magic says otherwise; null for C#.</param>
    /// <exception cref="CellFault">A magic or a package is not known here.</exception>
    public static IReadOnlyList<CellPart> Parts(string source, string? language)
    {
        var parts = new List<CellPart>();
        var (current, lines) = (NameOf(language ?? CSharp), new List<string>());
        var number = 0;
        foreach (var line in source.ReplaceLineEndings("\n").Split('\n'))
        {
            number++;
            if (Magic().Match(line) is { Success: true } magic)
            {
                var name = magic.Groups["name"].Value;
                End();
                current = languages.GetValueOrDefault(name) ?? (foreign.Contains(name) ? name : throw new CellFault(
                    number, $"#!{name}: unknown magic; expected a language, #!{CSharp}, #!{Markdown} or #!{Html}."));
                lines.AddRange(Enumerable.Repeat("", number));
            }
            else
                lines.Add(current == CSharp ? WithoutDirective(line, number) : line);
        }
        End();
        return parts;

        void End()
        {
            if (lines.Exists(line => !string.IsNullOrWhiteSpace(line))) parts.Add(new(current, string.Join('\n', lines)));
            lines.Clear();
        }
    }

    private static string NameOf(string language) => languages.GetValueOrDefault(language) ?? language;

    // '#r "nuget: …"' asks for what is here already; '#i' says where to look for what is not.
    private static string WithoutDirective(string line, int number)
    {
        if (Package().Match(line) is not { Success: true } match)
            return Source().IsMatch(line) ? "" : line;
        var name = match.Groups["name"].Value.Trim();
        return CarriedPackages.Has(name) ? "" : throw new CellFault(number,
            $"#r \"nuget: {name}\": the runner does not carry this package and fetches none; "
            + "build it and refer to its file, '#r \"path\"'.");
    }

    [GeneratedRegex(@"^\s*#!(?<name>\S+)")]
    private static partial Regex Magic();

    [GeneratedRegex("""^\s*#r\s+"\s*nuget\s*:\s*(?<name>[^",]*)(,[^"]*)?"\s*;?\s*(//.*)?$""", RegexOptions.IgnoreCase)]
    private static partial Regex Package();

    [GeneratedRegex("""^\s*#i\s+".*"\s*$""")]
    private static partial Regex Source();
}
