using System.Diagnostics;
using Lectures.Models.Training;

namespace Lectures.Runner.Bench;

/// <summary>Training steps on one batch, to be timed.</summary>
internal abstract class StepLoop : IDisposable
{
    private const double WarmUpShare = 3;

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
    /// <param name="milliseconds">How long a turn shall take.</param>
    public static Func<double> Turns(Func<int, double> run, double milliseconds)
    {
        run(5);
        var warm = run(StepsIn(WarmUpShare * milliseconds, run(5)));
        var steps = StepsIn(milliseconds, warm);
        return () => run(steps);

        static int StepsIn(double milliseconds, double each) => Math.Max(1, (int)(milliseconds / each));
    }

    /// <summary>The steps of a case.</summary>
    /// <param name="bench">The case.</param>
    /// <param name="by">Whose backpropagation; null for the loop of the tutorials.</param>
    public static StepLoop Of(BenchCase bench, Backpropagation? by) =>
        by is { } ours ? new OurSteps(bench, ours) : new PlainSteps(bench);
}
