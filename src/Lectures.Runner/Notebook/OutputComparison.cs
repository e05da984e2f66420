namespace Lectures.Runner.Notebook;

/// <summary>Holds fresh outputs against stored ones.</summary>
/// <param name="text">Compares what is written.</param>
internal sealed class OutputComparison(LooseText text)
{
    private const int Most = 60;

    /// <summary>Where a cell's fresh outputs differ from its stored ones; nothing where they do not.</summary>
    /// <param name="result">The cell, as it was run.</param>
    /// <returns>A line for each output that differs, or one where their number does.</returns>
    public IEnumerable<string> Differences(CellResult result)
    {
        var (stored, fresh) = (Merged(result.Cell.Stored), Merged(result.Outputs));
        if (stored.Count != fresh.Count)
        {
            var remedy = stored.Count == 0 ? "; 'notebook run' stores them" : "";
            return [$"stored {Kinds(stored)}, fresh {Kinds(fresh)}{remedy}"];
        }
        return stored.Zip(fresh, Difference).Index().Where(pair => pair.Item is not null)
            .Select(pair => $"output {pair.Index + 1}: {pair.Item}");
    }

    private string? Difference(CellOutput stored, CellOutput fresh) => (stored, fresh) switch
    {
        (StreamOutput a, StreamOutput b) when a.Name == b.Name => Text(a.Text, b.Text),
        (ErrorOutput a, ErrorOutput b) when a.Name == b.Name => Text(a.Value, b.Value),
        (DisplayOutput a, DisplayOutput b) when a.IsResult == b.IsResult => Difference(a.Data, b.Data),
        _ => $"stored {Kind(stored)}, fresh {Kind(fresh)}",
    };

    private string? Difference(
        IReadOnlyDictionary<string, string> stored, IReadOnlyDictionary<string, string> fresh) =>
        !stored.Keys.ToHashSet().SetEquals(fresh.Keys)
            ? $"stored {Names(stored)}, fresh {Names(fresh)}"
            : stored.Keys.Order(StringComparer.Ordinal).Select(type => Difference(type, stored[type], fresh[type]))
                .FirstOrDefault(difference => difference is not null);

    private string? Difference(string type, string stored, string fresh)
    {
        if (!type.StartsWith("image/", StringComparison.Ordinal))
            return Text(stored, fresh, type == "text/plain" ? "" : $"{type}, ");
        var (a, b) = (PictureSize.Of(type, stored), PictureSize.Of(type, fresh));
        return a == b ? null : $"{type}: stored {a}, fresh {b}";
    }

    private string? Text(string stored, string fresh, string place = "")
    {
        string[] a = Lines(stored), b = Lines(fresh);
        for (var i = 0; i < Math.Min(a.Length, b.Length); i++)
            if (!text.Agree(a[i], b[i]))
                return $"{place}line {i + 1}: stored '{Short(a[i])}', fresh '{Short(b[i])}'";
        if (a.Length == b.Length) return null;
        var rest = a.Length < b.Length ? $"'{Short(b[a.Length])}' is new" : $"'{Short(a[b.Length])}' is missing";
        return $"{place}lines: stored {a.Length}, fresh {b.Length}: {rest}";
    }

    private static string[] Lines(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');

    private static string Short(string line) => line.Length > Most ? line[..Most] + "…" : line;

    // Another program may have stored a stream in pieces.
    private static List<CellOutput> Merged(IReadOnlyList<CellOutput> outputs)
    {
        var merged = new List<CellOutput>();
        foreach (var output in outputs)
        {
            if (output is StreamOutput next && merged is [.., StreamOutput last] && last.Name == next.Name)
                merged[^1] = last with { Text = last.Text + next.Text };
            else
                merged.Add(output);
        }
        return merged;
    }

    private static string Kinds(List<CellOutput> outputs) => outputs.Count == 0 ? "no outputs"
        : $"{outputs.Count} output{(outputs.Count > 1 ? "s" : "")} ({string.Join(", ", outputs.Select(Kind))})";

    private static string Kind(CellOutput output) => output switch
    {
        StreamOutput stream => stream.Name,
        ErrorOutput error => $"the error {error.Name}",
        DisplayOutput shown => $"{Names(shown.Data)}{(shown.IsResult ? " as result" : "")}",
        _ => "",
    };

    private static string Names(IReadOnlyDictionary<string, string> data) =>
        string.Join("+", data.Keys.Order(StringComparer.Ordinal));
}
