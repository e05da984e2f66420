using System.Diagnostics;
using Lectures.Models.Training;

namespace Lectures.Runner.Bench;

/// <summary>Training steps on one batch, to be timed.</summary>
internal abstract class StepLoop : IDisposable
{
    /// <summary>One step.</summary>
    protected abstract void Step();

    /// <summary>Takes steps.</summary>
    /// <returns>Milliseconds a step.</returns>
    public double Run(int steps)
    {
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < steps; i++) Step();
        return clock.Elapsed.TotalMilliseconds / steps;
    }

    public abstract void Dispose();

    /// <summary>Turns of such a loop, after it has warmed up.</summary>
    /// <param name="run">Takes so many steps; tells milliseconds a step.</param>
    /// <param name="effort">How long a turn shall take.</param>
    public static Func<double> Turns(Func<int, double> run, BenchEffort effort)
    {
        run(5);
        var warm = run(StepsIn(effort.WarmUp, run(5)));
        var (lead, steps) = (StepsIn(effort.LeadIn, warm), StepsIn(effort.Turn, warm));
        return () =>
        {
            run(lead);
            return run(steps);
        };

        static int StepsIn(double milliseconds, double each) => Math.Max(1, (int)(milliseconds / each));
    }

    /// <summary>The steps of a case.</summary>
    /// <param name="bench">The case.</param>
    /// <param name="by">Whose backpropagation; null for the loop of the tutorials.</param>
    public static StepLoop Of(BenchCase bench, Backpropagation? by) =>
        by is { } ours ? new OurSteps(bench, ours) : new PlainSteps(bench);
}
