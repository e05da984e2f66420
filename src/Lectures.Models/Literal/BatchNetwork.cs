using Lectures.Models.Data;

namespace Lectures.Models.Literal;

/// <summary>What a network's output layer makes small, for each pattern.</summary>
public enum OutputError
{
    /// <summary>J_p = ½ Σ_k (g_k − b_k)².</summary>
    Squared,

    /// <summary>J_p = −Σ_k b_k log g_k of softmax; of sigmoid units −Σ_k (b_k log g_k + (1 − b_k) log(1 − g_k)).</summary>
    CrossEntropy,
}

/// <summary>The network of <see cref="LiteralNetwork"/> in the same notation, learning from several patterns at once and
/// with other functions: J = 1/P Σ_p J_p over a batch of P patterns, in plain doubles.</summary>
/// <remarks>Small networks learn here many times faster than by tensors. One thread at a time.</remarks>
public sealed class BatchNetwork
{
    private const double LeastProbability = 1e-300;     // its logarithm is finite

    private readonly double[][] w, dw;      // w[l]: w_ij from layer l − 1 to l, a row of i = 0 … d for each unit j
    private readonly double[][][] g, ε;     // g[l][j][p] = f(h_jp); g[l][0][p] = 1, for the bias
    private readonly UnitFunction hidden, output;
    private readonly OutputError error;
    private int[] all = [];

    /// <summary>A network with all weights 0; <see cref="Initialize(double, long, double?)"/> gives it a start.</summary>
    /// <param name="hidden">The hidden units' function.</param>
    /// <param name="output">The output units' function.</param>
    /// <param name="error">What is made small.</param>
    /// <param name="units">Units per layer from the input to the output.</param>
    /// <exception cref="ArgumentException">Fewer than 2 layers, a layer without units, or functions and error that do not
    /// go together.</exception>
    public BatchNetwork(UnitFunction hidden, UnitFunction output, OutputError error, params int[] units)
    {
        LiteralGuard.Units(units);
        if (hidden == UnitFunction.Softmax)
            throw new ArgumentException("hidden: expected sigmoid, tanh or ReLU, got softmax; it is for output units.");
        if (error == OutputError.Squared ? output == UnitFunction.Softmax
            : output is not (UnitFunction.Sigmoid or UnitFunction.Softmax))
            throw new ArgumentException(
                $"error: expected cross-entropy with softmax or sigmoid units, squared with others, got {error} with {output}.");
        (this.hidden, this.output, this.error) = (hidden, output, error);
        g = [.. units.Select(n => new double[n + 1][])];
        ε = [.. units.Select(n => new double[n + 1][])];
        w = [[], .. units.Skip(1).Select((n, below) => new double[n * (units[below] + 1)])];
        dw = [.. w.Select(layer => new double[layer.Length])];
    }

    /// <summary>The output layer's number; layer 0 is the input.</summary>
    public int Last => g.Length - 1;

    /// <summary>Weights w_ij from layer l − 1 to layer l, to read and to write.</summary>
    /// <param name="l">Layer, 1 … <see cref="Last"/>.</param>
    /// <returns>Shape (n, d + 1), row-major: a row is one unit's bias, then its weights from i = 1 … d.</returns>
    /// <exception cref="ArgumentException">There is no such layer.</exception>
    public Span<double> W(int l) => w[LiteralGuard.Layer(l, Last)];

    /// <summary>∂J/∂w_ij of the last batch of Backward, laid out as W: a view.</summary>
    /// <inheritdoc cref="W" path="/*[self::param or self::exception]"/>
    public ReadOnlySpan<double> Gradient(int l) => dw[LiteralGuard.Layer(l, Last)];

    /// <summary>Units of layer l.</summary>
    public int Units(int l) => g[l].Length - 1;

    /// <summary>Outputs g_jp of one unit for the patterns of the last Forward or Backward, shape (P): a view.</summary>
    /// <param name="l">Layer, 1 … <see cref="Last"/>.</param>
    /// <param name="j">Unit, from 1.</param>
    public ReadOnlySpan<double> G(int l, int j) => g[LiteralGuard.Layer(l, Last)][j];

    /// <summary>Draws the weights of each layer from U(−b, b), in the order of <see cref="W"/>.</summary>
    /// <param name="bound">b for a layer, given its inputs and its units.</param>
    /// <param name="random">Where from.</param>
    /// <param name="bias">What every bias is; null to draw it as the other weights.</param>
    public void Initialize(Func<int, int, double> bound, ref SplitMix64 random, double? bias = null)
    {
        for (int l = 1; l <= Last; l++)
        {
            double b = bound(Units(l - 1), Units(l));
            for (int n = 0; n < w[l].Length; n++)
                w[l][n] = bias is { } same && n % g[l - 1].Length == 0 ? same : random.Uniform(-b, b);
        }
    }

    /// <summary>Draws every weight from U(−bound, bound).</summary>
    /// <param name="bound">The largest magnitude.</param>
    /// <param name="seed">Decides them.</param>
    /// <param name="bias">What every bias is; null to draw it as the other weights.</param>
    public void Initialize(double bound, long seed, double? bias = null)
    {
        var random = SplitMix64.Stream(seed);
        Initialize((_, _) => bound, ref random, bias);
    }

    /// <summary>Recognises patterns; <see cref="G"/> has the outputs.</summary>
    /// <param name="x">Patterns, P of shape (d), finite.</param>
    /// <exception cref="ArgumentException">A pattern has another length.</exception>
    public void Forward(double[][] x) => Forward(x, All(x.Length));

