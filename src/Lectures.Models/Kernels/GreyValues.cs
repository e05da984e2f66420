using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using static TorchSharp.torch;

namespace Lectures.Models.Kernels;

/// <summary>Grey values, bytes, as numbers in [0, 1].</summary>
internal static unsafe class GreyValues
{
    private const float White = 255;
    private const int Ahead = 4, Line = 64;      // images; bytes that memory gives at once
    private const int Least = 1 << 16;           // numbers that are worth a second thread

    /// <summary>Some of many images, x = byte / 255.</summary>
    /// <param name="pixels">(N,…), uint8.</param>
    /// <param name="indices">Which, (n), int64.</param>
    /// <returns>(n,…), float32.</returns>
    /// <exception cref="ArgumentException">An index is not in [0, N).</exception>
    public static Tensor Of(Tensor pixels, Tensor indices)
    {
        using var scope = NewDisposeScope();
        Expect.Indices(indices, pixels.size(0));
        var sizes = Expect.Sizes(pixels);
        sizes[0] = indices.numel();
        var x = empty(sizes, ScalarType.Float32);
        var each = (int)sizes[1..].Aggregate(1L, (product, size) => product * size);
        var from = Numbers.Of<byte>(pixels.contiguous());
        var to = Numbers.Of<float>(x);
        var which = Numbers.Of<long>(indices.contiguous());
        var shares = x.numel() < Least ? 1 : Numbers.Shares(sizes[0]);
        Numbers.Share(sizes[0], shares, (_, first, end) =>
        {
            for (var n = first; n < end; n++)
            {
                if (n + Ahead < end) Fetch(from + which[n + Ahead] * each, each);
                Convert(from + which[n] * each, to + n * each, each);
            }
        });
        return x.MoveToOuterDisposeScope();
    }

    // Images in random order lie where the processor does not expect them: waiting for memory would be most of the work.
    private static void Fetch(byte* image, int count)
    {
        if (!Sse.IsSupported) return;
        for (var i = 0; i < count; i += Line) Sse.Prefetch0(image + i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Convert(byte* from, float* to, int count)
    {
        var i = 0;
        for (; i <= count - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            Vector.Widen(Vector.Load(from + i), out var low, out var high);
            Vector.Widen(low, out var first, out var second);
            Vector.Widen(high, out var third, out var fourth);
            InUnit(first).Store(to + i);
            InUnit(second).Store(to + i + Vector<float>.Count);
            InUnit(third).Store(to + i + 2 * Vector<float>.Count);
            InUnit(fourth).Store(to + i + 3 * Vector<float>.Count);
        }
        for (; i < count; i++) to[i] = from[i] / White;
    }

    // The quotient as division rounds it, from the product with 1 / 255 and what that leaves over; a division takes longer.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> InUnit(Vector<uint> grey)
    {
        var x = Vector.ConvertToSingle(grey.As<uint, int>());
        var inverse = new Vector<float>(1 / White);
        var quotient = x * inverse;
        var rest = Vector.FusedMultiplyAdd(quotient, new Vector<float>(-White), x);
        return Vector.FusedMultiplyAdd(rest, inverse, quotient);
    }
}
