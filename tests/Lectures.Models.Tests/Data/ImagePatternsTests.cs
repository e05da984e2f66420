using Lectures.Models.Data;
using Lectures.Models.Tests.Training;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Data;

public class ImagePatternsTests
{
    private static readonly ImageSet set = Tasks.Bars(11);

    [Test]
    public void Grey_values_are_divided_by_255_to_the_last_bit()
    {
        using var scope = NewDisposeScope();
        using var patterns = new ImagePatterns(
            new([.. Enumerable.Range(0, 256).Select(value => (byte)value)], [0], 16, 16), ImageLayout.Flat);
        var x = patterns.Take(zeros(1, ScalarType.Int64)).Inputs[0]!;
        Assert.That(x.dtype, Is.EqualTo(ScalarType.Float32));
        Assert.That(x.data<float>().ToArray(), Is.EqualTo(Enumerable.Range(0, 256).Select(value => value / 255f)));
    }

    [TestCase(ImageLayout.Flat, new long[] { 3, 35 })]
    [TestCase(ImageLayout.Picture, new long[] { 3, 1, 5, 7 })]
    [TestCase(ImageLayout.Rows, new long[] { 3, 5, 7 })]
    public void Every_layout_has_the_pixels_in_their_order(ImageLayout layout, long[] shape)
    {
        using var scope = NewDisposeScope();
        using var patterns = new ImagePatterns(set, layout);
        var batch = patterns.Take(tensor(new long[] { 7, 0, 10 }));
        Assert.That(batch.Inputs.Single()!.shape, Is.EqualTo(shape));
        Assert.That(batch.Inputs[0]!.flatten().data<float>().ToArray(), Is.EqualTo(
            ((int[])[7, 0, 10]).SelectMany(n => set.Image(n).ToArray()).Select(value => value / 255f)));
        Assert.That(batch.Target.data<long>().ToArray(), Is.EqualTo(new long[] { 7 % 3, 0, 10 % 3 }));
        Assert.That((patterns.Count, patterns.Classes!.size(0)), Is.EqualTo((11, 11)));
    }

    [Test]
    public void Patches_go_row_by_row()
    {
        using var scope = NewDisposeScope();
        var pixels = Enumerable.Range(0, 2 * 4 * 6).Select(value => (byte)value).ToArray();
        using var patterns = new ImagePatterns(new(pixels, [0, 1], 4, 6), ImageLayout.Patches) { Patch = 2 };
        var x = patterns.Take(ones(1, ScalarType.Int64)).Inputs[0]!;
        Assert.That(x.shape, Is.EqualTo(new long[] { 1, 6, 4 }));
        for (var patch = 0; patch < 6; patch++)
            for (var i = 0; i < 4; i++)
                Assert.That(x[0, patch, i].item<float>(),
                    Is.EqualTo((24 + (patch / 3 * 2 + i / 2) * 6 + patch % 3 * 2 + i % 2) / 255f), $"{patch}, {i}");
    }

    [TestCase(0)]
    [TestCase(2)]
    [TestCase(5)]
    [TestCase(-1)]
    public void A_patch_must_divide_both_sides(int patch)
    {
        using var scope = NewDisposeScope();
        using var patterns = new ImagePatterns(set, ImageLayout.Patches) { Patch = patch };
        Assert.That(Assert.Throws<ArgumentException>(() => patterns.Take(zeros(1, ScalarType.Int64)))!.Message,
            Does.Contain("expected a divisor of "));
    }

    [Test]
    public void To_reproduce_the_target_is_what_is_read()
    {
        using var scope = NewDisposeScope();
        using var patterns = new ImagePatterns(set, ImageLayout.Flat, reproduce: true) { Augmentation = new(2) };
        var batch = patterns.Take(arange(4, ScalarType.Int64), new Generator(1));
        Assert.That(batch.Target, Is.SameAs(batch.Inputs[0]));
    }

    [Test]
    public void Images_vary_only_with_a_generator()
    {
        using var scope = NewDisposeScope();
        using var patterns = new ImagePatterns(set, ImageLayout.Flat) { Augmentation = new(2, 10) };
        var plain = Take(null);
        Assert.That(plain, Is.EqualTo(Enumerable.Range(0, 11).SelectMany(n => set.Image(n).ToArray())
            .Select(value => value / 255f)));
        Assert.That(Take(new(1)), Is.EqualTo(Take(new(1))).And.Not.EqualTo(plain));
        Assert.That(Take(new(2)), Is.Not.EqualTo(Take(new(1))));

        float[] Take(Generator? random) =>
            patterns.Take(arange(11, ScalarType.Int64), random).Inputs[0]!.data<float>().ToArray();
    }

    [Test]
    public void Nothing_is_left_behind([Values] bool varied)
    {
        using var scope = NewDisposeScope();
        Use();
        var before = LiveTensors.Settled();
        Use();
        Assert.That(Tensor.TotalCount, Is.EqualTo(before));

        void Use()
        {
            using var inner = NewDisposeScope();
            var augmentation = varied ? new Augmentation(1, 5, 0.1, 1) : null;
            using var patterns = new ImagePatterns(set, ImageLayout.Rows) { Augmentation = augmentation };
            using var random = new Generator(1);
            patterns.Take(arange(4, ScalarType.Int64), random);
        }
    }
}
