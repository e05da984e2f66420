using Lectures.Models.Data;
using Lectures.Models.Data.Sound;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Data.Sound;

public sealed class LogMelTests
{
    private static readonly LogMel small = new(7, 0.02, 0.0125, 100, 3800, 60);

    // Computed in PyTorch 2.6 in float64 by the definition: the Fourier sums written out, the triangles from their
    // corners, the corners by bisection of the mel formula.
    private static readonly double[] centres =
        [292.78522, 532.028115, 828.924129, 1197.366596, 1654.596891, 2222.011239, 2926.161962];

    private static readonly float[] frames =
    [
        -2.0394f, 0, -42.2622f, -60, -30.8978f, -32.0778f, -60,
        -2.0394f, 0, -42.2612f, -60, -24.1205f, -25.3004f, -60,
        -2.0394f, 0, -42.2609f, -60, -20.3226f, -21.5025f, -60,
        -2.0394f, 0, -42.2635f, -60, -17.6830f, -18.8629f, -60,
        -2.0394f, 0, -42.2641f, -60, -15.6596f, -16.8395f, -60,
        -2.0394f, 0, -42.2599f, -60, -14.0189f, -15.1988f, -60,
    ];

    [Test]
    public void Frames_agree_with_Fourier_sums_written_out()
    {
        using var scope = NewDisposeScope();
        var got = small.Frames(Sound(700, n => 0.5 * Sine(440, n) + 0.125 * Sine(1900, n) * n / 700));
        Assert.That(got.shape, Is.EqualTo(new long[] { 6, 7 }));
        // The literals have four decimals; float32's FFT and filters at −42 dB are good to 1e-3.
        Assert.That(got.data<float>().ToArray(), Is.EqualTo(frames).Within(2e-3f));
        Assert.That(small.Centres(), Is.EqualTo(centres).Within(1e-5));
    }

    [Test]
    public void A_pure_tone_is_loudest_in_the_band_around_it([Values(8_000, 11_025, 44_100)] int rate)
    {
        using var scope = NewDisposeScope();
        var features = new LogMel(24);
        for (var band = 0; band < 24; band++)
        {
            var pitch = features.Centres()[band];
            var samples = Enumerable.Range(0, rate / 10).Select(n => (float)Math.Sin(2 * Math.PI * pitch * n / rate));
            var frames = features.Frames(new([.. samples], rate));
            Assert.That(frames.argmax(1).data<long>().ToArray(), Is.All.EqualTo(band), $"{pitch:F0} Hz");
        }
    }

    [Test]
    public void Loudness_does_not_matter()
    {
        using var scope = NewDisposeScope();
        var loud = small.Frames(Sound(500, n => 0.5 * Sine(440, n) + 0.01 * Sine(2500, n)));
        var soft = small.Frames(Sound(500, n => 0.005 * Sine(440, n) + 0.0001 * Sine(2500, n)));
        // float32 samples of 0.005 are rounded by 1e-10, −47 dB by less than 1e-2
        Assert.That((loud - soft).abs().max().item<float>(), Is.LessThan(1e-2f));
    }

    [TestCase(1, 1)]
    [TestCase(160, 1)]
    [TestCase(259, 1)]
    [TestCase(260, 2)]
    public void Sound_of_some_length_has_frames(int length, int count)
    {
        using var scope = NewDisposeScope();
        Assert.That(small.Frames(Sound(length, n => Sine(440, n + 1))).shape, Is.EqualTo(new long[] { count, 7 }));
    }

    [Test]
    public void Silence_is_silent()
    {
        using var scope = NewDisposeScope();
        Assert.That(small.Frames(Sound(300, _ => 0)).data<float>().ToArray(), Is.All.EqualTo(-60f));
        Assert.That(small.Silence, Is.EqualTo(-60));
    }

    [Test]
    public void Settings_that_cannot_be_are_refused()
    {
        void Refused<T>(LogMel features, string message, int rate = 8_000) where T : Exception => Assert.That(
            () => features.Frames(new([1, 2], rate)), Throws.TypeOf<T>().With.Message.Contain(message));

        Refused<DataException>(new(), "a recording of 6000 samples/s holds nothing above 3000 Hz; expected at least "
            + "8000 samples/s, or a highest frequency of at most 3000 Hz.", 6_000);
        Refused<ArgumentException>(new(0), "bands: expected at least 1, got 0.");
        Refused<ArgumentException>(new(Highest: 50), "highest: expected more than lowest = 60 Hz, got 50.");
        Refused<ArgumentException>(new(Range: 0), "range: expected a positive number, got 0.");
        Refused<ArgumentException>(new(HopSeconds: 1e-5), "frames: expected 1 to 16777216 samples, got 0.08");
        Refused<ArgumentException>(new(FrameSeconds: -1), "seconds: expected a positive number, got -1.");
        Refused<ArgumentException>(new(200), "bands: band 1 of 200 (67–81 Hz) lies between two frequencies of the FFT");
    }

    private static double Sine(double pitch, int n) => Math.Sin(2 * Math.PI * pitch * n / 8_000);

    private static Waveform Sound(int length, Func<int, double> wave) =>
        new([.. Enumerable.Range(0, length).Select(n => (float)wave(n))], 8_000);
}
