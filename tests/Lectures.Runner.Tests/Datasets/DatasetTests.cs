using System.Runtime.CompilerServices;
using Lectures.Models.Data;
using Lectures.Runner.Datasets;

namespace Lectures.Runner.Tests.Datasets;

public class DatasetTests
{
    [Test]
    public void The_readme_tells_the_checksums_that_files_are_held_to()
    {
        var rows = File.ReadLines(Readme()).Where(line => line.Contains("-ubyte.gz` | ")).Select(line => line.Trim('|', ' '));
        Assert.That(rows, Is.EqualTo(Dataset.All.SelectMany(set => set.Files.Select(file =>
            $"{set.Name} | `{file.Name}` | {file.ContentLength:N0} | `{file.Checksum.Hex}` | {file.Checksum.Name}"))));
    }

    [Test]
    public void The_readme_names_every_mirror_and_each_set_has_two()
    {
        var text = File.ReadAllText(Readme());
        foreach (var set in Dataset.All)
        {
            Assert.That(set.Mirrors, Has.Count.EqualTo(2));
            foreach (var mirror in set.Mirrors)
            {
                Assert.That(mirror.AbsoluteUri, Does.EndWith("/"));
                Assert.That(text, Does.Contain($"<{mirror}>"));
            }
        }
    }

    [Test]
    public void Mnist_is_the_set_of_the_checksums()
    {
        var folder = Mnist();
        foreach (var file in Dataset.Mnist.Files)
            Assert.That(PresentFile.Find(folder, file).Presence, Is.EqualTo(Presence.Right), file.Name);
        Assert.That(PresentFile.Find(folder, Dataset.FashionMnist.Files[1]).Presence, Is.EqualTo(Presence.Other));
    }

    // The strokes of seed 1 are on every machine the same images.
    [TestCase(Split.Test, "t10k")]
    public void The_readme_tells_the_checksum_of_the_strokes(Split split, string stem)
    {
        using var folder = new TemporaryFolder();
        Strokes.Generate(Strokes.TestCount, 1, split).Save(folder.Path, split, gzip: false);
        foreach (var name in (string[])[$"{stem}-images-idx3-ubyte", $"{stem}-labels-idx1-ubyte"])
            Assert.That(File.ReadAllText(Readme()),
                Does.Contain($"| `{name}` | `{TinySet.Sha256(File.ReadAllBytes(folder[name]))}` |"));
    }

    private static string Readme([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(here, "../../../../data/README.md"));

    private static string Mnist()
    {
        for (var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory); folder != null; folder = folder.Parent)
        {
            var mnist = Path.Combine(folder.FullName, "shared", "data", "mnist");
            if (Directory.Exists(mnist)) return mnist;
        }
        Assert.Ignore("MNIST is not here: no folder shared/data/mnist in any folder above the tests.");
        return "";
    }
}
