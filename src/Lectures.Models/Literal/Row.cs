using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lectures.Models.Literal;

/// <summary>
/// The two inner loops of a dense layer, on one row of a row-major matrix: plain while the row is short (a call would
/// cost more than the sum), as wide as the processor's vectors when it is long.
/// </summary>
internal static class Row
{
    private static readonly int longRow = 4 * Vector<double>.Count;

    /// <summary>Σᵢ w[row + i] gᵢ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Dot(double[] w, int row, double[] g)
    {
        if (g.Length >= longRow) return LongDot(w.AsSpan(row, g.Length), g);
        double sum = 0;
        for (int i = 0; i < g.Length; i++) sum += w[row + i] * g[i];
        return sum;
    }

    /// <summary>w[row + i] ← w[row + i] + s gᵢ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddScaled(double[] w, int row, double s, double[] g)
    {
        if (g.Length >= longRow) { LongAddScaled(w.AsSpan(row, g.Length), s, g); return; }
        for (int i = 0; i < g.Length; i++) w[row + i] += s * g[i];
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
