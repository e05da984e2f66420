using System.Numerics;
using System.Runtime.CompilerServices;
using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Kernels;

/// <summary>A convolution and the gradient of its filters straight from their sums, with the numbers of all filters side by
/// side in the processor's vectors.</summary>
/// <remarks>
/// In the padded image (H,W,C) the numbers under a filter stand at fixed distances from its corner, one for each of its
/// taps j = 1 … kH·kW·C: yₒ(p) = bₒ + Σⱼ Wⱼₒ x(p + j), dWⱼₒ = Σₚ dyₒ(p) x(p + j). With few taps, as in the first
/// convolution over grey images, that is four (forward) and eight times (gradient) as fast as libtorch's convolution,
/// which is made for many channels; with many it is on a par.
/// </remarks>
internal static unsafe class DirectConvolution
{
    private const int FewTaps = 64, PixelsAtOnce = 4, TapsAtOnce = 5;

    /// <summary>Whether <see cref="Forward"/> is the faster way.</summary>
    /// <param name="x">(N,C,H,W).</param>
    /// <param name="w">W, (O,C,kH,kW).</param>
    /// <param name="window">Size, stride, padding and dilation of the filters.</param>
    public static bool Pays(Tensor x, Tensor w, Window2d window) =>
        Numbers.Are(x) && w.dtype == x.dtype && x.dim() == 4 && x.size(1) == w.size(1)
        && w.numel() <= FewTaps * w.size(0) && w.size(0) % VectorPair(x) == 0
        && window.Fits(x) && window.Outputs(x).Width >= PixelsAtOnce;

    /// <summary>y = x ⋆ W + b.</summary>
    /// <param name="x">(N,C,H,W), float or double.</param>
    /// <param name="w">W, (O,C,kH,kW), O a multiple of two vectors.</param>
    /// <param name="b">b, (O), or null.</param>
    /// <param name="window">Size, stride, padding and dilation of the filters; at least four places across.</param>
    /// <returns>(N,O,H′,W′), channels innermost.</returns>
    public static Tensor Forward(Tensor x, Tensor w, Tensor? b, Window2d window)
    {
        using var scope = NewDisposeScope();
        var places = window.Outputs(x);
        var y = ChannelsInnermost.Empty(x, x.size(0), w.size(0), places.Height, places.Width);
        var images = Padded(x, window);
        var filters = w.permute(2, 3, 1, 0).contiguous();                       // (kH,kW,C,O)
        var shift = b?.contiguous() ?? w.new_zeros(w.size(0));
        if (x.dtype == ScalarType.Float64) Forward<double>(images, filters, shift, ChannelsInnermost.Rows(y), window);
        else Forward<float>(images, filters, shift, ChannelsInnermost.Rows(y), window);
        return y.MoveToOuterDisposeScope();
    }

    /// <summary>dW and db, the gradients of the filters and their shifts.</summary>
    /// <param name="x">(N,C,H,W); numbers of other kinds than float and double are taken as float.</param>
    /// <param name="dy">∂L/∂y, (N,O,H′,W′).</param>
    /// <param name="window">Size, stride, padding and dilation of the filters.</param>
    /// <returns>(O,C,kH,kW) and (O).</returns>
    public static (Tensor DW, Tensor Db) FilterGradient(Tensor x, Tensor dy, Window2d window)
    {
        using var scope = NewDisposeScope();
        if (!Numbers.Are(x))
        {
            var (wide, shift) = FilterGradient(x.to(ScalarType.Float32), dy.to(ScalarType.Float32), window);
            return (wide.to(x.dtype).MoveToOuterDisposeScope(), shift.to(x.dtype).MoveToOuterDisposeScope());
        }
        var images = Padded(x, window);
        var (outputs, pair) = (dy.size(1), VectorPair(x));
        var rows = ChannelsInnermost.Rows(dy.to(x.dtype));
        if (outputs % pair is var rest and > 0) rows = nn.functional.pad(rows, [0, pair - rest]).contiguous();
        var sums = x.dtype == ScalarType.Float64
            ? FilterGradient<double>(images, rows, window) : FilterGradient<float>(images, rows, window);
        sums = sums.narrow(1, 0, outputs);
        var (height, width) = window.Size;
        var dW = sums.narrow(0, 0, height * width * x.size(1)).reshape(height, width, x.size(1), outputs);
        return (dW.permute(3, 2, 0, 1).contiguous().MoveToOuterDisposeScope(), sums[-1].clone().MoveToOuterDisposeScope());
    }

