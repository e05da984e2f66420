using System.Numerics;
using System.Runtime.CompilerServices;
using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Kernels;

/// <summary>The gradients of a convolution with maximum pooling behind it: they come from the places of the maxima alone, of
/// 2×2 windows from a fourth of all.</summary>
/// <remarks>
/// For a maximum of filter o at place p, dWₒ(i,c) += dy x(p + i, c) and dx(p + i, c) += dy Wₒ(i,c): with the channels
/// innermost each row of the filter is one run of numbers in the image.
/// </remarks>
internal static unsafe class MaximaGradient
{
    private const int AtOnce = 6;       // vectors of a filter's row whose sums stay in registers

    /// <summary>Whether the numbers and filters are such as this takes.</summary>
    /// <param name="x">(N,C,H,W).</param>
    /// <param name="kernel">The filters' size, stride, padding and dilation.</param>
    public static bool Takes(Tensor x, Window2d kernel) => Numbers.AreVectors(x, x.size(1)) && kernel.Dilation.Width == 1;

    /// <summary>dx, dW and db, as far as wanted.</summary>
    /// <param name="x">(N,C,H,W), C a multiple of a vector.</param>
    /// <param name="w">W, (O,C,kH,kW).</param>
    /// <param name="dy">∂L/∂y of the maxima, (N,O,H′,W′), in x's type.</param>
    /// <param name="places">Where among the filters' places each maximum stands, as of <see cref="SideBySidePool"/>.</param>
    /// <param name="kernel">The filters' size, stride, padding and dilation.</param>
    /// <param name="inputs">Whether dx is wanted.</param>
    /// <param name="filters">Whether dW and db are.</param>
    /// <returns>(N,C,H,W), channels innermost, (O,C,kH,kW) and (O), or null.</returns>
    public static (Tensor? Dx, Tensor? DW, Tensor? Db) Of(
        Tensor x, Tensor w, Tensor dy, Tensor places, Window2d kernel, bool inputs, bool filters) =>
        x.dtype == ScalarType.Float64 ? Of<double>(x, w, dy, places, kernel, inputs, filters)
            : Of<float>(x, w, dy, places, kernel, inputs, filters);

    private static (Tensor? Dx, Tensor? DW, Tensor? Db) Of<T>(
        Tensor x, Tensor w, Tensor dy, Tensor places, Window2d kernel, bool inputs, bool filters)
        where T : unmanaged, IFloatingPoint<T>
    {
        using var scope = NewDisposeScope();
        var images = DirectConvolution.Padded(x, kernel);
        var bank = w.permute(0, 2, 3, 1).contiguous();                                      // (O,kH,kW,C)
        var (gradients, at) = (ChannelsInnermost.Rows(dy), ChannelsInnermost.Rows(places));
        var (outputs, windows) = ((int)w.size(0), (int)(dy.size(2) * dy.size(3)));
        var (rows, run) = ((int)kernel.Size.Height, (int)(kernel.Size.Width * x.size(1)));
        var image = images.size(1) * images.size(2) * images.size(3);
        var below = (nint)(kernel.Dilation.Height * images.size(2) * images.size(3));
        var (corners, shares) = (Corners(images, kernel, kernel.Outputs(x)), Numbers.Shares(x.size(0)));
        var dImages = inputs ? images.new_empty(images.shape) : null;
        var dBank = filters ? bank.new_zeros([shares, .. bank.shape]) : null;
        var db = bank.new_zeros(shares, outputs);
        T* from = Numbers.Of<T>(images), weights = Numbers.Of<T>(bank), d = Numbers.Of<T>(gradients);
        T* maxima = Numbers.Of<T>(at), shifts = Numbers.Of<T>(db);
        T* dx = inputs ? Numbers.Of<T>(dImages!) : null, dw = filters ? Numbers.Of<T>(dBank!) : null;
        Numbers.Share(x.size(0), shares, (share, first, end) =>
        {
            var (filter, sums) = (rows * run, (long)share * outputs);
            var (begin, factor) = (new nint[windows], new T[windows]);
            fixed (nint* corner = begin)
            fixed (T* f = factor)
            {
                for (var n = first; n < end; n++)
                {
                    if (inputs) new Span<T>(dx + n * image, (int)image).Clear();
                    for (var o = 0; o < outputs; o++)
                    {
                        T* here = d + n * windows * outputs + o, places = maxima + n * windows * outputs + o;
                        var (sum, count) = (T.Zero, 0);
                        for (var q = 0; q < windows * outputs; q += outputs)
                        {
                            corner[count] = corners[T.ConvertToIntegerNative<int>(places[q])];
                            sum += f[count] = here[q];
                            if (here[q] != T.Zero) count++;     // what is 0, as behind a ReLU, adds nothing
                        }
                        shifts[sums + o] += sum;
                        if (filters) AddToFilter(from + n * image, below, corner, f, count, dw + (sums + o) * filter, rows, run);
                        if (inputs) AddToImage(dx + n * image, below, corner, f, count, weights + o * filter, rows, run);
                    }
                }
            }
        });
        return (
            dImages is null ? null : Inside(dImages, x, kernel).MoveToOuterDisposeScope(),
            dBank?.sum(dim: 0).permute(0, 3, 1, 2).contiguous().MoveToOuterDisposeScope(),
            filters ? db.sum(dim: 0).MoveToOuterDisposeScope() : null);
    }

