using Lectures.Models.Data;

namespace Lectures.Runner.Train;

/// <summary>Data that a user named: what to learn from, and what to be tested on.</summary>
internal abstract class DataSource
{
    private const string StrokesName = "strokes", TextName = "text";
    private const long BuiltInSeed = 1;

    /// <summary>The names of what is built in, with their kinds.</summary>
    public static IReadOnlyDictionary<string, DataKind> BuiltIn { get; } = new Dictionary<string, DataKind>
    {
        [StrokesName] = DataKind.Images,
        [TextName] = DataKind.Text,
    };

    /// <summary>What a model must know of it.</summary>
    public abstract DataForm Form { get; }

    /// <summary>The kind of what a name or path stands for, from a look at it.</summary>
    /// <exception cref="UsageException">There is nothing of that name.</exception>
    public static DataKind KindOf(string data)
    {
        if (BuiltIn.TryGetValue(data, out var kind)) return kind;
        if (Directory.Exists(data))
            return Directory.EnumerateFiles(data, "*.wav").Any() ? DataKind.Recordings : DataKind.Images;
        if (File.Exists(data))
            return data.EndsWith(".tar.gz", StringComparison.OrdinalIgnoreCase)
                || data.EndsWith(".tgz", StringComparison.OrdinalIgnoreCase) ? DataKind.Recordings
                : data.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase) ? DataKind.Translations
                : DataKind.Text;
        throw new UsageException($"--data: {(data.Length == 0 ? "''" : data)}: no such file or folder; "
            + $"built in are {string.Join(", ", BuiltIn.Keys)}.");
    }

    /// <summary>Opens what a name or path stands for.</summary>
    /// <exception cref="DataException">It cannot be read.</exception>
    public static DataSource Open(DataOptions options) => KindOf(options.Data) switch
    {
        DataKind.Images when options.Data == StrokesName => new ImageSource(split =>
            Strokes.Generate(split == Split.Train ? Strokes.TrainCount : Strokes.TestCount, BuiltInSeed, split)),
        DataKind.Images => new ImageSource(split => ImageSet.Load(options.Data, split)),
        DataKind.Text => new TextSource(options.Data == TextName ? TextCorpus.BuiltIn : TextCorpus.Load(options.Data)),
        var kind => throw new UsageException($"--data: {options.Data}: {kind} cannot be trained on."),
    };
}

/// <summary>Images with classes.</summary>
internal sealed class ImageSource : DataSource
{
    private readonly Func<Split, ImageSet> load;
    private readonly ImageSet train;

    /// <param name="load">Reads or makes one of the sets.</param>
    public ImageSource(Func<Split, ImageSet> load) => (this.load, train) = (load, load(Split.Train));

    /// <inheritdoc/>
    public override DataForm Form => DataForm.Of(train);

    /// <summary>One of the sets.</summary>
    /// <exception cref="DataException">It is of another form than the training set.</exception>
    public ImageSet Set(Split split)
    {
        if (split == Split.Train) return train;
        var test = load(Split.Test);
        if ((test.Height, test.Width) != (train.Height, train.Width) || test.Classes > train.Classes)
        {
            throw new DataException($"test images: expected {train.Height}×{train.Width} and at most {train.Classes} "
                + $"classes as the training images, got {test.Height}×{test.Width} and {test.Classes}.");
        }
        return new ImageSet(test.Pixels.ToArray(), test.Labels.ToArray(), test.Height, test.Width, train.Classes);
    }
}

/// <summary>A text; the last tenth is tested on.</summary>
internal sealed class TextSource(TextCorpus text) : DataSource
{
    private const double TestShare = 0.1;

    private readonly (TextCorpus Train, TextCorpus Test) parts = text.Cut(TestShare);

    /// <inheritdoc/>
    public override DataForm Form => new() { Characters = string.Concat(text.Vocabulary.Select(rune => rune.ToString())) };

    /// <summary>One of the parts.</summary>
    public TextCorpus Part(Split split) => split == Split.Train ? parts.Train : parts.Test;
}
