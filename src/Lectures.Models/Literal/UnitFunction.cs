using System.Numerics;
using System.Runtime.InteropServices;

namespace Lectures.Models.Literal;

/// <summary>The function f of a layer's units, g = f(h).</summary>
public enum UnitFunction
{
    /// <summary>f(h) = 1 / (1 + exp(−h)), f′ = g (1 − g).</summary>
    Sigmoid,

    /// <summary>f(h) = tanh h, f′ = 1 − g².</summary>
    Tanh,

    /// <summary>f(h) = max(0, h), f′ = 1 where g > 0, else 0.</summary>
    Relu,

    /// <summary>g_k = exp(h_k) / Σ exp(h), of an output layer that learns by the cross-entropy.</summary>
    Softmax,
}

/// <summary>The functions on the outputs of one unit for many patterns.</summary>
internal static class UnitFunctionExtensions
{
    /// <summary>h ← f(h).</summary>
    public static void Apply(this UnitFunction f, double[] h)
    {
        if (f == UnitFunction.Relu)
        {
            for (int p = 0; p < h.Length; p++) h[p] = Math.Max(h[p], 0);
            return;
        }
        // tanh h = 2 σ(2h) − 1
        var (scale, shift) = f == UnitFunction.Tanh ? (2, 1) : (1, 0);
        Span<Vector<double>> vectors = MemoryMarshal.Cast<double, Vector<double>>(h.AsSpan());
        Vector<double> into = new(-scale), numerator = new(scale), less = new(shift);
        for (int v = 0; v < vectors.Length; v++)
            vectors[v] = numerator / (Vector<double>.One + Vector.Exp(into * vectors[v])) - less;
        for (int p = vectors.Length * Vector<double>.Count; p < h.Length; p++)
            h[p] = scale / (1 + Math.Exp(-scale * h[p])) - shift;
    }

    /// <summary>ε ← ε f′(h), where g = f(h).</summary>
    public static void Derive(this UnitFunction f, double[] g, double[] ε)
    {
        for (int p = 0; p < ε.Length; p++)
            ε[p] *= f switch
            {
                UnitFunction.Relu => g[p] > 0 ? 1 : 0,
                UnitFunction.Tanh => 1 - g[p] * g[p],
                _ => g[p] * (1 - g[p]),
            };
    }

    /// <summary>h ← softmax h over the units; unit 0 is the bias of a layer above, and is left out.</summary>
    public static void Softmax(double[][] h)
    {
        for (int p = 0; p < h[0].Length; p++)
        {
            double largest = double.NegativeInfinity, sum = 0;
            for (int k = 1; k < h.Length; k++) largest = Math.Max(largest, h[k][p]);
            for (int k = 1; k < h.Length; k++) sum += h[k][p] = Math.Exp(h[k][p] - largest);
            for (int k = 1; k < h.Length; k++) h[k][p] /= sum;
        }
    }
}
