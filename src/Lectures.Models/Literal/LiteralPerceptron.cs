namespace Lectures.Models.Literal;

/// <summary>§7.1 (3): the threshold unit, g = 1 if wᵀx ≥ 0 else 0; it learns what is linearly separable.</summary>
public sealed class LiteralPerceptron
{
    private readonly double[] w, x1;    // w₀ is the bias; x1 is x with x₀ = 1 before it
    private int[] order = [];

    /// <summary>A perceptron with all weights 0.</summary>
    /// <param name="inputs">Number of features d ≥ 1.</param>
    /// <exception cref="ArgumentException">There are no inputs.</exception>
    public LiteralPerceptron(int inputs)
    {
        LiteralGuard.Units([inputs, 1]);
        (w, x1) = (new double[inputs + 1], new double[inputs + 1]);
        x1[0] = 1;
    }

    /// <summary>Weights to read and to write, shape (d + 1); w₀ is the bias.</summary>
    public Span<double> W => w;

    /// <summary>Recognises a pattern.</summary>
    /// <param name="x">Pattern, shape (d), finite; x₀ = 1 is added here.</param>
    /// <returns>g, 0 or 1.</returns>
    /// <exception cref="ArgumentException">x has another length or is not finite.</exception>
    public int Forward(ReadOnlySpan<double> x)
    {
        LiteralGuard.Length("x", x.Length, w.Length - 1);
        x.CopyTo(x1.AsSpan(1));
        double h = Row.Dot(w, x1);
        if (!double.IsFinite(h)) throw LiteralGuard.NotFinite(x);
        return h >= 0 ? 1 : 0;
    }

    /// <summary>The perceptron rule, w ← w + ρ (b − g) x: weights change only on a mistake.</summary>
    /// <param name="x">Pattern, shape (d), finite.</param>
    /// <param name="b">Teacher signal, 0 or 1.</param>
    /// <param name="rho">Learning rate ρ &gt; 0.</param>
    /// <returns>True if it was a mistake.</returns>
    /// <exception cref="ArgumentException">x does not fit or is not finite, b not 0 or 1, ρ not positive.</exception>
    public bool Learn(ReadOnlySpan<double> x, int b, double rho)
    {
        LiteralGuard.Rate(rho);
        LiteralGuard.Class(b);
        int g = Forward(x);
        Row.AddScaled(w, rho * (b - g), x1);
        return g != b;
    }

    /// <summary>Learns every pattern once.</summary>
    /// <param name="x">Patterns, N of shape (d).</param>
    /// <param name="b">Teacher signals, N, each 0 or 1.</param>
    /// <param name="rho">Learning rate ρ &gt; 0.</param>
    /// <param name="shuffle">Draws this epoch's order; without it the patterns come as given.</param>
    /// <returns>Number of mistakes; 0 means that the rule has converged.</returns>
    /// <exception cref="ArgumentException">No pattern, not one teacher for each, or as Learn.</exception>
    public int Epoch(double[][] x, int[] b, double rho, Random? shuffle = null)
    {
        LiteralGuard.Patterns(x.Length, b.Length);
        Permutation.Draw(ref order, x.Length, shuffle);
        int mistakes = 0;
        foreach (int p in order) mistakes += Learn(x[p], b[p], rho) ? 1 : 0;
        return mistakes;
    }
}
