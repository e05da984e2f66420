using static TorchSharp.torch;

namespace Lectures.Models.Data.Sound;

/// <summary>
/// What a recording sounds like, frame by frame: the power in bands that lie as the ear's do, in decibels below the
/// recording's loudest.
/// </summary>
/// <param name="Bands">I, the number of bands.</param>
/// <param name="FrameSeconds">How much sound a frame sees.</param>
/// <param name="HopSeconds">From the beginning of one frame to that of the next.</param>
/// <param name="Lowest">Where the lowest band begins, in Hz.</param>
/// <param name="Highest">Where the highest band ends, in Hz; at most half the rate of the recording.</param>
/// <param name="Range">Decibels; what is further below the loudest is silence, −Range.</param>
/// <remarks>
/// Each frame times Hann's window, zeros up to a power of two, |FFT|², triangles of height 1 whose corners are equally
/// far apart on the scale mel = 2595 log₁₀(1 + f/700) (HTK's), then 10 log₁₀ of the power over the greatest. Relative
/// to it, neither the microphone's gain nor the rate matters. Sources: Davis and Mermelstein (1980), IEEE Trans. ASSP 28;
/// Young et al., The HTK Book, §5.4.
/// </remarks>
public sealed record LogMel(
    int Bands = 40, double FrameSeconds = 0.025, double HopSeconds = 0.016,
    double Lowest = 60, double Highest = 4000, double Range = 80)
{
    private const double Quietest = 1e-10;      // a power that stands for none

    /// <summary>The value of silence, in decibels.</summary>
    public double Silence => -Range;

    /// <summary>The frames of a recording; sound at the end that fills no hop is left out, a recording shorter than a
    /// frame is one frame.</summary>
    /// <param name="sound">The recording.</param>
    /// <returns>(T, I), float32, in [−Range, 0], in the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">A setting is out of range, or a band so narrow that no frequency of the FFT
    /// falls into it.</exception>
    /// <exception cref="DataException">The recording's rate is below twice <see cref="Highest"/>.</exception>
    public Tensor Frames(Waveform sound)
    {
        var (frame, hop) = (Count(FrameSeconds, sound.Rate), Count(HopSeconds, sound.Rate));
        var size = (long)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)frame);
        var triangles = Triangles(sound.Rate, size);
        using var scope = NewDisposeScope();
        var samples = tensor(sound.Samples);
        if (sound.Samples.Length < frame) samples = nn.functional.pad(samples, [0, frame - sound.Samples.Length]);
        var frames = samples.unfold(0, frame, hop) * hann_window(frame, dtype: ScalarType.Float32);   // (T,frame)
        var power = fft.rfft(frames, size).abs().square();                                            // (T,size/2+1)
        var bands = power.mm(tensor(triangles, [size / 2 + 1, Bands]));                               // (T,I)
        var loudest = bands.max().clamp_(min: Quietest);
        return bands.div_(loudest).clamp_(min: Math.Pow(10, -Range / 10)).log10_().mul_(10).MoveToOuterDisposeScope();
    }

    /// <summary>The middle of every band, in Hz.</summary>
    public IReadOnlyList<double> Centres() => Corners()[1..^1];

    // bands and two more corners, equally far apart in mel
    private double[] Corners()
    {
        Expect.AtLeast(Bands, 1, "bands");
        Expect.Positive(Range, "range");
        Expect.NotNegative(Lowest, "lowest");
        if (!(Highest > Lowest) || !double.IsFinite(Highest))
            throw new ArgumentException($"highest: expected more than lowest = {Lowest} Hz, got {Highest}.");
        var (low, high) = (Mel(Lowest), Mel(Highest));
        return [.. Enumerable.Range(0, Bands + 2).Select(i => Hertz(low + (high - low) * i / (Bands + 1)))];
    }

    // (size/2+1, I), row-major: how much of each frequency of the FFT a band takes
    private float[] Triangles(int rate, long size)
    {
        if (rate < 2 * Highest)
            throw new DataException($"a recording of {rate} samples/s holds nothing above {rate / 2} Hz; expected at "
                + $"least {2 * Highest} samples/s, or a highest frequency of at most {rate / 2} Hz.");
        var corners = Corners();
        var triangles = new float[(size / 2 + 1) * Bands];
        for (var band = 0; band < Bands; band++)
        {
            var (left, middle, right) = (corners[band], corners[band + 1], corners[band + 2]);
            var taken = 0f;
            for (var i = 0; i <= size / 2; i++)
            {
                var f = (double)i * rate / size;
                var height = (float)Math.Max(0, Math.Min((f - left) / (middle - left), (right - f) / (right - middle)));
                taken += triangles[i * Bands + band] = height;
            }
            if (taken == 0)
                throw new ArgumentException($"bands: band {band} of {Bands} ({left:F0}–{right:F0} Hz) lies between two "
                    + $"frequencies of the FFT, {(double)rate / size:F0} Hz apart; use fewer bands or longer frames.");
        }
        return triangles;
    }

    private static int Count(double seconds, int rate) => Expect.Positive(seconds) * rate is >= 1 and <= 1 << 24
        ? (int)Math.Round(seconds * rate)
        : throw new ArgumentException($"frames: expected 1 to {1 << 24} samples, got {seconds * rate}.");

    private static double Mel(double hertz) => 2595 * Math.Log10(1 + hertz / 700);

    private static double Hertz(double mel) => 700 * (Math.Pow(10, mel / 2595) - 1);
}
