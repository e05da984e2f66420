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
    public static bool Pays(Tensor x, Tensor w, Window2d window) => Takes(x, w, window)
        && w.numel() <= FewTaps * w.size(0) && w.size(0) % VectorPair(x) == 0 && window.Outputs(x).Width >= PixelsAtOnce;

    /// <summary>Whether images and filters fit each other, and the numbers are such as our loops take.</summary>
    public static bool Takes(Tensor x, Tensor w, Window2d window) => Numbers.Are(x) && w.dtype == x.dtype
        && x.dim() == 4 && x.size(1) == w.size(1) && window.Fits(x);

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
        if (x.dtype == ScalarType.Float64) new RowByRow<double>(x, w, b, window).Fill(ChannelsInnermost.Rows(y));
        else new RowByRow<float>(x, w, b, window).Fill(ChannelsInnermost.Rows(y));
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
        var (outputs, pair) = (dy.size(1), VectorPair(x));
        var rows = ChannelsInnermost.Rows(dy.to(x.dtype));
        if (outputs % pair is var rest and > 0) rows = nn.functional.pad(rows, [0, pair - rest]).contiguous();
        var (dW, db) = x.dtype == ScalarType.Float64 ? Gradient<double>() : Gradient<float>();
        return (dW.narrow(0, 0, outputs).MoveToOuterDisposeScope(), db.narrow(0, 0, outputs).MoveToOuterDisposeScope());

        (Tensor DW, Tensor Db) Gradient<T>() where T : unmanaged
        {
            var (first, image) = ((nint)Numbers.Of<T>(rows), rows.size(1) * rows.size(2) * rows.size(3));
            return FilterGradient<T>(x, window, rows.size(3), Numbers.Shares(x.size(0)), (n, _) => (T*)first + n * image);
        }
    }

    /// <summary>Where ∂L/∂y of an image stands.</summary>
    /// <param name="image">The image's number.</param>
    /// <param name="share">The share it belongs to.</param>
    /// <returns>(H′,W′,O), good until the next image of the share is asked for.</returns>
    public delegate T* ImageGradient<T>(long image, int share) where T : unmanaged;

    /// <summary>dW and db from a ∂L/∂y that need not be a tensor.</summary>
    /// <param name="x">(N,C,H,W).</param>
    /// <param name="window">Size, stride, padding and dilation of the filters.</param>
    /// <param name="outputs">O, a multiple of two vectors.</param>
    /// <param name="shares">Among how many threads the images are shared out.</param>
    /// <param name="dy">Finds it, image by image.</param>
    /// <returns>(O,C,kH,kW) and (O).</returns>
    public static (Tensor DW, Tensor Db) FilterGradient<T>(
        Tensor x, Window2d window, long outputs, int shares, ImageGradient<T> dy) where T : unmanaged
    {
        using var scope = NewDisposeScope();
        var sums = Sums(Padded(x, window), window, window.Outputs(x), outputs, shares, dy);
        var (height, width) = window.Size;
        var dW = sums.narrow(0, 0, height * width * x.size(1)).reshape(height, width, x.size(1), outputs);
        return (dW.permute(3, 2, 0, 1).contiguous().MoveToOuterDisposeScope(), sums[-1].clone().MoveToOuterDisposeScope());
    }

    private static int VectorPair(Tensor x) => 2 * Numbers.InVector(x);

    /// <summary>The images (N,H,W,C) with the zeros around them.</summary>
    public static Tensor Padded(Tensor x, Window2d window)
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

    /// <summary>y = x ⋆ W + b row by row. Good for as long as the dispose scope in which it is made.</summary>
    public sealed class RowByRow<T> where T : unmanaged
    {
        private readonly T* x, w, b;
        private readonly int[] taps;
        private readonly (long Image, nint Row, nint Step) steps;
        private readonly int width, outputs;

        /// <inheritdoc cref="DirectConvolution.Forward(Tensor, Tensor, Tensor?, Window2d)" path="/param"/>
        public RowByRow(Tensor x, Tensor w, Tensor? b, Window2d window)
        {
            var images = Padded(x, window);
            (width, outputs) = ((int)window.Outputs(x).Width, (int)w.size(0));
            (taps, steps) = (Taps(images, window), Steps(images, window));
            this.x = Numbers.Of<T>(images);
            this.w = Numbers.Of<T>(w.permute(2, 3, 1, 0).contiguous());             // (kH,kW,C,O)
            this.b = Numbers.Of<T>(b?.to(w.dtype).contiguous() ?? w.new_zeros(outputs));
        }

        /// <summary>How many numbers a row has, W′·O.</summary>
        public int Length => width * outputs;

        /// <summary>Computes a row of an image, (W′,O).</summary>
        public void Compute(long image, long row, T* to) =>
            Forward(x + image * steps.Image + row * steps.Row, steps.Step, taps, w, b, to, width, outputs);

        /// <summary>Computes all rows of all images.</summary>
        /// <param name="y">(N,H′,W′,O).</param>
        public void Fill(Tensor y)
        {
            var (height, to) = (y.size(1), (nint)Numbers.Of<T>(y));
            Numbers.Share(y.size(0), Numbers.Shares(y.size(0)), (_, first, end) =>
            {
                for (var n = first; n < end; n++)
                    for (var r = 0L; r < height; r++) Compute(n, r, (T*)to + (n * height + r) * Length);
            });
        }
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

    // → (taps + 1, outputs), the taps filled up to what is taken at once; the last row is db
    private static Tensor Sums<T>(
        Tensor images, Window2d window, Size2d places, long outputs, int shares, ImageGradient<T> dy) where T : unmanaged
    {
        var (height, width, filters) = ((int)places.Height, (int)places.Width, (int)outputs);
        var (image, row, step) = Steps(images, window);
        var taps = Taps(images, window);
        Array.Resize(ref taps, (taps.Length + TapsAtOnce - 1) / TapsAtOnce * TapsAtOnce);
        var sums = images.new_zeros(shares, taps.Length + 1, outputs);
        T* from = Numbers.Of<T>(images), to = Numbers.Of<T>(sums);
        Numbers.Share(images.size(0), shares, (share, first, end) =>
        {
            var own = to + share * (taps.Length + 1L) * filters;
            for (var n = first; n < end; n++)
            {
                var d = dy(n, share);
                AddFilterGradient(from + n * image, row, step, taps, d, height, width, own, filters);
                AddShiftGradient(d, (long)height * width, own + taps.Length * filters, filters);
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

    /// <summary>In padded images (N,H,W,C), numbers from one to the next, from a filter's row of places to the next, and from
    /// place to place.</summary>
    public static (long Image, nint Row, nint Step) Steps(Tensor images, Window2d window)
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
        first = Numbers.MultiplyAdd(each, a, first);
        second = Numbers.MultiplyAdd(each, b, second);
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
