namespace Lectures.Models.Optimizers;

/// <summary>How the learning rate runs over a training.</summary>
public enum ScheduleKind
{
    /// <summary>The peak throughout.</summary>
    Constant,

    /// <summary>Multiplied by a factor every so many steps.</summary>
    Step,

    /// <summary>From the peak to the floor along half a cosine.</summary>
    Cosine,

    /// <summary>Up to the peak and down to almost nothing.</summary>
    OneCycle,
}

/// <summary>A learning-rate schedule; what is null is the kind's default. The rate is a pure function of the step, so
/// that there is nothing to save.</summary>
public sealed record ScheduleOptions
{
    /// <summary>Which schedule.</summary>
    public ScheduleKind Kind { get; init; }

    /// <summary>W ≥ 0 steps in which the rate rises linearly to where the schedule begins: step s has the share
    /// (s + 1) / (W + 1) of it. The schedule runs over the steps that remain.</summary>
    public long WarmUp { get; init; }

    /// <summary>Where the cosine ends, a share of the peak in [0, 1]; null for 0.</summary>
    public double? Floor { get; init; }

    /// <summary>How often the step schedule falls, in steps, at least 1; null for <see cref="StepShare"/>.</summary>
    public long? StepEvery { get; init; }

    /// <summary>How often the step schedule falls, as a share in (0, 1] of the steps; null for 1/3, where <see
    /// cref="StepEvery"/> is not given either.</summary>
    public double? StepShare { get; init; }

    /// <summary>The factor in (0, 1] of the step schedule; null for 0.1.</summary>
    public double? StepFactor { get; init; }

    /// <summary>The share in [0, 1] of the steps in which one-cycle rises; null for 0.3.</summary>
    public double? RiseShare { get; init; }

    /// <summary>One-cycle begins at the peak divided by this, at least 1; null for 25.</summary>
    public double? Divisor { get; init; }

    /// <summary>One-cycle ends at its beginning divided by this, at least 1; null for 10,000.</summary>
    public double? FinalDivisor { get; init; }

    /// <summary>The learning rate of a step.</summary>
    /// <param name="peak">The highest rate, > 0.</param>
    /// <param name="step">The step, in [0, steps).</param>
    /// <param name="steps">How many steps the training has.</param>
    /// <exception cref="ArgumentException">A number is out of range, or the schedule has no use for it.</exception>
    public double Rate(double peak, long step, long steps)
    {
        Check();
        Expect.Positive(peak);
        if (step < 0 || step >= steps) throw new ArgumentException($"step: expected in [0, {steps}), got {step}.");
        return step < WarmUp
            ? Beginning * peak * (step + 1) / (WarmUp + 1)
            : Share(step - WarmUp, steps - WarmUp) * peak;
    }

    /// <summary>Checks all numbers, as every <see cref="Rate"/> does.</summary>
    /// <exception cref="ArgumentException">A number is out of range, or the schedule has no use for it.</exception>
    public void Check()
    {
        if (!Enum.IsDefined(Kind)) throw new ArgumentException($"schedule: expected a schedule, got {Kind}.");
        Expect.AtLeast(WarmUp, 0, "warmUp");
        Needs(Floor, ScheduleKind.Cosine, 0, 1, "floor");
        Needs(StepEvery, ScheduleKind.Step, 1, long.MaxValue, "stepEvery");
        Needs(StepShare, ScheduleKind.Step, double.Epsilon, 1, "stepShare");
        Needs(StepFactor, ScheduleKind.Step, double.Epsilon, 1, "stepFactor");
        Needs(RiseShare, ScheduleKind.OneCycle, 0, 1, "riseShare");
        Needs(Divisor, ScheduleKind.OneCycle, 1, double.MaxValue, "divisor");
        Needs(FinalDivisor, ScheduleKind.OneCycle, 1, double.MaxValue, "finalDivisor");
        if (StepEvery is not null && StepShare is not null)
            throw new ArgumentException("stepShare: expected none beside stepEvery; give one of them.");
    }

    private double Beginning => Kind == ScheduleKind.OneCycle ? 1 / (Divisor ?? 25) : 1;

    /// <summary>The rate after the warm-up as a share of the peak.</summary>
    private double Share(long step, long steps) => Kind switch
    {
        ScheduleKind.Step => Schedule.Step(step, StepEvery ?? Part(StepShare ?? 1.0 / 3, steps), StepFactor ?? 0.1),
        ScheduleKind.Cosine => Schedule.Cosine(1, Floor ?? 0, (double)step / steps),
        ScheduleKind.OneCycle => Schedule.OneCycle(
            step, steps, RiseShare ?? 0.3, Divisor ?? 25, FinalDivisor ?? 1e4),
        _ => 1,
    };

    private static long Part(double share, long steps) => Math.Max(1, (long)Math.Round(share * steps));

    private void Needs(double? value, ScheduleKind kind, double least, double most, string name)
    {
        if (value is not { } number) return;
        if (Kind != kind) throw new ArgumentException($"{name}: {Kind} has no use for it; leave it out.");
        if (!(number >= least && number <= most))
            throw new ArgumentException($"{name}: expected {Range(least, most)}, got {number}.");
    }

    private static string Range(double least, double most) =>
        most > 1 ? $"at least {least}" : $"a share in {(least == 0 ? "[" : "(")}0, 1]";
}
