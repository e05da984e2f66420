using System.CommandLine;

namespace Lectures.Runner;

/// <summary>Bad use of the command line; the message is one line for the user.</summary>
/// <param name="message">What, expected, got, remedy.</param>
internal sealed class UsageException(string message) : Exception(message)
{
    /// <summary>The error for a name that does not exist, with the nearest that do, or else all.</summary>
    /// <param name="kind">What it should name.</param>
    /// <param name="name">The name.</param>
    /// <param name="known">Those that do.</param>
    /// <param name="subject">What the line begins with; null for the name.</param>
    public static UsageException Unknown(
        string kind, string name, IReadOnlyCollection<string> known, string? subject = null)
    {
        if (name.Length == 0) name = "''";
        subject ??= name;
        var distances = known.ToLookup(other => Distance(name.ToLowerInvariant(), other));
        var least = distances.Min(other => other.Key);
        var near = least <= Math.Max(2, name.Length / 3) ? distances[least].ToList() : [];
        return new(near.Count > 0
            ? $"{subject}: unknown {kind}; did you mean {string.Join(" or ", near)}?"
            : $"{subject}: unknown {kind}; expected one of {string.Join(", ", known)}.");
    }

    /// <summary>The error for an option that a command has not.</summary>
    public static UsageException UnknownOption(string name, Command command) => command.Options.Count == 0
        ? new($"{name}: unknown option; {command.Name} has none.")
        : Unknown("option", name, [.. command.Options.Select(option => option.Name)]);

    // Damerau and Levenshtein: the fewest insertions, deletions, replacements and swaps of neighbours.
    private static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    d[i, j] = i + j;
                    continue;
                }
                var replaced = d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                d[i, j] = Math.Min(replaced, Math.Min(d[i - 1, j], d[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        return d[a.Length, b.Length];
    }
}
