using System.Runtime.CompilerServices;

namespace Lectures.Models.Literal;

/// <summary>
/// §7.2.3 to the letter: layers of sigmoid units that learn by stochastic gradient descent, pattern by pattern, in
/// plain doubles. Layer 0 is the input, layer l has units j = 1 … n; unit 0 of each layer is g₀ = 1, for the bias.
/// </summary>
/// <remarks>The sigmoid unit of §7.1 (4) is <c>new LiteralNetwork(d, 1)</c>. One thread at a time.</remarks>
public sealed class LiteralNetwork
{
    private readonly double[][] w;  // w[l]: w_ij from layer l − 1 to l, one row of i = 0 … d for each unit j
    private readonly double[][] g;  // g[l][j] = f(h_j)
    private readonly double[][] ε;  // ε[l][j] = ∂J_p/∂h_j
    private bool samePattern;       // g and ε belong to one pattern
    private int[] order = [];

    /// <summary>A network with all weights 0; <see cref="Initialize"/> gives it a start.</summary>
    /// <param name="units">Units per layer from the input to the output.</param>
    /// <exception cref="ArgumentException">Fewer than 2 layers, or a layer without units.</exception>
    public LiteralNetwork(params int[] units)
    {
        LiteralGuard.Units(units);
        g = [.. units.Select(n => (double[])[1, .. new double[n]])];
        ε = [.. units.Select(n => new double[n + 1])];
        w = [[], .. units.Skip(1).Select((n, below) => new double[n * (units[below] + 1)])];
    }

    /// <summary>The output layer's number; layer 0 is the input.</summary>
    public int Last => g.Length - 1;

    /// <summary>Units per layer from the input to the output.</summary>
    public IReadOnlyList<int> Units => [.. g.Select(layer => layer.Length - 1)];

    /// <summary>Weights w_ij from layer l − 1 to layer l, to read and to write.</summary>
    /// <param name="l">Layer, 1 … <see cref="Last"/>.</param>
    /// <returns>Shape (n, d + 1), row-major: a row is one unit's bias, then its weights from i = 1 … d.</returns>
    /// <exception cref="ArgumentException">There is no such layer.</exception>
    public Span<double> W(int l) => w[LiteralGuard.Layer(l, Last)];

    /// <summary>Outputs g_j of layer l for the last pattern, shape (n): a view.</summary>
    /// <inheritdoc cref="W" path="/*[self::param or self::exception]"/>
    public ReadOnlySpan<double> G(int l) => g[LiteralGuard.Layer(l, Last)].AsSpan(1);

    /// <summary>Error terms ε_j of layer l for the last pattern of Backward or Update, shape (n): a view.</summary>
    /// <inheritdoc cref="W" path="/*[self::param or self::exception]"/>
    public ReadOnlySpan<double> Epsilon(int l) => ε[LiteralGuard.Layer(l, Last)].AsSpan(1);

    /// <summary>∂J_p/∂w_ij = ε_j g_i for the last pattern of Backward or Update, laid out as W.</summary>
    /// <exception cref="InvalidOperationException">No such pattern, or a Forward has come after it.</exception>
    /// <inheritdoc cref="W" path="/*[self::param or self::exception]"/>
    public double[] Gradient(int l) => LiteralGuard.Layer(l, Last) > 0 && samePattern
        ? [.. ε[l].Skip(1).SelectMany(ε_j => g[l - 1].Select(g_i => ε_j * g_i))]
        : throw new InvalidOperationException("Gradient: no ε for the last pattern; call Backward or Update first.");

    /// <summary>Draws every weight and bias from U(low, high), in the order of <see cref="W"/>.</summary>
    /// <exception cref="ArgumentException">The bounds are not finite, or low &gt; high.</exception>
    public void Initialize(double low, double high, int seed)
    {
        LiteralGuard.Range(low, high);
        var random = new Random(seed);
        foreach (double[] layer in w)
            for (int i = 0; i < layer.Length; i++) layer[i] = low + (high - low) * random.NextDouble();
    }

