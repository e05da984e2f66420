using Lectures.Models.Images;

namespace Lectures.Models.Tests.Images;

public sealed class ResamplingTests
{
    [Test]
    public void Shrinking_averages_areas_also_across_pixels()
    {
        var plane = new Plane(1, 3, [0.3f, 0.6f, 0.9f]);

        // The new pixels cover 1½ old ones each.
        Assert.That(Resampling.Resize(plane, 1, 2).Values, Is.EqualTo(new[] { 0.4f, 0.8f }).Within(1e-6));
        Assert.That(Resampling.Resize(new Plane(3, 1, plane.Values), 2, 1).Values,
            Is.EqualTo(new[] { 0.4f, 0.8f }).Within(1e-6));
    }

    [TestCase(7, 5)]
    [TestCase(23, 41)]
    [TestCase(19, 6)]
    public void The_mean_of_a_shrunken_and_the_values_of_an_even_picture_stay(int height, int width)
    {
        var random = new Random(1);
        var plane = new Plane(23, 41, [.. Enumerable.Range(0, 23 * 41).Select(_ => random.NextSingle())]);

        Assert.That(Resampling.Resize(plane, height, width).Values.Average(),
            Is.EqualTo(plane.Values.Average()).Within(1e-5));
        Assert.That(Resampling.Resize(new Plane(3, 4, [.. Enumerable.Repeat(0.7f, 12)]), height, width).Values,
            Is.All.EqualTo(0.7f).Within(1e-5));
    }

    [Test]
    public void The_same_size_gives_the_same_picture()
    {
        var picture = ImageFiles.Slope(13, 9);

        Assert.That(Resampling.Reduce(picture, 13, 9).Pixels.ToArray(), Is.EqualTo(picture.Pixels.ToArray()));
    }
}
