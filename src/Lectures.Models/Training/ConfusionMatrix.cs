using Lectures.Models.Checking;
using Lectures.Models.Data;
using static TorchSharp.torch;

namespace Lectures.Models.Training;

/// <summary>How often patterns of each class were taken for each class.</summary>
/// <param name="classes">K, at least 1.</param>
public sealed class ConfusionMatrix(int classes)
{
    private readonly long[,] counts = new long[classes, classes];

    /// <summary>K.</summary>
    public int Classes => classes;

    /// <summary>How often class i (row) was taken for class j (column), K×K.</summary>
    public long[,] Counts => (long[,])counts.Clone();

    /// <summary>How often a module takes patterns of each class for each class.</summary>
    /// <param name="task">How the module is called.</param>
    /// <param name="module">The module; left in the mode it was in.</param>
    /// <param name="patterns">Patterns with classes.</param>
    /// <param name="classes">K.</param>
    public static ConfusionMatrix Of(ModelTask task, nn.Module module, IPatterns patterns, int classes)
    {
        var matrix = new ConfusionMatrix(classes);
        Evaluator.Run(task, module, patterns, (batch, prediction) => matrix.Add(
            batch.Target.data<long>().ToArray(), prediction.argmax(-1).data<long>().ToArray()));
        return matrix;
    }

    /// <summary>Adds patterns.</summary>
    /// <param name="targets">Their classes, each in [0, K).</param>
    /// <param name="predictions">What they were taken for, as many.</param>
    /// <exception cref="ArgumentException">They are not equally many.</exception>
    /// <exception cref="IndexOutOfRangeException">There is no such class.</exception>
    public void Add(ReadOnlySpan<long> targets, ReadOnlySpan<long> predictions)
    {
        if (targets.Length != predictions.Length)
            throw new ArgumentException($"predictions: expected {targets.Length}, got {predictions.Length}.");
        for (var n = 0; n < targets.Length; n++) counts[targets[n], predictions[n]]++;
    }

    /// <summary>How many patterns are of a class.</summary>
    public long CountOf(int k) => Sum(other => counts[k, other]);

    /// <summary>Of what was taken for a class, the share that is of it; null when nothing was.</summary>
    public double? Precision(int k) => Share(counts[k, k], Sum(other => counts[other, k]));

    /// <summary>Of what is of a class, the share that was taken for it; null when nothing is.</summary>
    public double? Recall(int k) => Share(counts[k, k], CountOf(k));

    private long Sum(Func<int, long> count) => Enumerable.Range(0, classes).Sum(count);

    private static double? Share(long part, long whole) => whole == 0 ? null : (double)part / whole;
}