    /// <summary>Recognises a pattern: h_j = Σᵢ w_ij g_i, g_j = f(h_j) = 1 / (1 + exp(−h_j)), layer by layer.</summary>
    /// <param name="x">Pattern, shape (d), finite; x₀ = 1 is added here.</param>
    /// <returns>g of the output layer: a view, which the next pattern overwrites.</returns>
    /// <exception cref="ArgumentException">x has another length or is not finite.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<double> Forward(ReadOnlySpan<double> x)
    {
        LiteralGuard.Length("x", x.Length, g[0].Length - 1);
        samePattern = false;
        for (int i = 0; i < x.Length; i++) g[0][i + 1] = x[i];
        for (int l = 1; l <= Last; l++)
        {
            double[] here = g[l];
            Row.Sums(w[l], g[l - 1], here);
            for (int j = 1; j < here.Length; j++)
            {
                double h = here[j];
                if (!double.IsFinite(h)) throw LiteralGuard.NotFinite(x);
                here[j] = 1 / (1 + Math.Exp(-h));
            }
        }
        return g[Last].AsSpan(1);
    }

    /// <summary>Forward, then ε from the output layer down; the weights stay.</summary>
    /// <param name="x">Pattern, shape (d), finite.</param>
    /// <param name="b">Teacher signals, shape (n) of the output layer, finite.</param>
    /// <returns>J_p = ½ Σ_l (g_l − b_l)².</returns>
    /// <exception cref="ArgumentException">x or b has another length or is not finite.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Backward(ReadOnlySpan<double> x, ReadOnlySpan<double> b)
    {
        LiteralGuard.Length("b", b.Length, g[Last].Length - 1);
        Forward(x);
        double[] here = g[Last], errors = ε[Last];
        double squares = 0;
        for (int j = 1; j < here.Length; j++)
        {
            double difference = here[j] - b[j - 1];
            errors[j] = difference * here[j] * (1 - here[j]);
            squares += difference * difference;
        }
        if (!double.IsFinite(squares)) throw LiteralGuard.TeacherNotFinite(b);
        for (int l = Last - 1; l > 0; l--)
        {
            double[] above = errors, weights = w[l + 1];
            (here, errors) = (g[l], ε[l]);
            for (int j = 1; j < here.Length; j++)
            {
                double sum = 0;     // Σ_k ε_k w_jk
                for (int k = 1, jk = j; k < above.Length; k++, jk += here.Length) sum += above[k] * weights[jk];
                errors[j] = sum * here[j] * (1 - here[j]);
            }
        }
        samePattern = true;
        return squares / 2;
    }

    /// <summary>Learns a pattern: w_ij ← w_ij − ρ ε_j g_i, every weight at once, after all ε.</summary>
    /// <param name="x">Pattern, shape (d), finite.</param>
    /// <param name="b">Teacher signals, shape (n) of the output layer, finite.</param>
    /// <param name="rho">Learning rate ρ &gt; 0.</param>
    /// <returns>J_p from before the update.</returns>
    /// <exception cref="ArgumentException">x or b does not fit or is not finite; ρ is not positive.</exception>
    // As three methods, which .NET compiles by a profile of their first calls, it took longer, and another time in each run.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double Update(ReadOnlySpan<double> x, ReadOnlySpan<double> b, double rho)
    {
        LiteralGuard.Rate(rho);
        double error = Backward(x, b);
        for (int l = 1; l <= Last; l++) Row.Descend(w[l], rho, ε[l], g[l - 1]);
        return error;
    }

    /// <summary>Learns every pattern once.</summary>
    /// <param name="x">Patterns, N of shape (d).</param>
    /// <param name="b">Teacher signals, N of shape (n).</param>
    /// <param name="rho">Learning rate ρ &gt; 0.</param>
    /// <param name="shuffle">Draws this epoch's order; without it the patterns come as given.</param>
    /// <returns>Mean of J_p, taken while the weights change.</returns>
    /// <exception cref="ArgumentException">No pattern, not one teacher for each, or as Update.</exception>
    public double Epoch(double[][] x, double[][] b, double rho, Random? shuffle = null)
    {
        LiteralGuard.Patterns(x.Length, b.Length);
        Permutation.Draw(ref order, x.Length, shuffle);
        double sum = 0;
        foreach (int p in order) sum += Update(x[p], b[p], rho);
        return sum / order.Length;
    }
}
