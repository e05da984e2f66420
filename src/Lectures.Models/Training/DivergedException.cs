namespace Lectures.Models.Training;

/// <summary>The loss became infinite or not a number: learning cannot go on.</summary>
/// <param name="step">The step where it was seen, from 1.</param>
/// <param name="loss">The loss.</param>
public sealed class DivergedException(long step, double loss) : Exception(
    $"loss: became {(double.IsNaN(loss) ? "not a number" : "infinite")} in step {step:N0}; "
    + "try a smaller learning rate, clipping, or a warm-up.")
{
    /// <summary>The step where it was seen, from 1.</summary>
    public long Step => step;
}
