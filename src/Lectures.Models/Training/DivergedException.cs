namespace Lectures.Models.Training;

/// <summary>The loss or a weight became infinite or not a number: learning cannot go on.</summary>
/// <param name="step">The step where it was seen, from 1.</param>
/// <param name="value">What it became.</param>
/// <param name="subject">What became so.</param>
public sealed class DivergedException(long step, double value, string subject = "loss") : Exception(
    $"{subject}: became {(double.IsNaN(value) ? "not a number" : "infinite")} in step {step:N0}; "
    + "try a smaller learning rate, clipping, or a warm-up.")
{
    /// <summary>The step where it was seen, from 1.</summary>
    public long Step => step;
}
