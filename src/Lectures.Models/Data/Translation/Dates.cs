using System.Globalization;

namespace Lectures.Models.Data.Translation;

/// <summary>A sentence and its translation.</summary>
public readonly record struct SentencePair(string Source, string Target);

/// <summary>
/// Dates as people write them and as computers do: <c>Saturday, 3 Oct 1987</c> → <c>1987-10-03</c>. A translation whose
/// attention can be read off: each part of the target looks at the part of the source that tells it, wherever it
/// stands.
/// </summary>
/// <remarks>Everything depends on seed and split alone. No date of the test set is in a training set, in any
/// spelling.</remarks>
public static class Dates
{
    // Days to draw from, 1900-01-01 to 2099-12-31; a tenth of them is for the test.
    private static readonly DateOnly first = new(1900, 1, 1);
    private const int Days = 73_049, TestShare = 10, SplitStream = 0x64617465;

    // Custom format strings of .NET; # is the day as an ordinal number.
    private static readonly string[] formats =
    [
        "d MMMM yyyy", "MMMM d, yyyy", "d MMM yyyy", "MMM d, yyyy", "dddd, d MMMM yyyy", "dddd, MMM d, yyyy",
        "ddd d MMM yyyy", "# MMMM yyyy", "'the' # 'of' MMMM yyyy", "MMMM #, yyyy", "d.M.yyyy", "dd.MM.yyyy",
        "yyyy, MMMM d", "yyyy MMM dd",
    ];

    /// <summary>The first pairs of a set.</summary>
    /// <param name="count">How many, positive; a longer set begins with the shorter one.</param>
    /// <param name="seed">Decides everything.</param>
    /// <param name="split">Training or test set.</param>
    /// <exception cref="ArgumentException">The count is not positive.</exception>
    public static IReadOnlyList<SentencePair> Generate(int count, long seed, Split split = Split.Train)
    {
        var pairs = new SentencePair[Expect.AtLeast(count, 1)];
        for (var i = 0; i < pairs.Length; i++)
        {
            var random = SplitMix64.Stream(seed, (long)split, i);
            var day = random.Next(Days);
            while (SplitOf(day) != split) day = random.Next(Days);
            var date = first.AddDays((int)day);
            pairs[i] = new(Write(date, (int)random.Next(formats.Length)), Iso(date));
        }
        return pairs;
    }

    /// <summary>Every spelling of one date.</summary>
    public static IReadOnlyList<string> Spellings(DateOnly date) =>
        [.. Enumerable.Range(0, formats.Length).Select(format => Write(date, format))];

    /// <summary>The date as the target writes it, 1987-10-03.</summary>
    public static string Iso(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static Split SplitOf(long day) =>
        SplitMix64.Stream(SplitStream, day).Next(TestShare) == 0 ? Split.Test : Split.Train;

    private static string Write(DateOnly date, int format) => date.ToString(
        formats[format].Replace("#", $"'{Ordinal(date.Day)}'"), CultureInfo.InvariantCulture);

    private static string Ordinal(int day) => day + (day is 11 or 12 or 13 ? "th" : (day % 10) switch
    {
        1 => "st",
        2 => "nd",
        3 => "rd",
        _ => "th",
    });
}
