using Lectures.Models.Data;

namespace Lectures.Models.Tests.Data;

public sealed class SplitMix64Tests
{
    [Test]
    public void The_sequence_of_seed_1234567_is_the_published_one()
    {
        var random = new SplitMix64(1234567);
        ulong[] expected =
        [
            6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821,
        ];
        foreach (var value in expected)
            Assert.That(random.Next(), Is.EqualTo(value));
    }

    [Test]
    public void Streams_of_different_paths_differ()
    {
        var first = new HashSet<ulong>();
        for (var seed = 0L; seed < 10; seed++)
        {
            for (var a = 0L; a < 10; a++)
            {
                for (var b = 0L; b < 10; b++)
                    Assert.That(first.Add(SplitMix64.Stream(seed, a, b).Next()), $"{seed}, {a}, {b}");
                Assert.That(first.Add(SplitMix64.Stream(seed, a).Next()), $"{seed}, {a}");
            }
        }
    }

    [Test]
    public void Numbers_have_the_moments_of_their_distributions()
    {
        const int count = 100_000;
        var random = new SplitMix64(5);
        double mean = 0, square = 0, largest = 0;
        var outcomes = new int[3];
        for (var i = 0; i < count; i++)
        {
            var bell = random.Bell();
            mean += bell / count;
            square += bell * bell / count;
            largest = Math.Max(largest, Math.Abs(bell));
            outcomes[random.Next(3)]++;
            Assert.That(random.Uniform(-2, 3), Is.GreaterThanOrEqualTo(-2).And.LessThan(3));
        }

        // Five standard errors: 5/√n for the mean, 5·√2/√n at most for the square, 5·√(2n/9) for a count.
        Assert.That(mean, Is.EqualTo(0).Within(0.016));
        Assert.That(square, Is.EqualTo(1).Within(0.023));
        Assert.That(largest, Is.LessThanOrEqualTo(Math.Sqrt(12)));
        Assert.That(outcomes, Is.All.EqualTo(count / 3).Within(750));
    }
}
