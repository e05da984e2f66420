using System.Text.Json;
using Lectures.Models.Data;
using Lectures.Models.Images;

namespace Lectures.Runner.Datasets;

/// <summary>What a folder of images holds.</summary>
/// <param name="Source">The folder.</param>
/// <param name="Sets">The images of each split that it has.</param>
internal sealed record ImageInfo(string Source, IReadOnlyDictionary<Split, ImageSet> Sets) : IDataInfo
{
    private const int ClassColumn = 9, Column = 11;

    private readonly Dictionary<Split, ImageSummary> summaries =
        Sets.ToDictionary(set => set.Key, set => ImageSummary.Of(set.Value));

    private int Classes => Sets.Values.Max(set => set.Classes);

    /// <summary>Reads a folder; one that has only one of both sets will do.</summary>
    /// <exception cref="DataException">It is missing or has no set, a file is damaged, or the images of both sets are
    /// not equally large.</exception>
    public static ImageInfo Of(string source)
    {
        Split[] splits = [.. Enum.GetValues<Split>().Where(split => ImageSet.Exists(source, split))];
        if (splits.Length == 0) ImageSet.Load(source, Split.Train);     // says what is expected
        var sets = splits.ToDictionary(split => split, split => ImageSet.Load(source, split));
        var sizes = sets.Values.Select(set => $"{set.Height}×{set.Width}").Distinct().ToList();
        if (sizes.Count > 1)
            throw new DataException($"{source}: expected test images of {sizes[0]} as to learn from, got {sizes[1]}.");
        return new(source, sets);
    }

    /// <inheritdoc/>
    public void Write(TextWriter output)
    {
        var first = Sets.Values.First();
        output.WriteLine($"{Source}: images of {first.Height}×{first.Width}, {Classes} classes");
        Row("", split => $"{split}".ToLowerInvariant());
        Row("images", split => $"{summaries[split].Count:N0}");
        Row("mean", split => $"{summaries[split].Mean:0.0000}");
        Row("deviation", split => $"{summaries[split].Deviation:0.0000}");
        for (var k = 0; k < Classes; k++) Row($"class {k}", split => $"{OfClass(split, k):N0}");

        void Row(string head, Func<Split, string> cell) => output.WriteLine(
            $"  {head,-ClassColumn}{string.Concat(Sets.Keys.Select(split => cell(split).PadLeft(Column)))}");
    }

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter json)
    {
        var first = Sets.Values.First();
        json.WriteStartObject();
        json.WriteString("kind", "images");
        json.WriteString("source", Source);
        json.WriteNumber("height", first.Height);
        json.WriteNumber("width", first.Width);
        json.WriteNumber("classes", Classes);
        foreach (var split in Enum.GetValues<Split>())
        {
            json.WritePropertyName($"{split}".ToLowerInvariant());
            if (!summaries.TryGetValue(split, out var summary))
            {
                json.WriteNullValue();
                continue;
            }
            json.WriteStartObject();
            json.WriteNumber("images", summary.Count);
            json.WriteNumber("mean", summary.Mean);
            json.WriteNumber("deviation", summary.Deviation);
            json.WriteStartArray("per_class");
            for (var k = 0; k < Classes; k++) json.WriteNumberValue(OfClass(split, k));
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    /// <summary>Some images of each class, of the training set where there is one.</summary>
    public ImageSheet Sheet() => ContactSheet.Of(Sets.Values.First(), Path.GetFileName(Path.GetFullPath(Source).TrimEnd('/')));

    private int OfClass(Split split, int k) => summaries[split].PerClass.ElementAtOrDefault(k);
}