    /// <summary>Recognises the patterns, then goes from the output layer down; the weights stay.</summary>
    /// <param name="x">Patterns, N of shape (d), finite.</param>
    /// <param name="b">Teacher signals, N of shape (n) of the output layer.</param>
    /// <returns>J, the mean over the patterns.</returns>
    /// <exception cref="ArgumentException">No pattern, or not one teacher for each, or of another length.</exception>
    public double Backward(double[][] x, double[][] b)
    {
        LiteralGuard.Patterns(x.Length, b.Length);
        return Backward(x, b, All(x.Length));
    }

    /// <summary>The same for some of the patterns.</summary>
    /// <param name="x">Patterns.</param>
    /// <param name="b">Teacher signals.</param>
    /// <param name="batch">The numbers of the P patterns, at least one.</param>
    /// <returns>J, the mean over the P patterns.</returns>
    /// <inheritdoc cref="Backward(double[][], double[][])" path="/exception"/>
    public double Backward(double[][] x, double[][] b, ReadOnlySpan<int> batch)
    {
        Forward(x, batch);
        double sum = OutputTerms(b, batch);
        for (int l = Last; l > 0; l--)
        {
            double[][] below = g[l - 1];
            for (int j = 1, row = 0; j < g[l].Length; j++, row += below.Length)
                for (int i = 0; i < below.Length; i++)
                    dw[l][row + i] = Row.Dot(below[i], ε[l][j]);            // ∂J/∂w_ij = Σ_p ε_jp g_ip
            for (int j = 1; l > 1 && j < below.Length; j++)
            {
                double[] here = ε[l - 1][j];                                // ε_jp = (Σ_k ε_kp w_jk) f′(h_jp)
                Array.Clear(here);
                for (int k = 1; k < g[l].Length; k++)
                    Row.AddScaled(here, w[l][(k - 1) * below.Length + j], ε[l][k]);
                hidden.Derive(below[j], here);
            }
        }
        return sum / batch.Length;
    }

    /// <summary>w_ij ← w_ij − ρ ∂J/∂w_ij with the gradient of the last Backward.</summary>
    /// <param name="rho">Learning rate ρ &gt; 0.</param>
    public void Descend(double rho)
    {
        for (int l = 1; l <= Last; l++) Row.AddScaled(w[l], -rho, dw[l]);
    }

    /// <summary>Learns every pattern once, batch after batch as they stand; a rest smaller than a batch is
    /// left out, as the Playground does.</summary>
    /// <param name="x">Patterns, N of shape (d), finite.</param>
    /// <param name="b">Teacher signals, N of shape (n).</param>
    /// <param name="rho">Learning rate ρ &gt; 0.</param>
    /// <param name="batch">Patterns in a batch, at least 1.</param>
    /// <returns>Mean of J over the batches, taken while the weights change.</returns>
    /// <inheritdoc cref="Backward(double[][], double[][])" path="/exception"/>
    public double Epoch(double[][] x, double[][] b, double rho, int batch)
    {
        LiteralGuard.Rate(rho);
        LiteralGuard.Patterns(x.Length, b.Length);
        var (sum, size) = (0.0, Math.Clamp(batch, 1, x.Length));
        for (int first = 0; first + size <= x.Length; first += size)
        {
            sum += Backward(x, b, All(x.Length).Slice(first, size));
            Descend(rho);
        }
        return sum / (x.Length / size);
    }

    private ReadOnlySpan<int> All(int patterns)
    {
        if (all.Length != patterns) all = [.. Enumerable.Range(0, patterns)];
        return all;
    }

    private void Forward(double[][] x, ReadOnlySpan<int> batch)
    {
        if (g[0][0]?.Length != batch.Length) Resize(batch.Length);
        for (int p = 0; p < batch.Length; p++)
        {
            double[] pattern = x[batch[p]];
            LiteralGuard.Length("x", pattern.Length, Units(0));
            for (int i = 0; i < pattern.Length; i++) g[0][i + 1][p] = pattern[i];
        }
        for (int l = 1; l <= Last; l++)
        {
            double[][] below = g[l - 1];
            UnitFunction f = l < Last ? hidden : output;
            for (int j = 1, row = 0; j < g[l].Length; j++, row += below.Length)
            {
                double[] h = g[l][j];                                       // h_jp = Σ_i w_ij g_ip
                Array.Fill(h, w[l][row]);
                for (int i = 1; i < below.Length; i++) Row.AddScaled(h, w[l][row + i], below[i]);
                if (f != UnitFunction.Softmax) f.Apply(h);
            }
            if (f == UnitFunction.Softmax) UnitFunctionExtensions.Softmax(g[l]);
        }
    }

    private void Resize(int patterns)
    {
        foreach (double[][] layer in g.Concat(ε))
            for (int j = 0; j < layer.Length; j++) layer[j] = new double[patterns];
        foreach (double[][] layer in g) Array.Fill(layer[0], 1);
    }

    /// <summary>ε of the output layer over P, and Σ_p J_p.</summary>
    private double OutputTerms(double[][] b, ReadOnlySpan<int> batch)
    {
        double sum = 0;
        for (int k = 1; k < g[Last].Length; k++)
        {
            double[] here = g[Last][k], errors = ε[Last][k];
            for (int p = 0; p < errors.Length; p++)
            {
                double[] teacher = b[batch[p]];
                LiteralGuard.Length("b", teacher.Length, Units(Last));
                double difference = here[p] - teacher[k - 1];
                errors[p] = difference / errors.Length;
                sum += error == OutputError.Squared ? difference * difference / 2
                    : teacher[k - 1] * -Log(here[p])
                        + (output == UnitFunction.Sigmoid ? (1 - teacher[k - 1]) * -Log(1 - here[p]) : 0);
            }
            if (error == OutputError.Squared) output.Derive(here, errors);
        }
        return sum;
    }

    private static double Log(double g) => Math.Log(Math.Max(g, LeastProbability));
}
