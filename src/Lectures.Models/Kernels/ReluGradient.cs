using System.Numerics;
using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace Lectures.Models.Kernels;

/// <summary>The gradient of max(0, x) in one pass, where tensor operations need a mask and a product.</summary>
internal static unsafe class ReluGradient
{
    /// <summary>dx = dy where y > 0, else 0.</summary>
    /// <param name="y">max(0, x), any shape.</param>
    /// <param name="dy">∂L/∂y, of that shape.</param>
    public static Tensor Of(Tensor y, Tensor dy)
    {
        var images = !y.is_contiguous();
        if (!Numbers.Are(y) || y.dtype != dy.dtype || (images && y.dim() != 4)) return y.sign().mul_(dy);
        using var scope = NewDisposeScope();
        var dx = images ? ChannelsInnermost.Empty(y, Expect.Sizes(y)) : empty_like(y);
        var (value, gradient, to) = images
            ? (ChannelsInnermost.Rows(y), ChannelsInnermost.Rows(dy), ChannelsInnermost.Rows(dx)) : (y.contiguous(), dy.contiguous(), dx);
        if (y.dtype == ScalarType.Float64) Mask<double>(value, gradient, to);
        else Mask<float>(value, gradient, to);
        return dx.MoveToOuterDisposeScope();
    }

    private static void Mask<T>(Tensor y, Tensor dy, Tensor dx) where T : unmanaged, INumber<T>
    {
        T* value = Numbers.Of<T>(y), gradient = Numbers.Of<T>(dy), to = Numbers.Of<T>(dx);
        Numbers.ShareElements(
            y.numel(), (first, count) => Mask(value + first, gradient + first, to + first, count));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Mask<T>(T* y, T* dy, T* dx, long count) where T : unmanaged, INumber<T>
    {
        var i = 0L;
        for (; i <= count - Vector<T>.Count; i += Vector<T>.Count)
            (Vector.Load(dy + i) & Vector.GreaterThan(Vector.Load(y + i), Vector<T>.Zero)).Store(dx + i);
        for (; i < count; i++) dx[i] = y[i] > T.Zero ? dy[i] : T.Zero;
    }
}
