using System.Security.Cryptography;
using Lectures.Models.Data;

namespace Lectures.Models.Tests.Data;

public sealed class ImageSetFilesTests
{
    private TemporaryFolder folder = null!;

    [SetUp]
    public void MakeFolder() => folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => folder.Dispose();

    [Test]
    public void What_is_saved_is_loaded([Values] Split split, [Values] bool gzip)
    {
        var set = ImageSetTests.Random(11, 5, 3);
        set.Save(folder.PathOf("new"), split, gzip);
        var loaded = ImageSet.Load(folder.PathOf("new"), split, classes: 4);

        Assert.That(loaded.Pixels.ToArray(), Is.EqualTo(set.Pixels.ToArray()));
        Assert.That(loaded.Labels.ToArray(), Is.EqualTo(set.Labels.ToArray()));
        Assert.That((loaded.Height, loaded.Width, loaded.Classes), Is.EqualTo((5, 3, 4)));
    }

    [Test]
    public void Both_sets_stand_in_one_folder_under_the_names_of_Mnist()
    {
        ImageSetTests.Random(3, 2, 5).Save(folder.FullName, Split.Train);
        ImageSetTests.Random(4, 2, 5).Save(folder.FullName, Split.Test);

        Assert.That(folder.Files, Is.EqualTo(new[]
        {
            "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz",
            "train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz",
        }));
        Assert.That(ImageSet.Load(folder.FullName, Split.Train).Count, Is.EqualTo(3));
        Assert.That(ImageSet.Load(folder.FullName, Split.Test).Count, Is.EqualTo(4));
    }

    [Test]
    public void Saving_replaces_the_set_in_either_form()
    {
        ImageSetTests.Random(3, 2, 5).Save(folder.FullName, Split.Train, gzip: false);
        ImageSetTests.Random(4, 2, 5).Save(folder.FullName, Split.Train, gzip: true);

        Assert.That(ImageSet.Load(folder.FullName, Split.Train).Count, Is.EqualTo(4));
        Assert.That(folder.Files, Has.Length.EqualTo(2));
    }

    [TestCase("emnist-letters-train-images-idx3-ubyte", "emnist-letters-train-labels-idx1-ubyte.gz", Split.Train)]
    [TestCase("emnist-letters-test-images-idx3-ubyte.gz", "emnist-letters-test-labels-idx1-ubyte", Split.Test)]
    [TestCase("t10k-images.idx3-ubyte", "t10k-labels.idx1-ubyte", Split.Test)]
    public void Names_of_other_sets_are_found(string images, string labels, Split split)
    {
        Put(images, [2, 3, 4]);
        Put(labels, [2]);
        Put("emnist-digits-balanced-mapping.txt", [1]);

        Assert.That(ImageSet.Load(folder.FullName, split).Count, Is.EqualTo(2));
    }

    [Test]
    public void Folders_without_a_set_are_refused()
    {
        Refused(folder.PathOf("none"), "none: no such folder.");
        Refused(folder.Write("file", 1), "file: expected a folder with IDX files, got a file.");
        Refused(folder.FullName, "no images of the train set; expected train-images-idx3-ubyte and train-labels-");
        File.Delete(folder.PathOf("file"));
        Refused(folder.FullName, "the folder is empty; expected train-images-idx3-ubyte and train-labels-");
        Directory.CreateDirectory(folder.PathOf("other"));
        Refused(folder.FullName, "the folder holds only other folders; expected train-images-idx3-ubyte and train-labels-"
            + "idx1-ubyte, plain or .gz.");
        new ImageSet([1], [0], 1, 1).Save(folder.PathOf("set"), Split.Train);
        Refused(folder.FullName, $"train-labels-idx1-ubyte, plain or .gz, as in {folder.PathOf("set")}.");
        Put("train-images-idx3-ubyte", [2, 3, 4]);
        Refused(folder.FullName, "found neither train-labels-idx1-ubyte nor train-labels-idx1-ubyte.gz beside ");
        Put("train-labels-idx1-ubyte", [2]);
        Put("fashion-train-images-idx3-ubyte", [2, 3, 4]);
        Refused(folder.FullName, "got several: fashion-train-images-idx3-ubyte, train-images-idx3-ubyte;");
    }

    [TestCase("2,3", "2", "images-idx3-ubyte: expected the magic number 2051 (3 dimensions), got 2050 (2 dimensions).")]
    [TestCase("0,3,4", "0", "images-idx3-ubyte: expected at least one image, got 0×3×4.")]
    [TestCase("2,0,4", "2", "images-idx3-ubyte: expected at least one image, got 2×0×4.")]
    [TestCase("2,3,4", "2,1", "labels-idx1-ubyte: expected the magic number 2049 (1 dimension), got 2050 (2 dimensions).")]
    [TestCase("2,3,4", "3", "images-idx3-ubyte holds 2 images.")]
    public void Files_that_do_not_fit_are_refused(string images, string labels, string message)
    {
        Put("train-images-idx3-ubyte", [.. images.Split(',').Select(int.Parse)]);
        Put("train-labels-idx1-ubyte", [.. labels.Split(',').Select(int.Parse)]);

        Refused(folder.FullName, message);
    }

    [Test]
    public void A_label_outside_the_classes_is_refused_with_its_file()
    {
        Put("train-images-idx3-ubyte", [3, 2, 2]);
        IdxFile.Write(folder.PathOf("train-labels-idx1-ubyte"), [3], new byte[] { 0, 5, 6 });

        Assert.That(
            () => ImageSet.Load(folder.FullName, Split.Train, classes: 6),
            Throws.TypeOf<DataException>().With.Message.EndsWith(
                "train-labels-idx1-ubyte: labels: expected each below 6 (the number of classes), got 6 for image 2."));
    }

    [TestCase(Split.Train, 60_000, "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5")]
    [TestCase(Split.Test, 10_000, "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2")]
    public void Mnist_is_loaded_and_written_again_to_the_byte(Split split, int count, string images, string labels)
    {
        var set = ImageSet.Load(SharedData.Mnist(), split);

        Assert.That((set.Count, set.Height, set.Width, set.Classes), Is.EqualTo((count, 28, 28, 10)));
        set.Save(folder.FullName, split, gzip: false);
        var sums = folder.Files.Select(file => SHA256.HashData(File.ReadAllBytes(folder.PathOf(file))));
        Assert.That(sums.Select(Convert.ToHexStringLower), Is.EqualTo(new[] { images, labels }));
    }

    private void Put(string name, int[] shape) =>
        IdxFile.Write(folder.PathOf(name), shape, new byte[shape.Aggregate(1, (product, size) => product * size)]);

    private static void Refused(string directory, string message) => Assert.That(
        () => ImageSet.Load(directory, Split.Train), Throws.TypeOf<DataException>().With.Message.Contain(message));
}
