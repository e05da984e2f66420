using System.Numerics;
using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace Lectures.Models.Kernels;

/// <summary>Layer normalisation row by row in one pass, where tensor operations take eight.</summary>
/// <remarks>x̂ = (x − μ) r, r = 1/√(σ² + ε), y = w x̂ + b; the formulas are those of
/// <see cref="Layers.LayerNorm"/>.</remarks>
internal static unsafe class RowNorm
{
    /// <summary>Whether the rows are such as this takes: float or double, of whole vectors.</summary>
    /// <param name="x">(…,E).</param>
    public static bool Pays(Tensor x) => Numbers.AreVectors(x, x.size(-1));

    /// <summary>y, x̂ and r.</summary>
    /// <param name="x">(…,E).</param>
    /// <param name="w">(E).</param>
    /// <param name="b">(E).</param>
    /// <param name="epsilon">ε.</param>
    /// <returns>y and x̂ (…,E), r (…,1).</returns>
    public static (Tensor Y, Tensor Normal, Tensor Inverse) Forward(Tensor x, Tensor w, Tensor b, double epsilon)
    {
        using var scope = NewDisposeScope();
        (x, w, b) = (x.contiguous(), w.contiguous(), b.contiguous());
        var (y, normal, inverse) = (empty_like(x), empty_like(x), x.new_empty([.. x.shape[..^1], 1]));
        if (x.dtype == ScalarType.Float64) Forward<double>(x, w, b, y, normal, inverse, epsilon);
        else Forward<float>(x, w, b, y, normal, inverse, epsilon);
        return (y.MoveToOuterDisposeScope(), normal.MoveToOuterDisposeScope(), inverse.MoveToOuterDisposeScope());
    }

    /// <summary>dx, dw and db.</summary>
    /// <param name="dy">∂L/∂y (…,E), of x's type.</param>
    /// <param name="w">(E).</param>
    /// <param name="normal">x̂ (…,E).</param>
    /// <param name="inverse">r (…,1).</param>
    /// <returns>(…,E), (E), (E).</returns>
    public static (Tensor Dx, Tensor Dw, Tensor Db) Backward(Tensor dy, Tensor w, Tensor normal, Tensor inverse)
    {
        using var scope = NewDisposeScope();
        (dy, w, normal, inverse) = (dy.contiguous(), w.contiguous(), normal.contiguous(), inverse.contiguous());
        var dx = empty_like(dy);
        var sums = dy.new_zeros(Numbers.Shares(inverse.numel()), 2, w.numel());
        if (dy.dtype == ScalarType.Float64) Backward<double>(dy, w, normal, inverse, dx, sums);
        else Backward<float>(dy, w, normal, inverse, dx, sums);
        var all = sums.sum(dim: 0).unbind(0);
        return (dx.MoveToOuterDisposeScope(), all[0].MoveToOuterDisposeScope(), all[1].MoveToOuterDisposeScope());
    }

    private static void Forward<T>(Tensor x, Tensor w, Tensor b, Tensor y, Tensor normal, Tensor inverse, double epsilon)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var width = (int)w.numel();
        T* from = Numbers.Of<T>(x), scale = Numbers.Of<T>(w), shift = Numbers.Of<T>(b);
        T* to = Numbers.Of<T>(y), centred = Numbers.Of<T>(normal), r = Numbers.Of<T>(inverse);
        Numbers.Share(inverse.numel(), Numbers.Shares(inverse.numel()), (_, first, end) =>
        {
            for (var n = first; n < end; n++)
                r[n] = Forward(from + n * width, scale, shift, to + n * width, centred + n * width, width, epsilon);
        });
    }

    // A row: μ, then σ², then the rest.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T Forward<T>(T* x, T* w, T* b, T* y, T* normal, int width, double epsilon)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector<T> sum = default, squares = default;
        for (var e = 0; e < width; e += Vector<T>.Count) sum += Vector.Load(x + e);
        var count = T.CreateTruncating(width);
        var mean = new Vector<T>(Vector.Sum(sum) / count);
        for (var e = 0; e < width; e += Vector<T>.Count)
        {
            var c = Vector.Load(x + e) - mean;
            squares += c * c;
        }
        var r = T.One / T.Sqrt(Vector.Sum(squares) / count + T.CreateTruncating(epsilon));
        var each = new Vector<T>(r);
        for (var e = 0; e < width; e += Vector<T>.Count)
        {
            var n = (Vector.Load(x + e) - mean) * each;
            n.Store(normal + e);
            (n * Vector.Load(w + e) + Vector.Load(b + e)).Store(y + e);
        }
        return r;
    }

    private static void Backward<T>(Tensor dy, Tensor w, Tensor normal, Tensor inverse, Tensor dx, Tensor sums)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var width = (int)w.numel();
        T* gradient = Numbers.Of<T>(dy), scale = Numbers.Of<T>(w), centred = Numbers.Of<T>(normal), r = Numbers.Of<T>(inverse);
        T* to = Numbers.Of<T>(dx), own = Numbers.Of<T>(sums);
        Numbers.Share(inverse.numel(), (int)sums.size(0), (share, first, end) =>
        {
            var dw = own + (long)share * 2 * width;
            for (var n = first; n < end; n++)
                Backward(gradient + n * width, scale, centred + n * width, r[n], to + n * width, dw, dw + width, width);
        });
    }

    // A row: the two means, then dx; dw and db grow.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Backward<T>(T* dy, T* w, T* normal, T r, T* dx, T* dw, T* db, int width)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector<T> sum = default, product = default;
        for (var e = 0; e < width; e += Vector<T>.Count)
        {
            Vector<T> d = Vector.Load(dy + e), n = Vector.Load(normal + e), dn = d * Vector.Load(w + e);
            (Vector.Load(dw + e) + d * n).Store(dw + e);
            (Vector.Load(db + e) + d).Store(db + e);
            sum += dn;
            product += dn * n;
        }
        var count = T.CreateTruncating(width);
        Vector<T> mean = new(Vector.Sum(sum) / count), along = new(Vector.Sum(product) / count), each = new(r);
        for (var e = 0; e < width; e += Vector<T>.Count)
        {
            var dn = Vector.Load(dy + e) * Vector.Load(w + e);
            ((dn - mean - Vector.Load(normal + e) * along) * each).Store(dx + e);
        }
    }
}
