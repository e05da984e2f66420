using Lectures.Models.Data;
using Lectures.Models.Data.Planes;
using Lectures.Models.Literal;

namespace Lectures.Models.Experiments;

/// <summary>How a <see cref="ScikitClassifier"/> is made and learns; scikit-learn's defaults.</summary>
public sealed record ScikitOptions
{
    /// <summary>Units of each hidden layer.</summary>
    public IReadOnlyList<int> Hidden { get; init; } = [100];

    /// <summary>The hidden units' function.</summary>
    public UnitFunction Activation { get; init; } = UnitFunction.Relu;

    /// <summary>Learning rate of Adam.</summary>
    public double Rate { get; init; } = 0.001;

    /// <summary>α of the penalty on the weights.</summary>
    public double Alpha { get; init; } = 1e-4;

    /// <summary>Whether learning ends when the loss has not fallen by 1e-4 for more than 10 iterations.</summary>
    public bool Stops { get; init; } = true;

    /// <summary>Decides the initial weights and the order of the patterns.</summary>
    public long Seed { get; init; } = 1;
}

/// <summary>The course's classifier, scikit-learn's <c>MLPClassifier</c>, rebuilt: Adam (0.001, 0.9, 0.999, 1e-8),
/// batches of min(200, N), cross-entropy + α/(2 P) Σ w² with α = 1e-4 without the biases.</summary>
/// <remarks>Source: scikit-learn 1.2, neural_network.MLPClassifier and its optimizers.</remarks>
public sealed class ScikitClassifier
{
    private const double Beta1 = 0.9, Beta2 = 0.999, Epsilon = 1e-8, Tolerance = 1e-4;
    private const int LargestBatch = 200, Patience = 10;

    private readonly ScikitOptions options;
    private readonly double[][] x, b, m, v;
    private readonly int[] order;
    private readonly List<double> losses = [];
    private SplitMix64 random;
    private double best = double.PositiveInfinity;
    private int withoutGain;
    private long steps;

    /// <summary>A classifier with its initial weights.</summary>
    /// <param name="points">What it learns from; two classes make one sigmoid output unit, more a softmax unit
    /// each.</param>
    /// <param name="options">How.</param>
    public ScikitClassifier(PlanePoints points, ScikitOptions options)
    {
        this.options = options;
        var isBinary = points.Classes == 2;
        Network = new(options.Activation, isBinary ? UnitFunction.Sigmoid : UnitFunction.Softmax,
            OutputError.CrossEntropy,
            [2, .. options.Hidden, isBinary ? 1 : points.Classes]);
        random = SplitMix64.Stream(options.Seed);
        var factor = options.Activation == UnitFunction.Sigmoid ? 2.0 : 6;
        Network.Initialize((inputs, units) => Math.Sqrt(factor / (inputs + units)), ref random);
        x = points.Features();
        b = points.Teachers();
        order = [.. Enumerable.Range(0, points.Count)];
        m = [[], .. Enumerable.Range(1, Network.Last).Select(l => new double[Network.W(l).Length])];
        v = [.. m.Select(layer => new double[layer.Length])];
    }

    /// <summary>The network.</summary>
    public BatchNetwork Network { get; }

    /// <summary>The loss of every iteration so far, taken while the weights changed, as scikit-learn reports
    /// it.</summary>
    public IReadOnlyList<double> Losses => losses;

    /// <summary>Whether learning has come to its stop.</summary>
    public bool Converged { get; private set; }

    /// <summary>Learns until so many iterations have been made in all, or up to the stop.</summary>
    /// <param name="iterations">Passes over the points, with what was learned before.</param>
    /// <param name="progress">Told the number of iterations so far after each; may throw.</param>
    public void Learn(int iterations, Action<int>? progress = null)
    {
        while (losses.Count < iterations && !Converged)
        {
            losses.Add(Iteration());
            withoutGain = losses[^1] > best - Tolerance ? withoutGain + 1 : 0;
            best = Math.Min(best, losses[^1]);
            Converged = options.Stops && withoutGain > Patience;
            progress?.Invoke(losses.Count);
        }
    }

    private double Iteration()
    {
        for (var p = order.Length - 1; p > 0; p--)
        {
            var q = random.Next(p + 1);
            (order[p], order[q]) = (order[q], order[p]);
        }
        var sum = 0.0;
        for (var first = 0; first < order.Length; first += LargestBatch)
        {
            var batch = order.AsSpan(first, Math.Min(LargestBatch, order.Length - first));
            var loss = Network.Backward(x, b, batch);
            sum += (loss + options.Alpha / (2 * batch.Length) * Squares()) * batch.Length;
            Step(options.Alpha / batch.Length);
        }
        return sum / order.Length;
    }

    private double Squares()
    {
        var sum = 0.0;
        for (var l = 1; l <= Network.Last; l++)
            for (var n = 0; n < Network.W(l).Length; n++)
                if (!IsBias(l, n)) sum += Network.W(l)[n] * Network.W(l)[n];
        return sum;
    }

    // Adam: m ← β₁ m + (1 − β₁) d   v ← β₂ v + (1 − β₂) d²   w ← w − ρ √(1 − β₂ᵗ) / (1 − β₁ᵗ) · m / (√v + ε)
    private void Step(double decay)
    {
        steps++;
        var rate = options.Rate * Math.Sqrt(1 - Math.Pow(Beta2, steps)) / (1 - Math.Pow(Beta1, steps));
        for (var l = 1; l <= Network.Last; l++)
        {
            var w = Network.W(l);
            var gradient = Network.Gradient(l);
            for (var n = 0; n < w.Length; n++)
            {
                var d = gradient[n] + (IsBias(l, n) ? 0 : decay * w[n]);
                m[l][n] = Beta1 * m[l][n] + (1 - Beta1) * d;
                v[l][n] = Beta2 * v[l][n] + (1 - Beta2) * d * d;
                w[n] -= rate * m[l][n] / (Math.Sqrt(v[l][n]) + Epsilon);
            }
        }
    }

    private bool IsBias(int l, int n) => n % (Network.Units(l - 1) + 1) == 0;
}
