using Lectures.Models.Data;
using Lectures.Models.Images;

namespace Lectures.Models.Tests.Images;

/// <summary>Damaged files by the hundred: a clear error or a picture, never a crash or a hang.</summary>
public sealed class PictureDamageTests
{
    private const int Trials = 400;
    private static readonly Picture picture = Picture.Of(Strokes.Generate(8, 1), 7);

    private static byte[] Camera => ImageFiles.WithOrientation(ImageFiles.Jpeg(picture), 6);

    [Test]
    public void A_damaged_Png_is_refused_or_read_rightly() => Damage(picture.ToPng(), 1, read =>
        Assert.That(read.Pixels.ToArray(), Is.EqualTo(picture.Pixels.ToArray())));

    [Test]
    public void A_damaged_Jpeg_is_refused_or_read() => Damage(ImageFiles.Jpeg(picture), 2, Normalised);

    [Test]
    public void A_damaged_Jpeg_of_a_camera_is_refused_or_read() =>
        Damage(Camera[..60], Camera[60..], 3, Normalised);

    [Test]
    public void A_damaged_Bmp_is_refused_or_read() => Damage(ImageFiles.Bmp(picture), 4, Normalised);

    [Test]
    public void A_damaged_Bmp_header_is_refused_or_read() =>
        Damage(ImageFiles.Bmp(picture)[..54], ImageFiles.Bmp(picture)[54..], 5, Normalised);

    private static void Normalised(Picture read)
    {
        try
        {
            DigitNormaliser.Normalise(read);
        }
        catch (DataException error)
        {
            Assert.That(error.Message, Does.EndWith("."));
        }
    }

    private static void Damage(byte[] file, int seed, Action<Picture> read) => Damage(file, [], seed, read);

    // Flips bytes, or cuts; the tail stays whole.
    private static void Damage(byte[] file, byte[] tail, int seed, Action<Picture> read)
    {
        var random = new Random(seed);
        var refused = 0;
        for (var trial = 0; trial < Trials; trial++)
        {
            var damaged = file[..(trial % 4 == 0 ? random.Next(file.Length) : file.Length)];
            for (var flips = trial % 4; flips > 0; flips--)
                damaged[random.Next(damaged.Length)] ^= (byte)(1 + random.Next(255));
            byte[] whole = [.. damaged, .. tail];
            try
            {
                var got = Picture.Decode(whole, "damaged");
                if ((long)got.Height * got.Width < 100_000)
                    read(got);
            }
            catch (DataException error)
            {
                refused++;
                Assert.That(error.Message, Does.StartWith("damaged: ").And.EndWith("."));
                Assert.That(error.Message, Does.Not.Contain("\n"));
            }
        }
        Assert.That(refused, Is.GreaterThan(Trials / 10));
    }
}
