using Lectures.Models.Data;
using Lectures.Models.Tests.Training;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Data;

public class SubsetTests
{
    private static readonly int[] sizes = [50, 7, 1, 30, 12];           // of the classes

    [Test]
    public void Both_parts_together_are_all_and_of_every_class_a_share_is_held_out(
        [Values(0.1, 0.25, 0.5, 0.8)] double share)
    {
        using var scope = NewDisposeScope();
        using var all = Numbered();
        var (train, held) = Subset.Split(all, share, 3);
        var (learned, judged) = (Numbers(train), Numbers(held));
        Assert.That(learned.Concat(judged).Order(), Is.EqualTo(Enumerable.Range(0, 100)));
        Assert.That(judged, Has.Length.EqualTo((int)Math.Round(100 * share)));
        Assert.That(learned, Is.Ordered);
        Assert.That(judged, Is.Ordered);
        for (var k = 0; k < sizes.Length; k++)
            Assert.That(held.Classes!.eq(k).sum().item<long>(), Is.EqualTo(sizes[k] * share).Within(1), $"class {k}");
    }

    [Test]
    public void The_seed_alone_decides()
    {
        using var scope = NewDisposeScope();
        using var all = Numbered();
        Assert.That(Held(1), Is.EqualTo(Held(1)));
        Assert.That(Held(2), Is.Not.EqualTo(Held(1)));

        int[] Held(long seed) => Numbers(Subset.Split(all, 0.3, seed).HeldOut);
    }

    [Test]
    public void Patterns_without_classes_are_cut_too()
    {
        using var scope = NewDisposeScope();
        var (_, patterns) = Tasks.Of("gpt");
        var (train, held) = Subset.Split(patterns, 0.2, 1);
        Assert.That(train.Classes, Is.Null);
        Assert.That(train.Count + held.Count, Is.EqualTo(patterns.Count));
        Assert.That(held.Count, Is.EqualTo(patterns.Count * 0.2).Within(1));
    }

    [TestCase(0.001)]
    [TestCase(0.0)]
    [TestCase(1.0)]
    [TestCase(-0.5)]
    [TestCase(double.NaN)]
    public void A_part_without_patterns_is_refused(double share)
    {
        using var scope = NewDisposeScope();
        using var all = Numbered();
        Assert.That(Assert.Throws<DataException>(() => Subset.Split(all, share, 1))!.Message, Is.EqualTo(
            $"validation: a share of {share} of 100 patterns leaves one part empty; choose another share."));
    }

    [Test]
    public void Drawn_patterns_are_different_ones_in_their_order()
    {
        using var scope = NewDisposeScope();
        using var all = Numbered();
        using var drawn = Subset.Draw(all, 20, 5);
        var numbers = Numbers(drawn);
        Assert.That(numbers, Is.Unique.And.Ordered);
        Assert.That(numbers, Has.Length.EqualTo(20));
        Assert.That(numbers[^1], Is.GreaterThan(50), "not the first ones");
        Assert.That(Numbers(Subset.Draw(all, 20, 5)), Is.EqualTo(numbers));
        Assert.That(Numbers(Subset.Draw(all, 20, 6)), Is.Not.EqualTo(numbers));
        Assert.That(Numbers(Subset.Draw(all, 100, 6)), Is.EqualTo(Enumerable.Range(0, 100)));
        foreach (var count in (int[])[0, 101])
            Assert.That(Assert.Throws<ArgumentException>(() => Subset.Draw(all, count, 5))!.Message,
                Is.EqualTo($"count: expected 1 to 100 patterns, got {count}."));
    }

    [Test]
    public void Chosen_patterns_come_in_the_order_asked_for()
    {
        using var scope = NewDisposeScope();
        using var all = Numbered();
        using var some = new Subset(all, tensor(new long[] { 90, 3, 55 }));
        var batch = some.Take(tensor(new long[] { 2, 0, 2 }));
        Assert.That(batch.Inputs[0]!.data<float>().ToArray(), Is.EqualTo(new[] { 55f, 90, 55 }));
        var classes = all.Classes!.index_select(0, tensor(new long[] { 55, 90, 55 }));
        Assert.That(batch.Target.data<long>().ToArray(), Is.EqualTo(classes.data<long>().ToArray()));
    }

    [Test]
    public void Nothing_is_left_behind()
    {
        using var scope = NewDisposeScope();
        using var all = Numbered();
        Use();
        var before = LiveTensors.Settled();
        Use();
        Assert.That(Tensor.TotalCount, Is.EqualTo(before));

        void Use()
        {
            using var inner = NewDisposeScope();
            var (train, held) = Subset.Split(all, 0.3, 1);
            using var drawn = Subset.Draw(train, 10, 1);
            drawn.Take(arange(3, ScalarType.Int64));
            train.Dispose();
            held.Dispose();
        }
    }

    // Each pattern is its number; the classes stand mixed.
    private static TensorPatterns Numbered()
    {
        var classes = sizes.SelectMany((count, k) => Enumerable.Repeat((long)k, count)).ToArray();
        new Random(1).Shuffle(classes);
        return new(arange(100, ScalarType.Float32), tensor(classes));
    }

    private static int[] Numbers(Subset some) =>
        [.. some.Take(arange(some.Count, ScalarType.Int64)).Inputs[0]!.data<float>().ToArray()
            .Select(number => (int)number)];
}
