using System.Security.Cryptography;
using Lectures.Models.Data;

namespace Lectures.Models.Tests.Data;

public sealed class StrokesTests
{
    [TestCase(1, Split.Train, "3C81F4810CC9F1E05D4A313442651F94D425CB60126B49FD8EEB95A347483DE4")]
    [TestCase(1, Split.Test, "D5B82847074827B3174D1DC0E7C052D9D61217F98F504727B480B1056BC2A631")]
    [TestCase(-7, Split.Train, "0E0D9377A08020BF0862965413FC220A3C111E66A0C9193C52DB6C629DCA0A81")]
    public void A_seed_gives_the_same_bytes_on_every_machine(long seed, Split split, string sha256)
    {
        var set = Strokes.Generate(230, seed, split);

        Assert.That(Convert.ToHexString(SHA256.HashData([.. set.Pixels.Span, .. set.Labels.Span])), Is.EqualTo(sha256));
    }

    [Test]
    public void A_longer_set_begins_with_the_shorter_one([Values(1, 13, 100, 257)] int count)
    {
        var (whole, part) = (Strokes.Generate(420, 3), Strokes.Generate(count, 3));

        Assert.That(part.Pixels.ToArray(), Is.EqualTo(whole.Slice(..count).Pixels.ToArray()));
        Assert.That(part.Labels.ToArray(), Is.EqualTo(whole.Slice(..count).Labels.ToArray()));
    }

    [Test]
    public void Each_ten_images_hold_each_digit_once_in_changing_order()
    {
        var labels = Strokes.Generate(500, 2).Labels.ToArray();

        foreach (var ten in labels.Chunk(10))
            Assert.That(ten, Is.EquivalentTo(Enumerable.Range(0, 10)));
        Assert.That(labels.Chunk(10).Select(ten => string.Join("", ten)).Distinct().Count(), Is.GreaterThan(45));
    }

    [Test]
    public void No_image_comes_twice_within_a_set_in_the_other_set_or_with_another_seed()
    {
        ImageSet[] sets = [Strokes.Generate(1000, 1), Strokes.Generate(1000, 1, Split.Test), Strokes.Generate(1000, 2)];

        var images = sets.SelectMany(
            set => Enumerable.Range(0, set.Count).Select(i => Convert.ToHexString(set.Image(i))));
        Assert.That(images, Is.Unique);
    }

    [Test]
    public void Images_have_the_format_and_the_brightness_of_Mnist()
    {
        var set = Strokes.Generate(2000, 1);

        Assert.That((set.Height, set.Width, set.Classes), Is.EqualTo((28, 28, 10)));
        // MNIST: mean 0.131, standard deviation 0.308.
        var pixels = set.Pixels.ToArray().Select(pixel => pixel / 255.0).ToArray();
        var mean = pixels.Average();
        Assert.That(mean, Is.EqualTo(0.131).Within(0.02));
        Assert.That(Math.Sqrt(pixels.Average(pixel => pixel * pixel) - mean * mean), Is.EqualTo(0.308).Within(0.03));
        for (var i = 0; i < set.Count; i++)
        {
            Assert.That(set.Image(i).ToArray().Max(), Is.GreaterThan(150), $"image {i} has ink");
            Assert.That(set.Image(i).ToArray().Count(pixel => pixel > 128), Is.InRange(15, 350), $"image {i}");
        }
    }

    [Test]
    public void The_digits_of_one_writer_are_more_alike_than_those_of_many()
    {
        var set = Strokes.Generate(4000, 1);
        double Spread(int[] images)
        {
            var ink = images.Select(i => set.Image(i).ToArray().Average(pixel => pixel)).ToArray();
            return Math.Sqrt(ink.Average(x => x * x) - ink.Average() * ink.Average());
        }

        var zeros = Enumerable.Range(0, set.Count).Where(i => set.Labels.Span[i] == 0).ToArray();
        Assert.That(zeros.Chunk(5).Average(Spread), Is.LessThan(0.6 * Spread(zeros)));
    }

    [Test]
    public void A_count_that_is_none_is_refused([Values(0, -3, int.MaxValue)] int count) =>
        Assert.That(() => Strokes.Generate(count, 1), Throws.TypeOf<ArgumentOutOfRangeException>());
}
