namespace Lectures.Runner;

/// <summary>Bad use of the command line; the message is one line for the user.</summary>
/// <param name="message">What, expected, got, remedy.</param>
internal sealed class UsageException(string message) : Exception(message)
{
    /// <summary>The error for a name that does not exist, with the nearest that do, or else all.</summary>
    public static UsageException Unknown(string kind, string name, IReadOnlyCollection<string> known)
    {
        var near = known.Select(other => (Name: other, Distance: Distance(name, other)))
            .Where(other => other.Distance <= Math.Max(2, name.Length / 3))
            .OrderBy(other => other.Distance).Take(3).Select(other => other.Name).ToList();
        return new(near.Count > 0
            ? $"{name}: unknown {kind}; did you mean {string.Join(" or ", near)}?"
            : $"{name}: unknown {kind}; expected one of {string.Join(", ", known)}.");
    }

    // Levenshtein: the fewest insertions, deletions and replacements of a character.
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0]++;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[^1];
    }
}
