using Lectures.Models.Data;
using Lectures.Models.Data.Sound;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Data.Sound;

public sealed class RecordingPatternsTests
{
    private static readonly LogMel features = new(11);

    [Test]
    public void A_batch_holds_the_chosen_recordings_and_their_classes()
    {
        using var scope = NewDisposeScope();
        var set = Tones.Generate(13, 1);
        using var patterns = new RecordingPatterns(set, features, 29);
        Assert.That((patterns.Count, patterns.Steps, patterns.Features), Is.EqualTo((13, 29L, 11L)));

        var batch = patterns.Take(tensor(new long[] { 12, 3, 3 }));
        Assert.That(batch.Inputs.Single()!.shape, Is.EqualTo(new long[] { 3, 29, 11 }));
        Assert.That(batch.Inputs[0]!.dtype, Is.EqualTo(ScalarType.Float32));
        var targets = set.Targets();
        Assert.That(batch.Target.data<long>().ToArray(), Is.EqualTo(new[] { targets[12], targets[3], targets[3] }));
        var alone = RecordingPatterns.Input(set.All[12].Sound, features, 29, patterns.Scale);
        Assert.That(batch.Inputs[0]![0].Equals(alone[0]), Is.True);
    }

    [Test]
    public void A_short_recording_has_silence_in_front()
    {
        using var scope = NewDisposeScope();
        var (set, scale) = (Set(800, 1_000), new FeatureScale(new float[11], [.. Enumerable.Repeat(1f, 11)]));
        using var patterns = new RecordingPatterns(set, features, 9, scale);
        var frames = features.Frames(set.All[0].Sound);                      // (5,11)
        var x = patterns.Take(tensor(new long[] { 0 })).Inputs[0]![0];
        Assert.That(x.narrow(0, 0, 4).data<float>().ToArray(), Is.All.EqualTo(-80f));
        Assert.That(x.narrow(0, 4, 5).Equals(frames), Is.True);
    }

    [Test]
    public void Of_a_long_recording_the_loudest_part_stays()
    {
        using var scope = NewDisposeScope();
        var samples = new float[8_000];
        for (var n = 3_000; n < 4_000; n++) samples[n] = MathF.Sin(n);
        var scale = new FeatureScale(new float[11], [.. Enumerable.Repeat(1f, 11)]);
        var x = RecordingPatterns.Input(new(samples, 8_000), features, 6, scale)[0];
        // The 6 frames of 25 ms, 16 ms apart, that lie within the 125 ms of sound.
        Assert.That(x.amax([1]).data<float>().ToArray(), Is.All.GreaterThan(-10f));
    }

    [Test]
    public void The_training_set_is_scaled_to_mean_0_and_deviation_1_and_others_by_its_scale()
    {
        using var scope = NewDisposeScope();
        var set = Tones.Generate(8, 2);
        var frames = cat([.. set.All.Select(one => features.Frames(one.Sound))]);
        using var train = new RecordingPatterns(set, features);
        var scaled = train.Scale.Apply(frames);
        // float32 sums over some hundred frames
        Assert.That(scaled.mean([0]).abs().max().item<float>(), Is.LessThan(1e-5f));
        Assert.That((scaled.square().mean([0]) - 1).abs().max().item<float>(), Is.LessThan(1e-5f));

        using var test = new RecordingPatterns(Tones.Generate(5, 2, Split.Test), features, 64, train.Scale);
        Assert.That(test.Scale, Is.SameAs(train.Scale));
    }

    [Test]
    public void A_feature_that_never_changes_is_not_divided_by_zero()
    {
        using var frames = full([3, 2], 5f);
        var scale = FeatureScale.Of(frames);
        Assert.That((scale.Mean, scale.Deviation), Is.EqualTo((new[] { 5f, 5f }, new[] { 1f, 1f })));
    }

    [Test]
    public void Masking_varies_while_learning_only_and_by_the_generator_alone()
    {
        using var scope = NewDisposeScope();
        using var patterns = new RecordingPatterns(Tones.Generate(9, 1), features) { Masking = new(20, 5) };
        var indices = arange(9);
        Tensor Learned(ulong seed)
        {
            using var generator = new Generator(seed);
            return patterns.Take(indices, generator).Inputs[0]!;
        }

        var plain = patterns.Take(indices).Inputs[0]!;
        Assert.That(plain.Equals(patterns.Take(indices).Inputs[0]!), Is.True);
        Assert.That(Learned(1).Equals(Learned(1)), Is.True);
        Assert.That(Learned(1).Equals(Learned(2)), Is.False);
        var changed = Learned(1).ne(plain);
        Assert.That(Learned(1).masked_select(changed).abs().max().item<float>(), Is.Zero);
    }

    [Test]
    public void Stretches_of_every_width_up_to_the_most_are_blanked_out()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(4);
        var x = new FrameMasking(3, 2).Apply(ones(400, 7, 5), generator);
        long[] steps = x.amax([2]).eq(0).sum(dim: 1).data<long>().ToArray();
        long[] bands = x.amax([1]).eq(0).sum(dim: 1).data<long>().ToArray();
        Assert.That(steps.Distinct(), Is.EquivalentTo(new[] { 0, 1, 2, 3 }));
        Assert.That(bands.Distinct(), Is.EquivalentTo(new[] { 0, 1, 2 }));
        // each place is reached, the first and the last too: 400 draws, chance of a miss below 1e-9
        Assert.That(x.amax([2]).amin([0]).data<float>().ToArray(), Is.All.Zero);
        Assert.That(x.amax([1]).amin([0]).data<float>().ToArray(), Is.All.Zero);
        Assert.That(new FrameMasking(0, 0).Apply(x, generator).Equals(x), Is.True);
    }

    [Test]
    public void Nothing_stays_behind()
    {
        var before = LiveTensors.Settled();
        using (var scope = NewDisposeScope())
        using (var patterns = new RecordingPatterns(Tones.Generate(4, 1), features) { Masking = new() })
        using (var generator = new Generator(1))
        {
            patterns.Take(arange(3), generator);
        }
        Assert.That(Tensor.TotalCount, Is.EqualTo(before));
    }

    [Test]
    public void A_recording_of_too_low_a_rate_is_named() => Assert.That(
        () => new RecordingPatterns(Set(100, 100, rate: 4_000), features),
        Throws.TypeOf<DataException>().With.Message.StartsWith("a_x_0.wav: a recording of 4000 samples/s"));

    private static Recordings Set(int first, int second, int rate = 8_000) => new(
    [
        new("a", "x", 0, new([.. Enumerable.Range(0, first).Select(n => MathF.Sin(n))], rate)),
        new("b", "x", 0, new([.. Enumerable.Range(0, second).Select(n => MathF.Cos(n * n))], rate)),
    ]);
}
