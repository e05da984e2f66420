using System.Globalization;
using Lectures.Models.Data;
using Lectures.Models.Data.Translation;

namespace Lectures.Models.Experiments;

/// <summary>Dates twice in each line, <c>1987-10-03 3 Oct 1987</c>: whatever is hidden, the rest of the line tells
/// it.</summary>
internal static class DateLines
{
    /// <summary>Characters in a line, filled up with ends of lines.</summary>
    public const int Length = 24;

    private static readonly int[] spellings = [2, 3];       // 3 Oct 1987 and Oct 3, 1987

    /// <summary>The lines of a set as one text; no date of the test set is in a training set.</summary>
    /// <param name="lines">How many.</param>
    /// <param name="seed">Decides everything.</param>
    /// <param name="split">Training or test set.</param>
    public static TextCorpus Of(int lines, long seed, Split split) => new(
        string.Concat(Dates.Generate(lines, seed, split).Select((pair, i) =>
        {
            var date = DateOnly.ParseExact(pair.Target, "yyyy-MM-dd", CultureInfo.InvariantCulture);
            return $"{pair.Target} {Dates.Spellings(date)[spellings[i % spellings.Length]]}".PadRight(Length, '\n');
        })), "dates");
}
