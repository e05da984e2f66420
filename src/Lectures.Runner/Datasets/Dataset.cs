namespace Lectures.Runner.Datasets;

/// <summary>A published data set that can be fetched.</summary>
/// <param name="Name">What the command line calls it.</param>
/// <param name="Mirrors">Where its files lie: addresses that end in a slash.</param>
/// <param name="Files">Its files.</param>
internal sealed record Dataset(string Name, IReadOnlyList<Uri> Mirrors, IReadOnlyList<DatasetFile> Files)
{
    private const int Train = 60_000, Test = 10_000, Side = 28;

    /// <summary>Handwritten digits (LeCun, Cortes and Burges).</summary>
    public static Dataset Mnist { get; } = MnistShaped(
        "mnist",
        ["https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/"],
        ChecksumKind.Sha256OfContent,
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2");

    /// <summary>Pictures of clothing (Xiao, Rasul and Vollgraf).</summary>
    /// <remarks>Checksums: as the set's own README publishes them.</remarks>
    public static Dataset FashionMnist { get; } = MnistShaped(
        "fashion-mnist",
        [
            "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/",
            "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
        ],
        ChecksumKind.Md5OfFile,
        "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
        "25c81989df183df01b3e8a0aad5dffbe",
        "bef4ecab320f06d8554ea6380940ec79",
        "bb300cfdad3c16e7a12a480ee83cd310");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Dataset> All { get; } = [Mnist, FashionMnist];

    private static Dataset MnistShaped(string name, string[] mirrors, ChecksumKind kind, params string[] checksums) => new(
        name,
        [.. mirrors.Select(mirror => new Uri(mirror))],
        [
            new("train-images-idx3-ubyte.gz", [Train, Side, Side], new(kind, checksums[0])),
            new("train-labels-idx1-ubyte.gz", [Train], new(kind, checksums[1])),
            new("t10k-images-idx3-ubyte.gz", [Test, Side, Side], new(kind, checksums[2])),
            new("t10k-labels-idx1-ubyte.gz", [Test], new(kind, checksums[3])),
        ]);
}
