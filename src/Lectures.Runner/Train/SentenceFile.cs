using Lectures.Models.Data;
using Lectures.Models.Data.Translation;

namespace Lectures.Runner.Train;

/// <summary>Sentences and translations in a text file: each line a sentence, a tab, its translation.</summary>
internal static class SentenceFile
{
    private const int Least = 20;

    /// <summary>The pairs of a file.</summary>
    /// <exception cref="DataException">The file is missing, a line is of another form, or there are too few.</exception>
    public static IReadOnlyList<SentencePair> Read(string path)
    {
        var lines = ReadableText.Of(path).Split('\n').Select(line => line.TrimEnd('\r')).Index()
            .Where(line => line.Item.Length > 0);
        var pairs = lines.Select(line => line.Item.Split('\t') is [{ Length: > 0 } source, { Length: > 0 } target]
            ? new SentencePair(source, target)
            : throw new DataException(
                $"{path}({line.Index + 1}): expected a sentence, a tab and its translation, got \"{line.Item}\".")).ToList();
        return pairs.Count >= Least ? pairs
            : throw new DataException($"{path}: expected at least {Least} lines, got {pairs.Count}.");
    }
}
