using Lectures.Models.Data;
using Lectures.Models.Data.Sound;
using Lectures.Models.Data.Translation;

namespace Lectures.Runner.Train;

/// <summary>Data that a user named: what to learn from, and what to be tested on.</summary>
internal abstract class DataSource : IDisposable
{
    private const string StrokesName = "strokes", TonesName = "tones", TextName = "text", DatesName = "dates";
    private const long BuiltInSeed = 1;
    private const int Melodies = 3_000, TestMelodies = 600, DatePairs = 20_000, TestDatePairs = 1_000;
    private const double TestShare = 0.1;

    /// <summary>The names of what is built in, with their kinds.</summary>
    public static IReadOnlyDictionary<string, DataKind> BuiltIn { get; } = new Dictionary<string, DataKind>
    {
        [StrokesName] = DataKind.Images,
        [TonesName] = DataKind.Recordings,
        [TextName] = DataKind.Text,
        [DatesName] = DataKind.Translations,
    };

    /// <summary>What a model must know of it.</summary>
    public abstract DataForm Form { get; }

    /// <summary>The source as a model sees it that learned from data of a form.</summary>
    /// <exception cref="DataException">It is of another form.</exception>
    public abstract DataSource As(DataForm form);

    /// <summary>Releases what it computed; patterns that were taken from it stay.</summary>
    public virtual void Dispose()
    {
    }

    /// <summary>The kind of what a name or path stands for, from a look at it.</summary>
    /// <exception cref="UsageException">There is nothing of that name.</exception>
    public static DataKind KindOf(string data)
    {
        if (BuiltIn.TryGetValue(data, out var kind)) return kind;
        if (Directory.Exists(data))
        {
            var files = Directory.GetFiles(data);
            if (files.Any(file => Recording.IsRecording(Path.GetFileName(file)))) return DataKind.Recordings;
            return files is [var only] && IsArchive(only)
                ? throw new UsageException($"--data: {data}: expected IDX or WAV files, got an archive; give '--data {only}'.")
                : DataKind.Images;
        }
        if (!File.Exists(data))
            throw new UsageException($"--data: {(data.Length == 0 ? "''" : data)}: no such file or folder; "
                + $"built in are {string.Join(", ", BuiltIn.Keys)}.");
        return IsArchive(data) ? DataKind.Recordings : EndsIn(data, ".tsv") ? DataKind.Translations : DataKind.Text;

        static bool IsArchive(string path) => EndsIn(path, ".tar.gz", ".tgz", ".tar");

        static bool EndsIn(string path, params string[] ends) =>
            ends.Any(end => path.EndsWith(end, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Opens data that a model never learned from, to judge by all of it; of images the test set.</summary>
    /// <exception cref="DataException">It cannot be read.</exception>
    public static DataSource OpenToJudge(DataOptions options)
    {
        if (BuiltIn.ContainsKey(options.Data)) return Open(options);
        switch (KindOf(options.Data))
        {
            case DataKind.Recordings:
                var recordings = Recordings.Load(options.Data);
                return new RecordingSource(recordings, recordings);
            case DataKind.Text:
                var text = TextCorpus.Load(options.Data);
                return new TextSource((text, text));
            case DataKind.Translations:
                var pairs = SentenceFile.Read(options.Data);
                return new TranslationSource(pairs, pairs);
            default:
                return Open(options);
        }
    }

    /// <summary>Opens what a name or path stands for.</summary>
    /// <exception cref="DataException">It cannot be read.</exception>
    public static DataSource Open(DataOptions options) => (KindOf(options.Data), options.Data) switch
    {
        (DataKind.Images, StrokesName) => new ImageSource(split => Strokes.Generate(
            split == Split.Train ? Strokes.TrainCount : Strokes.TestCount, BuiltInSeed, split)),
        (DataKind.Images, var folder) => new ImageSource(split => ImageSet.Load(folder, split)),
        (DataKind.Recordings, TonesName) => new RecordingSource(
            Tones.Generate(Melodies, BuiltInSeed), Tones.Generate(TestMelodies, BuiltInSeed, Split.Test)),
        (DataKind.Recordings, var path) when Recordings.Load(path) is var all => new RecordingSource(
            all.Part(Split.Train), all.Part(Split.Test)),
        (DataKind.Text, var path) when (path == TextName ? TextCorpus.BuiltIn : TextCorpus.Load(path)) is var text =>
            new TextSource(text.Cut(TestShare)),
        (DataKind.Translations, DatesName) => new TranslationSource(
            Dates.Generate(DatePairs, BuiltInSeed), Dates.Generate(TestDatePairs, BuiltInSeed, Split.Test)),
        (_, var path) when SentenceFile.Read(path) is var pairs && (int)(pairs.Count * TestShare) is var tested =>
            new TranslationSource([.. pairs.SkipLast(tested)], [.. pairs.TakeLast(tested)]),
        _ => throw new UsageException($"--data: {options.Data}: cannot be trained on."),
    };
}
