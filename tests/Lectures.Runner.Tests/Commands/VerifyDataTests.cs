using System.IO.Compression;
using Lectures.Models.Data;

namespace Lectures.Runner.Tests.Commands;

/// <summary><c>verify --data</c>: real images, and each kind of folder that cannot be used, in one line.</summary>
public class VerifyDataTests
{
    private const string Images = "train-images-idx3-ubyte", Labels = "train-labels-idx1-ubyte";

    private TemporaryFolder folder = null!;

    [SetUp]
    public void MakeFolder()
    {
        folder = new();
        Strokes.Generate(20, 3).Save(folder.Path, Split.Train, gzip: false);
    }

    [TearDown]
    public void RemoveFolder() => folder.Dispose();

    [Test]
    public void Images_of_a_folder_are_verified([Values] bool gzip)
    {
        if (gzip) Strokes.Generate(20, 3).Save(folder.Path, Split.Train, gzip: true);
        var (code, output, error) = Cli.Run(["verify", "sigmoid-unit", "--data", folder.Path, "--batch", "20"]);
        Assert.That(code, Is.Zero, error);
        Assert.That(output, Does.Contain($"on 20 images of {folder.Path}, seed 1"));
    }

    [Test]
    public void A_batch_larger_than_the_set_is_refused() => Assert.That(
        Cli.Refused("verify", "mlp", "--data", folder.Path, "--batch", "21"),
        Is.EqualTo($"--batch: expected at most 20 (the images in {folder.Path}), got 21."));

    [Test]
    public void Labels_outside_the_classes_are_refused() => Assert.That(
        Cli.Refused("verify", "mlp", "--data", folder.Path, "--classes", "7"),
        Does.Contain("expected each below 7 (the number of classes), got "));

    [Test]
    public void A_label_beyond_the_number_of_images_asks_for_the_classes()
    {
        var labels = new byte[20];
        labels[4] = 200;
        IdxFile.Write(folder[Labels], [20], labels);
        Assert.That(Cli.Refused("verify", "mlp", "--data", folder.Path), Is.EqualTo(
            $"{folder.Path}: a label of 200 stands among 20 images; '--classes N' says how many classes there are."));
    }

    [Test]
    public void Images_that_fit_no_model_of_several_are_refused_before_any_work()
    {
        IdxFile.Write(folder[Images], [20, 8, 8], new byte[20 * 64]);
        Assert.That(Cli.Refused("verify", "--data", folder.Path), Does.StartWith("cnn: image: expected at least one pixel"));
    }

    private static IEnumerable<TestCaseData> BrokenFolders()
    {
        yield return Broken("a missing folder", folder => Directory.Delete(folder.Path, true), "no such folder");
        yield return Broken("an empty folder", folder =>
        {
            File.Delete(folder[Images]);
            File.Delete(folder[Labels]);
        }, "the folder is empty");
        yield return Broken("no labels", folder => File.Delete(folder[Labels]), "found neither");
        yield return Broken("an empty file", folder => File.WriteAllBytes(folder[Images], []), "the file is empty");
        yield return Broken("a file cut short", folder => Edit(folder[Images], bytes => bytes[..^1]), "fetch it again");
        yield return Broken("a longer file", folder => Edit(folder[Images], bytes => [.. bytes, 0]), "what follows");
        yield return Broken("another magic number", folder => Edit(folder[Images], bytes => [80, 75, .. bytes[2..]]),
            "not an IDX file");
        yield return Broken("another type", folder => Edit(folder[Images], bytes => [0, 0, 13, .. bytes[3..]]),
            "expected unsigned bytes");
        yield return Broken("other counts", folder => IdxFile.Write(folder[Labels], [19], new byte[19]),
            "19 labels, but");
        yield return Broken("labels for images", folder => IdxFile.Write(folder[Images], [20], new byte[20]),
            "expected the magic number 2051 (3 dimensions), got 2049 (1 dimension)");
        yield return Broken("a gzip file cut short", folder => Pack(folder, bytes => bytes[..^9]), "cut short");
        yield return Broken("garbage behind gzip", folder => Pack(folder, bytes => [.. bytes, 1, 2, 3]),
            "3 bytes of garbage follow");
        yield return Broken("damaged gzip", folder => Pack(folder, bytes =>
        {
            bytes[bytes.Length / 2] ^= 0x55;
            return bytes;
        }), "gzip");
        yield return Broken("images of one pixel", folder => IdxFile.Write(folder[Images], [20, 1, 1], new byte[20]),
            "expected");
    }

    [TestCaseSource(nameof(BrokenFolders))]
    public void Refuses_in_one_line(Delegate damage, string expected)
    {
        ((Action<TemporaryFolder>)damage)(folder);
        var line = Cli.Refused("verify", "cnn", "--data", folder.Path);
        Assert.That(line, Does.Contain(expected));
    }

    [Test]
    public void Damaged_bytes_anywhere_in_a_header_are_refused_or_read_but_never_end_the_process()
    {
        var (random, whole) = (new Random(1), File.ReadAllBytes(folder[Images]));
        for (var i = 0; i < 50; i++)
        {
            var bytes = (byte[])whole.Clone();
            bytes[random.Next(16)] = (byte)random.Next(256);
            File.WriteAllBytes(folder[Images], bytes);
            var (code, _, error) = Cli.Run(["verify", "perceptron", "--data", folder.Path]);
            Assert.That(code, Is.AnyOf(0, 2), error);
        }
    }

    private static TestCaseData Broken(string name, Action<TemporaryFolder> damage, string expected) =>
        new TestCaseData(damage, expected).SetName($"Refuses_{name.Replace(' ', '_')}");

    private static void Edit(string file, Func<byte[], byte[]> change) =>
        File.WriteAllBytes(file, change(File.ReadAllBytes(file)));

    private static void Pack(TemporaryFolder folder, Func<byte[], byte[]> change)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(File.ReadAllBytes(folder[Images]));
        File.Delete(folder[Images]);
        File.WriteAllBytes(folder[$"{Images}.gz"], change(packed.ToArray()));
    }
}