    private static int VectorPair(Tensor x) => 2 * Numbers.InVector(x);

    // (N,H,W,C) with the zeros around it
    private static Tensor Padded(Tensor x, Window2d window)
    {
        var (height, width) = window.Padding;
        var rows = ChannelsInnermost.Rows(x);
        return height == 0 && width == 0 ? rows
            : nn.functional.pad(rows, [0, 0, width, width, height, height]).contiguous();
    }

    // how far from its corner each tap of a filter stands in an image (N,H,W,C)
    private static int[] Taps(Tensor images, Window2d window)
    {
        var (width, channels) = (images.size(2), images.size(3));
        return [..
            from row in Range(window.Size.Height)
            from column in Range(window.Size.Width)
            from channel in Range(channels)
            select (int)((row * window.Dilation.Height * width + column * window.Dilation.Width) * channels + channel)];

        static IEnumerable<int> Range(long count) => Enumerable.Range(0, (int)count);
    }

    private static void Forward<T>(Tensor images, Tensor filters, Tensor shift, Tensor y, Window2d window) where T : unmanaged
    {
        var (outputs, height, width) = ((int)y.size(3), y.size(1), (int)y.size(2));
        var (image, row, step) = Steps(images, window);
        var taps = Taps(images, window);
        T* from = Numbers.Of<T>(images), w = Numbers.Of<T>(filters), b = Numbers.Of<T>(shift), to = Numbers.Of<T>(y);
        Numbers.Share(y.size(0), Numbers.Shares(y.size(0)), (_, first, end) =>
        {
            for (var n = first; n < end; n++)
                for (var r = 0L; r < height; r++)
                {
                    Forward(
                        from + n * image + r * row, step, taps, w, b, to + (n * height + r) * width * outputs, width, outputs);
                }
        });
    }

    // A row of y: four pixels by two vectors of filters at a time, whose sums stay in registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Forward<T>(T* x, nint step, int[] taps, T* w, T* b, T* y, int pixels, int outputs) where T : unmanaged
    {
        var size = Vector<T>.Count;
        for (var o = 0; o < outputs; o += 2 * size)
            for (var next = 0; next < pixels; next += PixelsAtOnce)
            {
                var p = Math.Min(next, pixels - PixelsAtOnce);                  // the last four may have been done in part
                Vector<T> b0 = Vector.Load(b + o), b1 = Vector.Load(b + o + size);
                Vector<T> p0 = b0, p1 = b0, p2 = b0, p3 = b0, q0 = b1, q1 = b1, q2 = b1, q3 = b1;
                var wj = w + o;
                foreach (var tap in taps)
                {
                    var at = x + p * step + tap;
                    Vector<T> w0 = Vector.Load(wj), w1 = Vector.Load(wj + size);
                    AddProducts(ref p0, ref q0, at[0], w0, w1);
                    AddProducts(ref p1, ref q1, at[step], w0, w1);
                    AddProducts(ref p2, ref q2, at[2 * step], w0, w1);
                    AddProducts(ref p3, ref q3, at[3 * step], w0, w1);
                    wj += outputs;
                }
                var to = y + (nint)p * outputs + o;
                Store(p0, q0, to);
                Store(p1, q1, to + outputs);
                Store(p2, q2, to + 2 * outputs);
                Store(p3, q3, to + 3 * outputs);
            }
    }

    // → (taps + 1, outputs), both filled up to what is taken at once; the last row is db
    private static Tensor FilterGradient<T>(Tensor images, Tensor dy, Window2d window) where T : unmanaged
    {
        var (outputs, height, width) = ((int)dy.size(3), (int)dy.size(1), (int)dy.size(2));
        var (image, row, step) = Steps(images, window);
        var taps = Taps(images, window);
        Array.Resize(ref taps, (taps.Length + TapsAtOnce - 1) / TapsAtOnce * TapsAtOnce);
        var rows = taps.Length + 1;
        var shares = Numbers.Shares(dy.size(0));
        var sums = dy.new_zeros(shares, rows, outputs);
        T* from = Numbers.Of<T>(images), d = Numbers.Of<T>(dy), to = Numbers.Of<T>(sums);
        Numbers.Share(dy.size(0), shares, (share, first, end) =>
        {
            var own = to + (long)share * rows * outputs;
            var pixels = (long)height * width;
            for (var n = first; n < end; n++)
            {
                AddFilterGradient(
                    from + n * image, row, step, taps, d + n * pixels * outputs, height, width, own, outputs);
                AddShiftGradient(d + n * pixels * outputs, pixels, own + taps.Length * outputs, outputs);
            }
        });
        return shares == 1 ? sums[0] : sums.sum(dim: 0);
    }

