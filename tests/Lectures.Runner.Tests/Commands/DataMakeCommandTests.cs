using Lectures.Models.Data;

namespace Lectures.Runner.Tests.Commands;

/// <summary><c>data make</c>: the built-in images as files.</summary>
public class DataMakeCommandTests
{
    private TemporaryFolder folder = null!;

    [SetUp]
    public void MakeFolder() => folder = new();

    [TearDown]
    public void RemoveFolder() => folder.Dispose();

    [Test]
    public void Writes_both_sets_of_the_seed()
    {
        var (code, output, error) = Make("--train", "70", "--test", "30", "--seed", "5");
        Assert.That(code, Is.Zero, error);
        Assert.That(output.TrimEnd(), Is.EqualTo(
            $"{folder["set"]}: 70 images to learn from and 30 to judge by, seed 5"));
        Assert.That(error.ReplaceLineEndings("\n"), Is.EqualTo("1/2 train\n2/2 test\n"));
        foreach (var (split, count) in ((Split, int)[])[(Split.Train, 70), (Split.Test, 30)])
        {
            var (read, made) = (ImageSet.Load(folder["set"], split), Strokes.Generate(count, 5, split));
            Assert.That(read.Pixels.ToArray(), Is.EqualTo(made.Pixels.ToArray()));
            Assert.That(read.Labels.ToArray(), Is.EqualTo(made.Labels.ToArray()));
        }
    }

    [Test]
    public void A_set_that_is_there_is_replaced_only_by_force([Values] Split there)
    {
        Strokes.Generate(20, 3).Save(folder["set"], there, gzip: false);
        Assert.That(Cli.Refused("data", "make", "strokes", "--out", folder["set"], "--train", "70", "--test", "30"),
            Is.EqualTo($"{folder["set"]}: holds a set of images already; "
                + "'--force' replaces it, or choose another folder with --out."));
        Assert.That(ImageSet.Load(folder["set"], there).Count, Is.EqualTo(20));

        Assert.That(Make("--train", "70", "--test", "30", "--force").ExitCode, Is.Zero);
        Assert.That(ImageSet.Load(folder["set"], Split.Train).Count, Is.EqualTo(70));
        Assert.That(ImageSet.Load(folder["set"], Split.Test).Count, Is.EqualTo(30));
    }

    [TestCase("strokes", "--train", "0", "--train: expected a number from 1 to 2000000, got 0.")]
    [TestCase("strokes", "--test", "-1", "--test: expected a number from 1 to 2000000, got -1.")]
    [TestCase("strokes", "--test", "many", "--test: expected a whole number, got many.")]
    [TestCase("strokes", "--seed", "-1", "--seed: expected a number from 0 to 2147483647, got -1.")]
    [TestCase("strokes", "--out", "", "--out: expected a folder, got an empty name.")]
    [TestCase("stroke", "--seed", "1", "stroke: unknown generator; did you mean strokes?")]
    public void Bad_use_is_one_line(string set, string option, string value, string expected) =>
        Assert.That(Cli.Refused("data", "make", set, option, value), Is.EqualTo(expected));

    private (int ExitCode, string Output, string Error) Make(params string[] args) =>
        Cli.Run(["data", "make", "strokes", "--out", folder["set"], .. args]);
}
