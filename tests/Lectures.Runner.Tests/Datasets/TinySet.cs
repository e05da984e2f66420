using System.IO.Compression;
using System.Security.Cryptography;
using Lectures.Models.Data;
using Lectures.Runner.Datasets;

namespace Lectures.Runner.Tests.Datasets;

/// <summary>A published data set of a few hundred bytes.</summary>
internal static class TinySet
{
    public const string Images = "train-images-idx3-ubyte.gz", Labels = "train-labels-idx1-ubyte.gz";

    private static readonly byte[] plainImages = Plain([3, 5, 7], 1), plainLabels = Plain([3], 2);

    public static byte[] PackedImages { get; } = Pack(plainImages);

    public static byte[] PackedLabels { get; } = Pack(plainLabels);

    public static byte[] PlainImages => plainImages;

    /// <summary>Another set's images, whole in themselves.</summary>
    public static byte[] OtherImages { get; } = Pack(Plain([3, 5, 7], 9));

    public static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    public static string Md5(byte[] bytes) => Convert.ToHexStringLower(MD5.HashData(bytes));

    /// <summary>The set with checksums of the content, named "tiny".</summary>
    public static Dataset On(params string[] mirrors) => new("tiny", [.. mirrors.Select(mirror => new Uri(mirror))],
    [
        new(Images, [3, 5, 7], new(ChecksumKind.Sha256OfContent, Sha256(plainImages))),
        new(Labels, [3], new(ChecksumKind.Sha256OfContent, Sha256(plainLabels))),
    ]);

    /// <summary>The set with checksums of the files, named "tiny5".</summary>
    public static Dataset WithMd5On(params string[] mirrors) => new("tiny5", [.. mirrors.Select(mirror => new Uri(mirror))],
    [
        new(Images, [3, 5, 7], new(ChecksumKind.Md5OfFile, Md5(PackedImages))),
        new(Labels, [3], new(ChecksumKind.Md5OfFile, Md5(PackedLabels))),
    ]);

    public static byte[] Pack(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(plain);
        return packed.ToArray();
    }

    private static byte[] Plain(int[] shape, int seed)
    {
        using var folder = new TemporaryFolder();
        var values = new byte[shape.Aggregate(1, (product, size) => product * size)];
        new Random(seed).NextBytes(values);
        IdxFile.Write(folder["x"], shape, values);
        return File.ReadAllBytes(folder["x"]);
    }
}
