namespace Lectures.Models.Data.Sound;

/// <summary>Sound of one channel.</summary>
/// <param name="Samples">The values, finite, full scale ±1.</param>
/// <param name="Rate">Samples per second.</param>
public sealed record Waveform(float[] Samples, int Rate)
{
    /// <summary>How long it lasts, in seconds.</summary>
    public double Seconds => (double)Samples.Length / Rate;
}
