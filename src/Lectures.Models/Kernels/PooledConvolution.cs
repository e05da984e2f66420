using System.Numerics;
using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Kernels;

/// <summary>A convolution and the maximum pooling right behind it.</summary>
/// <remarks>
/// <see cref="DirectConvolution"/> and <see cref="SideBySidePool"/> go row by row forward and image by image back: what lies
/// between them stays in the processor's cache, and is no tensor (of 200 grey images of 28×28 and 16 filters it would have
/// 8.7 MB). With many channels libtorch convolves, and <see cref="MaximaGradient"/> goes back.
/// </remarks>
internal static unsafe class PooledConvolution
{
    /// <summary>Whether this is the faster way.</summary>
    /// <param name="x">(N,C,H,W).</param>
    /// <param name="w">W, (O,C,kH,kW).</param>
    /// <param name="kernel">Size, stride, padding and dilation of the filters.</param>
    /// <param name="pool">The windows.</param>
    public static bool Pays(Tensor x, Tensor w, Window2d kernel, Window2d pool) =>
        DirectConvolution.Takes(x, w, kernel) && x.size(0) > 0 && SideBySidePool.Takes(kernel.Outputs(x), pool) && pool.Size != 1
        && Numbers.AreVectors(w, w.size(0)) && (DirectConvolution.Pays(x, w, kernel) || MaximaGradient.Takes(x, kernel));

    /// <summary>The maximum of x ⋆ W + b in each window, and where among the filters' places it stands.</summary>
    /// <param name="x">(N,C,H,W), float or double.</param>
    /// <param name="w">W, (O,C,kH,kW).</param>
    /// <param name="b">b, (O), or null.</param>
    /// <param name="kernel">Size, stride, padding and dilation of the filters.</param>
    /// <param name="pool">The windows.</param>
    /// <returns>Both as of <see cref="SideBySidePool.Forward(Tensor, Window2d)"/>.</returns>
    public static (Tensor Y, Tensor Places) Forward(Tensor x, Tensor w, Tensor? b, Window2d kernel, Window2d pool)
    {
        using var scope = NewDisposeScope();
        if (!DirectConvolution.Pays(x, w, kernel))
        {
            using var images = kernel.Convolve(x, ChannelsInnermost.Of(w), b);
            var (most, at) = SideBySidePool.Forward(images, pool);
            return (most.MoveToOuterDisposeScope(), at.MoveToOuterDisposeScope());
        }
        var (height, width) = pool.Outputs(kernel.Outputs(x));
        long[] shape = [x.size(0), w.size(0), height, width];
        var (y, places) = (ChannelsInnermost.Empty(x, shape), ChannelsInnermost.Empty(x, shape));
        if (x.dtype == ScalarType.Float64) Forward<double>(x, w, b, kernel, pool, y, places);
        else Forward<float>(x, w, b, kernel, pool, y, places);
        return (y.MoveToOuterDisposeScope(), places.MoveToOuterDisposeScope());
    }

    /// <summary>dx, dW and db, as far as wanted.</summary>
    /// <param name="x">(N,C,H,W), float or double.</param>
    /// <param name="w">W, (O,C,kH,kW).</param>
    /// <param name="dy">∂L/∂y, (N,O,H′,W′).</param>
    /// <param name="places">What forward gave for x.</param>
    /// <param name="kernel">Size, stride, padding and dilation of the filters.</param>
    /// <param name="pool">The windows.</param>
    /// <param name="inputs">Whether dx is wanted.</param>
    /// <param name="filters">Whether dW and db are.</param>
    /// <returns>(N,C,H,W), (O,C,kH,kW) and (O), or null.</returns>
    public static (Tensor? Dx, Tensor? DW, Tensor? Db) Backward(
        Tensor x, Tensor w, Tensor dy, Tensor places, Window2d kernel, Window2d pool, bool inputs, bool filters)
    {
        using var scope = NewDisposeScope();
        var (dx, dW, db) = MaximaGradient.Takes(x, kernel)
            ? MaximaGradient.Of(x, w, dy.to(x.dtype), places, kernel, inputs, filters)
            : Unpooled(x, w, dy.to(x.dtype), places, kernel, pool, inputs, filters);
        return (dx?.MoveToOuterDisposeScope(), dW?.MoveToOuterDisposeScope(), db?.MoveToOuterDisposeScope());
    }

    private static (Tensor? Dx, Tensor? DW, Tensor? Db) Unpooled(
        Tensor x, Tensor w, Tensor dy, Tensor places, Window2d kernel, Window2d pool, bool inputs, bool filters)
    {
        var (height, width) = kernel.Outputs(x);
        var dx = inputs ? kernel.ConvolveBack(SideBySidePool.Backward(dy, places, pool, height, width), w, x) : null;
        var (dW, db) = !filters ? (null, null) : x.dtype == ScalarType.Float64
            ? FilterGradient<double>(x, dy, places, kernel, pool) : FilterGradient<float>(x, dy, places, kernel, pool);
        return (dx, dW, db);
    }

    private static void Forward<T>(Tensor x, Tensor w, Tensor? b, Window2d kernel, Window2d pool, Tensor y, Tensor places)
        where T : unmanaged, INumber<T>
    {
        var (between, shares) = (kernel.Outputs(x), Numbers.Shares(x.size(0)));
        var filters = new DirectConvolution.RowByRow<T>(x, w, b, kernel);
        var windows = new SideBySidePool.WindowRows<T>(y, places, between.Height, between.Width, pool);
        var memory = (nint)Numbers.Of<T>(y.new_empty(shares, windows.Step));
        Numbers.Share(x.size(0), shares, (share, first, end) =>
        {
            var rows = (T*)memory + share * windows.Step;
            for (var n = first; n < end; n++)
                for (var r = 0L; r < windows.Count; r++)
                {
                    for (var i = 0; i < windows.Height; i++)
                        filters.Compute(n, r * windows.Height + i, rows + i * filters.Length);
                    windows.Forward(n, r, rows);
                }
        });
    }

    private static (Tensor DW, Tensor Db) FilterGradient<T>(
        Tensor x, Tensor dy, Tensor places, Window2d kernel, Window2d pool) where T : unmanaged, INumber<T>
    {
        var (between, shares) = (kernel.Outputs(x), Numbers.Shares(x.size(0)));
        var windows = new SideBySidePool.WindowRows<T>(dy, places, between.Height, between.Width, pool);
        var memory = (nint)Numbers.Of<T>(x.new_zeros(shares, windows.Image));      // 0 where no window reaches
        return DirectConvolution.FilterGradient<T>(x, kernel, dy.size(1), shares, (n, share) =>
        {
            var image = (T*)memory + share * windows.Image;
            for (var r = 0L; r < windows.Count; r++) windows.Backward(n, r, image + r * windows.Step);
            return image;
        });
    }
}
