using System.Diagnostics;
using Lectures.Models.Literal;

namespace Lectures.Runner.Bench;

/// <summary>The update of the lecture's algorithm, pattern by pattern, in plain doubles.</summary>
internal static class LiteralRow
{
    private const int UpdatesPerMillisecond = 10_000, WarmUps = 300;
    private const double Rho = 1, NanosecondsPerMillisecond = 1e6;

    private static readonly double[][] x = [[0, 0], [0, 1], [1, 0], [1, 1]], b = [[0], [1], [1], [0]];

    /// <summary>The only row.</summary>
    public static BenchGroup Group { get; } = new(
        "literal", "An update of the lecture's algorithm in plain doubles, by one pattern.", "ns", "ours", null, "ns",
        [new("literal", "2-4-1 XOR", Goal.AtMost(76), Measure)]);

    private static Measurement Measure(BenchRun run, Action<double> tell)
    {
        var network = new LiteralNetwork(2, 4, 1);
        network.Initialize(-1, 1, seed: 1);
        for (var i = 0; i < WarmUps; i++) Time(UpdatesPerMillisecond);  // until the runtime has compiled it in full
        var updates = (int)(run.Effort.Turn * UpdatesPerMillisecond);
        return Measurement.Alone(() => Time(updates), run.Effort.Turns, tell);

        double Time(int updates)
        {
            var clock = Stopwatch.StartNew();
            for (var i = 0; i < updates; i++) network.Update(x[i & 3], b[i & 3], Rho);
            return clock.Elapsed.TotalMilliseconds * NanosecondsPerMillisecond / updates;
        }
    }
}
