using Lectures.Models.Data;
using Lectures.Models.Data.Sound;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Data.Sound;

public sealed class TonesTests
{
    [Test]
    public void Melodies_depend_on_seed_split_and_number_alone()
    {
        var (some, more) = (Tones.Generate(7, 3), Tones.Generate(30, 3));
        foreach (var one in some.All)
            Assert.That(one.Sound.Samples, Is.EqualTo(more.All.Single(other => Same(one, other)).Sound.Samples));
        Assert.That(First(3, Split.Train), Is.Not.EqualTo(First(4, Split.Train)));
        Assert.That(First(3, Split.Train), Is.Not.EqualTo(First(3, Split.Test)));

        static bool Same(Recording a, Recording b) => a.FileName == b.FileName;
        static float[] First(long seed, Split split) => Tones.Generate(6, seed, split).All[0].Sound.Samples;
    }

    [Test]
    public void Names_are_unique_classes_equally_many_and_the_split_is_the_customary_one([Values] Split split)
    {
        var set = Tones.Generate(300, 1, split);
        Assert.That(set.All.Select(one => one.FileName), Is.Unique);
        Assert.That(set.All.Select(one => one.Split), Is.All.EqualTo(split));
        Assert.That(set.All.GroupBy(one => one.Class).Select(group => group.Count()), Is.All.EqualTo(50));
        Assert.That(set.Classes, Is.EqualTo(Tones.Classes));
    }

    [Test]
    public void Sounds_are_as_recordings_are()
    {
        foreach (var one in Tones.Generate(60, 2).All)
        {
            Assert.That(one.Sound.Seconds, Is.InRange(0.2, 1.0));
            Assert.That(one.Sound.Samples, Is.All.InRange(-1f, 1f));
            Assert.That(one.Sound.Samples.Max(), Is.GreaterThan(0.02f));
        }
    }

    // What the classes share: over all frames the six orders sound alike, so a linear look at the mean says little.
    [Test]
    public void The_order_of_the_tones_is_in_the_frames()
    {
        using var scope = NewDisposeScope();
        var features = new LogMel(40);
        foreach (var one in Tones.Generate(6, 5).All)
        {
            var frames = features.Frames(one.Sound);
            var loudest = frames.argmax(1).data<long>().ToArray();
            var loud = frames.amax([1]).data<float>().ToArray();
            long[] heard = [.. loudest.Where((_, t) => loud[t] > -12)];
            Assert.That(heard.Distinct().Count(), Is.GreaterThanOrEqualTo(3), one.FileName);
        }
    }
}
