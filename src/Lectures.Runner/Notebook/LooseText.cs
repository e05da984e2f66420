using System.Globalization;
using System.Text.RegularExpressions;

namespace Lectures.Runner.Notebook;

/// <summary>Compares lines of output: numbers within a tolerance, and without what no two runs, or no two machines,
/// have alike.</summary>
/// <param name="tolerance">Of numbers that are no whole ones: relative; a hundredth of it is absolute.</param>
internal sealed partial class LooseText(double tolerance)
{
    /// <summary>Whether two lines say the same. Whole numbers must be equal; times, dates, absolute paths, numbers of
    /// threads, memory addresses, and the width of gaps and rules do not count.</summary>
    public bool Agree(string stored, string fresh)
    {
        if (stored == fresh) return true;
        var (a, b) = (Masked(stored), Masked(fresh));
        return Number().Split(a).Select(Words).SequenceEqual(Number().Split(b).Select(Words))
            && Number().Matches(a).Zip(Number().Matches(b), (x, y) => Near(x.Value, y.Value)).All(near => near);
    }

    private bool Near(string a, string b)
    {
        if (IsWhole(a) && IsWhole(b)) return a.Replace(",", "") == b.Replace(",", "");
        var (x, y) = (Value(a), Value(b));
        return Math.Abs(x - y) <= tolerance * Math.Max(Math.Abs(x), Math.Abs(y)) + tolerance / 100;
    }

    private static bool IsWhole(string number) => number.AsSpan().IndexOfAny(".eE") < 0;

    private static double Value(string number) => double.Parse(
        number.Replace('−', '-').Replace(",", ""), NumberStyles.Float, CultureInfo.InvariantCulture);

    private static string Masked(string line) => Machine().Replace(line, "◌");

    private static string Words(string text) => Rule().Replace(Gap().Replace(text, " "), "─").Trim();

    [GeneratedRegex(@"(?<![\w.])[-+−]?\d(?:[\d,]*\d)?(?:\.\d*)?(?:[eE][-+]?\d+)?(?!\w)")]
    private static partial Regex Number();

    [GeneratedRegex("""
        \d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?   # dates
        | \b\d{1,2}/\d{1,2}/\d{4}\b
        | \b\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?\b                                      # times
        | (?<![\w.])\d[\d,]*(?:\.\d+)?(?:[eE][-+]?\d+)?\s?
            (?:ns|µs|μs|us|ms|s|sec|secs|seconds?|min|minutes?|hours?)(?!\w)
        | (?<![\w.])\d[\d,]*(?:\.\d+)?\s?/\s?s\b                                    # rates
        | \b\d+\ (?:threads?|cores?)\b | \b(?:threads?|cores?)\s?[=:]\s?\d+         # machines
        | \b0x[0-9a-fA-F]{6,}\b
        | (?<![\w.:/<])/(?:[\w.+~@-]+/)+[\w.+~@-]* | \b[A-Za-z]:\\[^\s"']+          # paths
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Machine();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Gap();

    [GeneratedRegex("[─━═=_-]{3,}")]
    private static partial Regex Rule();
}
