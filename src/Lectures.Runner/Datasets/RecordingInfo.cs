using System.Text.Json;
using Lectures.Models.Data;
using Lectures.Models.Data.Sound;

namespace Lectures.Runner.Datasets;

/// <summary>What a folder or archive of recordings holds.</summary>
/// <param name="Source">The folder or archive.</param>
/// <param name="Set">The recordings.</param>
internal sealed record RecordingInfo(string Source, Recordings Set) : IDataInfo
{
    private static readonly string[] archives = [".tar.gz", ".tgz", ".tar"];

    private readonly double[] seconds = [.. Set.All.Select(recording => recording.Sound.Seconds)];

    /// <summary>Whether it is an archive, or a folder with recordings.</summary>
    public static bool Fits(string source) => Directory.Exists(source)
        ? Directory.EnumerateFiles(source).Any(file => Recording.IsRecording(Path.GetFileName(file)))
        : archives.Any(ending => source.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    /// <inheritdoc/>
    public void Write(TextWriter output)
    {
        output.WriteLine($"{Source}: {Set.All.Count:N0} recordings, {CountOf(Split.Train):N0} to learn from and "
            + $"{CountOf(Split.Test):N0} to judge by");
        output.WriteLine($"  sampling   {string.Join(", ", Rates)} Hz");
        output.WriteLine($"  duration   {seconds.Min():0.00} to {seconds.Max():0.00} s, mean {seconds.Average():0.00} s, "
            + $"{seconds.Sum() / 60:0.0} min in all");
        output.WriteLine($"  classes    {Counts(recording => recording.Class)}");
        output.WriteLine($"  speakers   {Counts(recording => recording.Speaker)}");
    }

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("kind", "recordings");
        json.WriteString("source", Source);
        json.WriteNumber("recordings", Set.All.Count);
        json.WriteNumber("train", CountOf(Split.Train));
        json.WriteNumber("test", CountOf(Split.Test));
        json.WriteStartArray("hertz");
        foreach (var rate in Rates) json.WriteNumberValue(rate);
        json.WriteEndArray();
        json.WriteStartObject("seconds");
        json.WriteNumber("least", seconds.Min());
        json.WriteNumber("most", seconds.Max());
        json.WriteNumber("mean", seconds.Average());
        json.WriteNumber("sum", seconds.Sum());
        json.WriteEndObject();
        WriteCounts(json, "per_class", recording => recording.Class);
        WriteCounts(json, "per_speaker", recording => recording.Speaker);
        json.WriteEndObject();
    }

    private IEnumerable<int> Rates => Set.All.Select(recording => recording.Sound.Rate).Distinct().Order();

    private int CountOf(Split split) => Set.All.Count(recording => recording.Split == split);

    private IEnumerable<KeyValuePair<string, int>> By(Func<Recording, string> part) =>
        Set.All.CountBy(part).OrderBy(entry => entry.Key, StringComparer.Ordinal);

    private string Counts(Func<Recording, string> part) =>
        string.Join(", ", By(part).Select(entry => $"{entry.Key} ({entry.Value:N0})"));

    private void WriteCounts(Utf8JsonWriter json, string name, Func<Recording, string> part)
    {
        json.WriteStartObject(name);
        foreach (var (key, count) in By(part)) json.WriteNumber(key, count);
        json.WriteEndObject();
    }
}
