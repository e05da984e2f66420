using System.Numerics;
using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace Lectures.Models.Kernels;

/// <summary>Softmax and cross-entropy row by row in one pass: for a few classes libtorch's operations take several times as
/// long as the numbers need.</summary>
/// <remarks>With q = (1 − s) onehot(t) + s/K: L = −Σₙ Σₖ qₙₖ log pₙₖ and ∂L/∂z = p − q over the rows that count.</remarks>
internal static unsafe class SoftmaxCrossEntropy
{
    /// <summary>p = softmax(z), and the loss of all rows that count together.</summary>
    /// <param name="z">(N,K), float or double.</param>
    /// <param name="t">(N), int64, each in [0, K) or <paramref name="ignored"/>.</param>
    /// <param name="ignored">The class that does not count.</param>
    /// <param name="s">The share of the target that all classes have in equal parts.</param>
    /// <returns>The sum of losses in nats; p, (N,K).</returns>
    public static (double Loss, Tensor P) Forward(Tensor z, Tensor t, long ignored, double s)
    {
        using var scope = NewDisposeScope();
        (z, t) = (z.contiguous(), t.contiguous());
        var p = empty_like(z);
        var loss = z.dtype == ScalarType.Float64 ? Forward<double>(z, t, p, ignored, s) : Forward<float>(z, t, p, ignored, s);
        return (loss, p.MoveToOuterDisposeScope());
    }

    /// <summary>(p − q) · factor, and 0 in the rows that do not count.</summary>
    /// <param name="p">(N,K), float or double.</param>
    /// <param name="t">(N), int64.</param>
    /// <param name="ignored">The class that does not count.</param>
    /// <param name="s">The share of the target that all classes have in equal parts.</param>
    /// <param name="factor">What the loss is multiplied by in all that follows.</param>
    /// <returns>(N,K).</returns>
    public static Tensor Backward(Tensor p, Tensor t, long ignored, double s, double factor)
    {
        using var scope = NewDisposeScope();
        (p, t) = (p.contiguous(), t.contiguous());
        var dz = empty_like(p);
        if (p.dtype == ScalarType.Float64) Backward<double>(p, t, dz, ignored, s, factor);
        else Backward<float>(p, t, dz, ignored, s, factor);
        return dz.MoveToOuterDisposeScope();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Forward<T>(Tensor z, Tensor t, Tensor p, long ignored, double s)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (rows, width, loss) = (z.size(0), (int)z.size(1), 0.0);
        T* from = Numbers.Of<T>(z), to = Numbers.Of<T>(p);
        var targets = Numbers.Of<long>(t);
        for (var n = 0L; n < rows; n++, from += width, to += width)
        {
            var most = from[0];
            for (var k = 1; k < width; k++) most = T.Max(most, from[k]);
            Exp(from, most, to, width);
            double sum = 0, all = 0;
            for (var k = 0; k < width; k++) sum += double.CreateTruncating(to[k]);
            if (targets[n] != ignored)
            {
                loss += (1 - s) * (Math.Log(sum) - double.CreateTruncating(from[targets[n]] - most));
                if (s > 0)
                {
                    for (var k = 0; k < width; k++) all += double.CreateTruncating(from[k] - most);
                    loss += s * (Math.Log(sum) - all / width);
                }
            }
            var share = T.CreateTruncating(1 / sum);
            for (var k = 0; k < width; k++) to[k] *= share;
        }
        return loss;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Backward<T>(Tensor p, Tensor t, Tensor dz, long ignored, double s, double factor)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (rows, width) = (p.size(0), (int)p.size(1));
        T* from = Numbers.Of<T>(p), to = Numbers.Of<T>(dz);
        var targets = Numbers.Of<long>(t);
        var (each, right, scale) = (T.CreateTruncating(s / width), T.CreateTruncating(1 - s), T.CreateTruncating(factor));
        for (var n = 0L; n < rows; n++, from += width, to += width)
        {
            var row = new Span<T>(to, width);
            if (targets[n] == ignored)
            {
                row.Clear();
                continue;
            }
            for (var k = 0; k < width; k++) to[k] = from[k] - each;
            to[targets[n]] -= right;
            for (var k = 0; k < width; k++) to[k] *= scale;
        }
    }

    // exp(x − most)
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Exp<T>(T* x, T most, T* y, int count) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var k = 0;
        for (; k <= count - Vector<T>.Count; k += Vector<T>.Count)
            Numbers.Exp(Vector.Load(x + k) - new Vector<T>(most)).Store(y + k);
        for (; k < count; k++) y[k] = T.Exp(x[k] - most);
    }
}
