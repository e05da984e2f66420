using System.Text.RegularExpressions;

namespace Lectures.Runner.Notebook;

/// <summary>What a cell asks for that is not here.</summary>
/// <param name="kind">In one word.</param>
/// <param name="line">Its line in the cell, from 1.</param>
/// <param name="message">What, expected, remedy.</param>
internal sealed class CellFault(string kind, int line, string message) : Exception(message)
{
    public string Kind => kind;

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
        "fsharp", "F#", "fs", "pwsh", "powershell", "python", "r", "javascript", "js", "typescript", "sql", "kql",
        "mermaid", "http", "value", "vbnet", "bash", "sh", "julia",
    };

    /// <summary>The parts of a cell, in order; those that hold nothing are left out.</summary>
    /// <param name="source">The cell's text.</param>
    /// <param name="language">What it is in until a magic says otherwise; null for C#.</param>
    /// <exception cref="CellFault">A magic or a package is not known here.</exception>
    public static IReadOnlyList<CellPart> Parts(string source, string? language)
    {
        var (parts, lines) = (new List<CellPart>(), new List<string>());
        var current = languages.GetValueOrDefault(language ?? CSharp) ?? language!;
        var number = 0;
        foreach (var line in source.ReplaceLineEndings("\n").Split('\n'))
        {
            number++;
            if (Magic().Match(line) is { Success: true } magic)
            {
                End();
                current = Language(magic.Groups["name"].Value, number);
                lines.AddRange(Enumerable.Repeat("", number));
            }
            else
                lines.Add(current == CSharp ? WithoutDirective(line, number) : line);
        }
        End();
        return parts;

        void End()
        {
            if (lines.Exists(line => !string.IsNullOrWhiteSpace(line)))
                parts.Add(new(current, string.Join('\n', lines)));
            lines.Clear();
        }
    }

    /// <summary>Whether what is in a language can be run or shown here.</summary>
    public static bool IsKnown(string language) => language is CSharp or Markdown or Html;

    /// <summary>The languages of a cell's parts.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="language">The notebook's language, or null.</param>
    public static IEnumerable<string> Languages(NotebookCell cell, string? language)
    {
        try
        {
            return Parts(cell.Source, cell.Language ?? language).Select(part => part.Language).Distinct();
        }
        catch (CellFault)
        {
            return [CSharp];        // an error of that cell
        }
    }

    /// <summary>Whether a cell is in other languages alone: it is not run, and its outputs stay.</summary>
    /// <inheritdoc cref="Languages"/>
    public static bool IsForeign(NotebookCell cell, string? language) =>
        Languages(cell, language).ToList() is { Count: > 0 } languages && !languages.Exists(IsKnown);

    private static string Language(string magic, int line) => languages.GetValueOrDefault(magic)
        ?? (foreign.Contains(magic) ? magic : throw new CellFault("UnknownMagic", line,
            $"#!{magic}: unknown magic; expected a language, #!{CSharp}, #!{Markdown} or #!{Html}."));

    // '#r "nuget: …"' asks for what is here already; '#i' says where to look for what is not.
    private static string WithoutDirective(string line, int number)
    {
        if (Package().Match(line) is not { Success: true } match)
            return Source().IsMatch(line) ? "" : line;
        var name = match.Groups["name"].Value.Trim();
        return CarriedPackages.Has(name) ? "" : throw new CellFault("PackageNotCarried", number,
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
