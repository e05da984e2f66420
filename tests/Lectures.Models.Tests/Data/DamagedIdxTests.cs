using Lectures.Models.Data;

namespace Lectures.Models.Tests.Data;

/// <summary>Image sets with bits flipped and ends cut off, by the hundred.</summary>
public sealed class DamagedIdxTests
{
    private const int Count = 40, Height = 5, Width = 7, Rounds = 400;

    private TemporaryFolder folder = null!;

    [SetUp]
    public void MakeFolder() => folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => folder.Dispose();

    [Test]
    public void A_damaged_set_in_gzip_is_refused_or_read_as_it_was([Values("images-idx3", "labels-idx1")] string part)
    {
        var set = ImageSetTests.Random(Count, Height, Width);
        set.Save(folder.FullName, Split.Train);
        var (refused, read) = Damage($"train-{part}-ubyte.gz", loaded =>
        {
            // The checksum covers every byte; what is flipped without it (time, name of the system) carries nothing.
            Assert.That(loaded.Pixels.ToArray(), Is.EqualTo(set.Pixels.ToArray()));
            Assert.That(loaded.Labels.ToArray(), Is.EqualTo(set.Labels.ToArray()));
        });
        Assert.That(refused, Is.GreaterThan(Rounds / 2));
        Assert.That(read, Is.Positive);
    }

    [Test]
    public void A_damaged_plain_set_is_refused_or_read_in_the_shape_it_announces(
        [Values("images-idx3", "labels-idx1")] string part)
    {
        ImageSetTests.Random(Count, Height, Width).Save(folder.FullName, Split.Train, gzip: false);
        var (refused, read) = Damage($"train-{part}-ubyte", loaded =>
        {
            Assert.That((loaded.Count, loaded.Height * loaded.Width), Is.EqualTo((Count, Height * Width)));
            Assert.That(loaded.Labels.ToArray().Max(), Is.LessThan(loaded.Classes));
        });
        Assert.That(refused, Is.GreaterThan(Rounds / 4));
        Assert.That(read, Is.Positive);
    }

    // A quarter of the files lose their end; most have up to three bits flipped, every other time near the beginning.
    private (int Refused, int Read) Damage(string name, Action<ImageSet> check)
    {
        var whole = File.ReadAllBytes(folder.PathOf(name));
        var (random, refused, read) = (new Random(3), 0, 0);
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = whole.ToArray();
            if (round % 4 == 0) bytes = bytes[..random.Next(bytes.Length)];
            var reach = round % 2 == 0 ? bytes.Length : Math.Min(bytes.Length, 20);
            for (var i = random.Next(3); i >= 0 && reach > 0 && round % 8 != 0; i--)
                bytes[random.Next(reach)] ^= (byte)(1 << random.Next(8));
            folder.Write(name, bytes);
            try
            {
                check(ImageSet.Load(folder.FullName, Split.Train));
                read++;
            }
            catch (DataException error)
            {
                Assert.That(error.Message, Does.StartWith(folder.FullName).And.Not.Contain("\n"));
                refused++;
            }
        }
        return (refused, read);
    }
}