    // where in an image each of the filters' places begins
    private static nint[] Corners(Tensor images, Window2d kernel, Size2d places)
    {
        var (_, row, step) = DirectConvolution.Steps(images, kernel);
        var corners = new nint[places.Height * places.Width];
        for (var p = 0; p < corners.Length; p++) corners[p] = p / (nint)places.Width * row + p % (nint)places.Width * step;
        return corners;
    }

    // (N,C,H,W) without the zeros around it
    private static Tensor Inside(Tensor padded, Tensor x, Window2d kernel) => ChannelsInnermost.Of(
        padded.narrow(1, kernel.Padding.Height, x.size(2)).narrow(2, kernel.Padding.Width, x.size(3)).permute(0, 3, 1, 2));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddToFilter<T>(T* x, nint below, nint* corner, T* f, int count, T* dw, int rows, int run)
        where T : unmanaged
    {
        var size = Vector<T>.Count;
        for (var i = 0; i < rows; i++, x += below)
        {
            var end = dw + run;
            var from = x;
            for (; dw + AtOnce * size <= end; dw += AtOnce * size, from += AtOnce * size)
            {
                Vector<T> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default;
                for (var q = 0; q < count; q++)
                {
                    var at = from + corner[q];
                    var each = new Vector<T>(f[q]);
                    s0 = Numbers.MultiplyAdd(each, Vector.Load(at), s0);
                    s1 = Numbers.MultiplyAdd(each, Vector.Load(at + size), s1);
                    s2 = Numbers.MultiplyAdd(each, Vector.Load(at + 2 * size), s2);
                    s3 = Numbers.MultiplyAdd(each, Vector.Load(at + 3 * size), s3);
                    s4 = Numbers.MultiplyAdd(each, Vector.Load(at + 4 * size), s4);
                    s5 = Numbers.MultiplyAdd(each, Vector.Load(at + 5 * size), s5);
                }
                (Vector.Load(dw) + s0).Store(dw);
                (Vector.Load(dw + size) + s1).Store(dw + size);
                (Vector.Load(dw + 2 * size) + s2).Store(dw + 2 * size);
                (Vector.Load(dw + 3 * size) + s3).Store(dw + 3 * size);
                (Vector.Load(dw + 4 * size) + s4).Store(dw + 4 * size);
                (Vector.Load(dw + 5 * size) + s5).Store(dw + 5 * size);
            }
            for (; dw < end; dw += size, from += size)
            {
                var sum = Vector.Load(dw);
                for (var q = 0; q < count; q++)
                    sum = Numbers.MultiplyAdd(new Vector<T>(f[q]), Vector.Load(from + corner[q]), sum);
                sum.Store(dw);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddToImage<T>(T* dx, nint below, nint* corner, T* f, int count, T* w, int rows, int run)
        where T : unmanaged
    {
        for (var q = 0; q < count; q++)
        {
            T* at = dx + corner[q], from = w;
            var each = new Vector<T>(f[q]);
            for (var i = 0; i < rows; i++, at += below - run)
                for (var end = from + run; from < end; from += Vector<T>.Count, at += Vector<T>.Count)
                    Numbers.MultiplyAdd(each, Vector.Load(from), Vector.Load(at)).Store(at);
        }
    }
}
