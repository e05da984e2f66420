using Lectures.Models.Data;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Data;

public sealed class ImageSetTests
{
    [Test]
    public void Images_become_tensors_between_0_and_1(
        [Values(ScalarType.Float32, ScalarType.Float64)] ScalarType dtype)
    {
        var set = Random(7, 3, 5);
        using var x = set.Images(2..6, dtype);

        Assert.That(x.shape, Is.EqualTo(new long[] { 4, 1, 3, 5 }));
        Assert.That(x.dtype, Is.EqualTo(dtype));
        for (var n = 0; n < 4; n++)
        {
            for (var pixel = 0; pixel < 15; pixel++)
            {
                var expected = set.Image(n + 2)[pixel] / 255.0;
                using var value = x[n, 0, pixel / 5, pixel % 5].to(ScalarType.Float64);
                // The quotient is rounded once, in the type asked for.
                Assert.That(value.item<double>(), Is.EqualTo(dtype == ScalarType.Float64 ? expected : (float)expected));
            }
        }
    }

    [Test]
    public void Chosen_images_are_those_of_the_range_in_the_order_of_the_indices()
    {
        var set = Random(9, 3, 5);
        using var all = set.Images(..);
        using var chosen = set.Images([8, 0, 3, 3]);
        using var expected = all.index_select(0, tensor(new long[] { 8, 0, 3, 3 }));
        Assert.That(chosen.data<float>().ToArray(), Is.EqualTo(expected.data<float>().ToArray()));

        using var targets = set.Targets([8, 0, 3, 3]);
        using var range = set.Targets(2..4);
        var labels = set.Labels.ToArray();
        Assert.That(targets.dtype, Is.EqualTo(ScalarType.Int64));
        Assert.That(
            targets.data<long>().ToArray(), Is.EqualTo(new long[] { labels[8], labels[0], labels[3], labels[3] }));
        Assert.That(range.data<long>().ToArray(), Is.EqualTo(new long[] { labels[2], labels[3] }));
    }

    [Test]
    public void No_tensor_but_the_result_stays_alive()
    {
        var set = Random(4, 3, 5);
        var before = LiveTensors.Settled();
        using (set.Images(..))
        using (set.Targets(..))
        using (set.Images([1, 2]))
        using (set.Targets([1, 2]))
            Assert.That(Tensor.TotalCount, Is.EqualTo(before + 4));
        Assert.That(Tensor.TotalCount, Is.EqualTo(before));
    }

    [Test]
    public void Classes_are_those_of_the_labels_and_at_least_two()
    {
        Assert.That(new ImageSet(new byte[3], [4, 0, 2], 1, 1).Classes, Is.EqualTo(5));
        Assert.That(new ImageSet(new byte[3], [0, 0, 0], 1, 1).Classes, Is.EqualTo(2));
        Assert.That(new ImageSet(new byte[3], [4, 0, 2], 1, 1, classes: 9).Classes, Is.EqualTo(9));
        Assert.That(new ImageSet(new byte[3], [4, 0, 2], 1, 1).Slice(1..).Classes, Is.EqualTo(5));
    }

    [Test]
    public void Sets_that_do_not_fit_together_are_refused()
    {
        Refused(() => new ImageSet([], [], 2, 2), "images: expected at least one, got an empty set.");
        Refused(() => new ImageSet(new byte[11], [0, 1], 2, 3), "2 labels need as many images of 2×3 (12 bytes)");
        Refused(
            () => new ImageSet(new byte[2], [0, 3], 1, 1, 3),
            "labels: expected each below 3 (the number of classes), got 3");
        Assert.That(() => Random(3, 2, 2).Image(3), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => Random(3, 2, 2).Images([-1]), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => Random(3, 2, 2).Images(1..5), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    internal static ImageSet Random(int count, int height, int width)
    {
        var (pixels, labels) = (new byte[count * height * width], new byte[count]);
        var random = new Random(count);
        random.NextBytes(pixels);
        for (var i = 0; i < count; i++)
            labels[i] = (byte)random.Next(4);
        return new ImageSet(pixels, labels, height, width, classes: 4);
    }

    private static void Refused(Action act, string message) =>
        Assert.That(() => act(), Throws.TypeOf<DataException>().With.Message.Contain(message));
}