    // One image: five taps by two vectors of filters at a time, whose sums over all pixels stay in registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddFilterGradient<T>(
        T* x, nint row, nint step, int[] taps, T* dy, int height, int width, T* dw, int outputs) where T : unmanaged
    {
        var size = Vector<T>.Count;
        for (var o = 0; o < outputs; o += 2 * size)
            for (var j = 0; j < taps.Length; j += TapsAtOnce)
            {
                Vector<T> t0 = default, t1 = default, t2 = default, t3 = default, t4 = default;
                Vector<T> u0 = default, u1 = default, u2 = default, u3 = default, u4 = default;
                T* x0 = x + taps[j], x1 = x + taps[j + 1], x2 = x + taps[j + 2], x3 = x + taps[j + 3], x4 = x + taps[j + 4];
                var d = dy + o;
                for (var r = 0; r < height; r++)
                    for (nint at = r * row, end = at + width * step; at < end; at += step, d += outputs)
                    {
                        Vector<T> d0 = Vector.Load(d), d1 = Vector.Load(d + size);
                        AddProducts(ref t0, ref u0, x0[at], d0, d1);
                        AddProducts(ref t1, ref u1, x1[at], d0, d1);
                        AddProducts(ref t2, ref u2, x2[at], d0, d1);
                        AddProducts(ref t3, ref u3, x3[at], d0, d1);
                        AddProducts(ref t4, ref u4, x4[at], d0, d1);
                    }
                var to = dw + (nint)j * outputs + o;
                Add(t0, u0, to);
                Add(t1, u1, to + outputs);
                Add(t2, u2, to + 2 * outputs);
                Add(t3, u3, to + 3 * outputs);
                Add(t4, u4, to + 4 * outputs);
            }
    }

    // The same image, while it is in the processor's cache.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddShiftGradient<T>(T* dy, long pixels, T* db, int outputs) where T : unmanaged
    {
        var size = Vector<T>.Count;
        for (var o = 0; o < outputs; o += 2 * size)
        {
            Vector<T> s0 = default, s1 = default;
            var d = dy + o;
            for (var p = 0L; p < pixels; p++, d += outputs)
            {
                s0 += Vector.Load(d);
                s1 += Vector.Load(d + size);
            }
            Add(s0, s1, db + o);
        }
    }

    // numbers from one image to the next, from a filter's row of places to the next, and from place to place
    private static (long Image, nint Row, nint Step) Steps(Tensor images, Window2d window)
    {
        var (height, width, channels) = (images.size(1), images.size(2), images.size(3));
        return (
            height * width * channels, (nint)(window.Stride.Height * width * channels), (nint)(window.Stride.Width * channels));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddProducts<T>(ref Vector<T> first, ref Vector<T> second, T factor, Vector<T> a, Vector<T> b)
        where T : unmanaged
    {
        var each = new Vector<T>(factor);
        if (typeof(T) == typeof(float))
        {
            first = Vector.FusedMultiplyAdd(each.As<T, float>(), a.As<T, float>(), first.As<T, float>()).As<float, T>();
            second = Vector.FusedMultiplyAdd(each.As<T, float>(), b.As<T, float>(), second.As<T, float>()).As<float, T>();
        }
        else
        {
            first = Vector.FusedMultiplyAdd(each.As<T, double>(), a.As<T, double>(), first.As<T, double>()).As<double, T>();
            second = Vector.FusedMultiplyAdd(each.As<T, double>(), b.As<T, double>(), second.As<T, double>()).As<double, T>();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<T>(Vector<T> first, Vector<T> second, T* to) where T : unmanaged =>
        Store(Vector.Load(to) + first, Vector.Load(to + Vector<T>.Count) + second, to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T>(Vector<T> first, Vector<T> second, T* to) where T : unmanaged
    {
        first.Store(to);
        second.Store(to + Vector<T>.Count);
    }
}
