using System.Numerics;
using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace Lectures.Models.Kernels;

/// <summary>A step of an LSTM, forward after its product and back before it, in one pass each: tensor operations take ten and
/// sixteen.</summary>
internal static unsafe class LstmStep
{
    private const long Least = 4096;        // units of all rows that are worth a second thread

    /// <summary>Whether this takes such tensors: float or double, with H of whole vectors.</summary>
    /// <param name="state">(…,H).</param>
    public static bool Pays(Tensor state) => Numbers.AreVectors(state, state.size(-1));

    /// <summary>cₜ = f cₜ₋₁ + i g, tanh cₜ and hₜ = o tanh cₜ; tanh y = 2σ(2y) − 1.</summary>
    /// <param name="gates">σ of the sums of i, f, o and of twice that of g, side by side (N,4H); g itself is put in its
    /// place.</param>
    /// <param name="before">cₜ₋₁ (N,H).</param>
    /// <param name="cell">cₜ (N,H), to be written, as are the next two.</param>
    /// <param name="tanh">tanh cₜ.</param>
    /// <param name="h">hₜ.</param>
    public static void Forward(Tensor gates, Tensor before, Tensor cell, Tensor tanh, Tensor h)
    {
        if (gates.dtype == ScalarType.Float64) Forward<double>(gates, before, cell, tanh, h);
        else Forward<float>(gates, before, cell, tanh, h);
    }

    /// <summary>The gradient of the gates' sums, and of the cell before.</summary>
    /// <remarks>
    /// dcₜ += dhₜ o (1 − tanh² cₜ)   dcₜ₋₁ = dcₜ f;
    /// da = [dc g i(1 − i)   dc cₜ₋₁ f(1 − f)   dc i(1 − g²)   dh tanh cₜ o(1 − o)].
    /// </remarks>
    /// <param name="gates">i, f, g, o side by side (N,4H).</param>
    /// <param name="before">cₜ₋₁ (N,H).</param>
    /// <param name="tanh">tanh cₜ (N,H).</param>
    /// <param name="dh">∂L/∂hₜ (N,H).</param>
    /// <param name="dc">∂L/∂cₜ (N,H), to become ∂L/∂cₜ₋₁.</param>
    /// <param name="da">(N,4H), to be written.</param>
    public static void Backward(Tensor gates, Tensor before, Tensor tanh, Tensor dh, Tensor dc, Tensor da)
    {
        if (gates.dtype == ScalarType.Float64) Backward<double>(gates, before, tanh, dh, dc, da);
        else Backward<float>(gates, before, tanh, dh, dc, da);
    }

    private static void Forward<T>(Tensor gates, Tensor before, Tensor cell, Tensor tanh, Tensor h) where T : unmanaged
    {
        T* s = Numbers.Of<T>(gates), c = Numbers.Of<T>(before), next = Numbers.Of<T>(cell);
        T* th = Numbers.Of<T>(tanh), to = Numbers.Of<T>(h);
        var width = before.size(1);
        ShareRows(before, (first, count) => Forward(
            s + 4 * first * width, c + first * width, next + first * width, th + first * width, to + first * width, count, (int)width));
    }

    private static void Backward<T>(Tensor gates, Tensor before, Tensor tanh, Tensor dh, Tensor dc, Tensor da)
        where T : unmanaged
    {
        T* s = Numbers.Of<T>(gates), c = Numbers.Of<T>(before), th = Numbers.Of<T>(tanh);
        T* h = Numbers.Of<T>(dh), cell = Numbers.Of<T>(dc), to = Numbers.Of<T>(da);
        var width = before.size(1);
        ShareRows(before, (first, count) => Backward(
            s + 4 * first * width, c + first * width, th + first * width, h + first * width, cell + first * width,
            to + 4 * first * width, count, (int)width));
    }

    // Shared out, a step is not only done sooner: libtorch's threads do not fall asleep between two products.
    private static void ShareRows(Tensor state, Action<long, long> work)
    {
        var rows = state.size(0);
        var shares = state.numel() < Least ? 1 : Numbers.Shares(rows);
        Numbers.Share(rows, shares, (_, first, end) => work(first, end - first));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Forward<T>(T* s, T* c, T* next, T* th, T* to, long rows, int width) where T : unmanaged
    {
        var (one, two) = (Vector<T>.One, Vector<T>.One + Vector<T>.One);
        for (var n = 0L; n < rows; n++, s += 3 * width)
            for (var k = 0; k < width; k += Vector<T>.Count)
            {
                var g = two * Vector.Load(s + 2 * width) - one;
                g.Store(s + 2 * width);
                var sum = Vector.Load(s + width) * Vector.Load(c) + Vector.Load(s) * g;
                var t = two / (one + Numbers.Exp(-two * sum)) - one;
                sum.Store(next);
                t.Store(th);
                (Vector.Load(s + 3 * width) * t).Store(to);
                s += Vector<T>.Count;
                c += Vector<T>.Count;
                next += Vector<T>.Count;
                th += Vector<T>.Count;
                to += Vector<T>.Count;
            }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Backward<T>(T* s, T* c, T* th, T* h, T* cell, T* to, long rows, int width) where T : unmanaged
    {
        var one = Vector<T>.One;
        for (var n = 0L; n < rows; n++, s += 3 * width, to += 3 * width)
            for (var k = 0; k < width; k += Vector<T>.Count)
            {
                Vector<T> i = Vector.Load(s), f = Vector.Load(s + width), g = Vector.Load(s + 2 * width);
                Vector<T> o = Vector.Load(s + 3 * width), t = Vector.Load(th), d = Vector.Load(h);
                var all = Vector.Load(cell) + d * o * (one - t * t);
                (all * g * i * (one - i)).Store(to);
                (all * Vector.Load(c) * f * (one - f)).Store(to + width);
                (all * i * (one - g * g)).Store(to + 2 * width);
                (d * t * o * (one - o)).Store(to + 3 * width);
                (all * f).Store(cell);
                s += Vector<T>.Count;
                c += Vector<T>.Count;
                th += Vector<T>.Count;
                h += Vector<T>.Count;
                cell += Vector<T>.Count;
                to += Vector<T>.Count;
            }
    }
}
