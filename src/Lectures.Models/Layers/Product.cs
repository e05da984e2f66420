using System.Runtime.Intrinsics.X86;
using TorchSharp;
using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>Products of matrices, large ones of float32 as convolutions where that is faster.</summary>
/// <remarks>
/// libtorch multiplies by MKL, which keeps to AVX2 on a processor of AMD, and convolves by oneDNN, which uses AVX-512:
/// twice the speed. A product is a convolution whose kernels are one pixel large: the columns of a row are the channels
/// of a pixel.
/// </remarks>
internal static class Product
{
    private const uint Auth = 0x68747541;                                    // of AuthenticAMD
    private static readonly long[] one = [1, 1], none = [0, 0];

    // libtorch gives a convolution of one image by one thread to MKL after all, unless it is dilated, which a kernel
    // of one pixel does not notice
    private static readonly long[] dilated = [2, 2];

    private static readonly bool byConvolution =
        Avx512F.IsSupported && X86Base.CpuId(0, 0).Ebx == (int)Auth;

    /// <summary>x Wᵀ + b, x (N,K), W (M,K), b (M) or null, of equal type.</summary>
    public static Tensor Linear(Tensor x, Tensor w, Tensor? b = null) =>
        Pays(x, x.size(0), w.size(0)) ? Convolved(x, w, b) : nn.functional.linear(x, w, b);

    /// <summary>a b, a (N,K), b (K,M).</summary>
    public static Tensor Of(Tensor a, Tensor b) =>
        Pays(a, a.size(0), b.size(1)) ? Convolved(a, b.t(), null) : a.mm(b);

    /// <summary>aᵀ b, a (N,K), b (N,M).</summary>
    public static Tensor Transposed(Tensor a, Tensor b)
    {
        var (n, k, m) = (a.size(0), a.size(1), b.size(1));
        if (!PaysTransposed(a, n, k, m)) return a.t().mm(b);
        return k <= m ? ConvolvedTransposed(a, b) : ConvolvedTransposed(b, a).t();
    }

    /// <summary>x Wᵀ + b: one row of N pixels with K channels, which lie side by side, and M kernels.</summary>
    internal static Tensor Convolved(Tensor x, Tensor w, Tensor? b) => nn.functional.conv2d(
        x.reshape(1, 1, x.size(0), x.size(1)).permute(0, 3, 1, 2), w.unsqueeze(-1).unsqueeze(-1), b,
        one, none, dilated).permute(0, 2, 3, 1).reshape(x.size(0), w.size(0));       // (1,K,1,N) → (1,M,1,N)

    /// <summary>aᵀ b: one row of M pixels with N channels, each of which has a row of memory, and K kernels.</summary>
    internal static Tensor ConvolvedTransposed(Tensor a, Tensor b) => nn.functional.conv2d(
        b.reshape(1, b.size(0), 1, b.size(1)), a.t().unsqueeze(-1).unsqueeze(-1), null,
        one, none, dilated).reshape(a.size(1), b.size(1));                   // (1,N,1,M) → (1,K,1,M)

    // measured: below, laying the weights out anew costs more than the faster product gains
    private static bool Pays(Tensor x, long n, long m) =>
        byConvolution && n * m * x.size(1) >= (n < 256 ? 16 << 20 : 4 << 20) && Fits(x);

    private static bool PaysTransposed(Tensor a, long n, long k, long m) =>
        byConvolution && n * m * k >= 4 << 20 && (2 * Math.Min(k, m) <= Math.Max(k, m) || n < k + m) && Fits(a);

    private static bool Fits(Tensor x) => x.dtype == ScalarType.Float32 && x.device_type == DeviceType.CPU;
}
