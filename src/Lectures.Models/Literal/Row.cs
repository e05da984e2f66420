using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lectures.Models.Literal;

/// <summary>
/// The inner loops of a dense layer, on the rows of its matrix: plain while a row is short (a call would cost more
/// than the sum), as wide as the processor's vectors when it is long.
/// </summary>
internal static class Row
{
    private static int LongRow => 4 * Vector<double>.Count;

    /// <summary>Σᵢ aᵢ bᵢ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Dot(double[] a, double[] b)
    {
        if (b.Length >= LongRow) return LongDot(a, b);
        double sum = 0;
        for (int i = 0; i < b.Length; i++) sum += a[i] * b[i];
        return sum;
    }

    /// <summary>yᵢ ← yᵢ + s xᵢ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddScaled(double[] y, double s, double[] x)
    {
        if (x.Length >= LongRow) { LongAddScaled(y, s, x); return; }
        for (int i = 0; i < x.Length; i++) y[i] += s * x[i];
    }

    /// <summary>h_j = Σᵢ w_ij g_i for a layer's units j = 1 …, whose rows begin with a bias: g₀ = 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Sums(double[] w, double[] g, double[] h)
    {
        if (g.Length >= LongRow)
        {
            for (int j = 1, row = 0; j < h.Length; j++, row += g.Length) h[j] = LongDot(w.AsSpan(row, g.Length), g);
            return;
        }
        for (int j = 1, ij = 0; j < h.Length; j++)
        {
            double sum = w[ij++];
            for (int i = 1; i < g.Length; i++) sum += w[ij++] * g[i];
            h[j] = sum;
        }
    }

    /// <summary>w_ij ← w_ij − ρ ε_j g_i for a layer's units likewise.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Descend(double[] w, double rho, double[] ε, double[] g)
    {
        if (g.Length >= LongRow)
        {
            for (int j = 1, row = 0; j < ε.Length; j++, row += g.Length)
                LongAddScaled(w.AsSpan(row, g.Length), -rho * ε[j], g);
            return;
        }
        for (int j = 1, ij = 0; j < ε.Length; j++)
        {
            double s = -rho * ε[j];
            w[ij++] += s;
            for (int i = 1; i < g.Length; i++) w[ij++] += s * g[i];
        }
    }

    // Four sums side by side: one alone would wait for each addition to end before the next.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static double LongDot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        ReadOnlySpan<Vector<double>> va = Vectors(a), vb = Vectors(b);
        Vector<double> s0 = default, s1 = default, s2 = default, s3 = default;
        int i = 0;
        for (; i < va.Length - 3; i += 4)
        {
            s0 += va[i] * vb[i];
            s1 += va[i + 1] * vb[i + 1];
            s2 += va[i + 2] * vb[i + 2];
            s3 += va[i + 3] * vb[i + 3];
        }
        double sum = Vector.Sum(s0 + s1 + (s2 + s3));
        for (i *= Vector<double>.Count; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void LongAddScaled(Span<double> y, double s, ReadOnlySpan<double> x)
    {
        Span<Vector<double>> vy = MemoryMarshal.Cast<double, Vector<double>>(y);
        var vx = Vectors(x);
        for (int i = 0; i < vy.Length; i++) vy[i] += s * vx[i];
        for (int i = vy.Length * Vector<double>.Count; i < y.Length; i++) y[i] += s * x[i];
    }

    private static ReadOnlySpan<Vector<double>> Vectors(ReadOnlySpan<double> a) =>
        MemoryMarshal.Cast<double, Vector<double>>(a);
}
