namespace Lectures.Models.Optimizers;

/// <summary>The curves of the learning-rate schedules, as shares of the peak.</summary>
internal static class Schedule
{
    /// <summary>factor^⌊s / every⌋.</summary>
    /// <remarks>As torch.optim.lr_scheduler.StepLR.</remarks>
    public static double Step(long step, long every, double factor) => Math.Pow(factor, step / every);

    /// <summary>Half a cosine from one value to another: to + (from − to) (1 + cos πp) / 2, p in [0, 1].</summary>
    /// <remarks>As CosineAnnealingLR with p = s / T. Source: Loshchilov and Hutter (2017), equation 5.</remarks>
    public static double Cosine(double from, double to, double p) =>
        to + (from - to) * (1 + Math.Cos(Math.PI * p)) / 2;

    /// <summary>Half a cosine up from 1 / divisor to 1, another one down to 1 / (divisor finalDivisor) in the last
    /// step.</summary>
    /// <remarks>As OneCycleLR with two phases: the peak is at s = rise T − 1, between two steps perhaps. Source: Smith
    /// and Topin (2018).</remarks>
    public static double OneCycle(long step, long steps, double rise, double divisor, double finalDivisor)
    {
        var top = rise * steps - 1;
        return step <= top
            ? Cosine(1 / divisor, 1, top > 0 ? step / top : 1)
            : Cosine(1, 1 / divisor / finalDivisor, (step - top) / (steps - 1 - top));
    }
}
