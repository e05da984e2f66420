using Lectures.Models.Native;
using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>The products of backward by the faster of libtorch's two libraries, as <see cref="AffineMap"/> takes those of
/// forward.</summary>
internal static class Product
{
    private static readonly long[] one = [1, 1], none = [0, 0];

    /// <summary>a b, a (N,K), b (K,M).</summary>
    public static Tensor Of(Tensor a, Tensor b) => AffineMap.Pays ? AffineMap.Of(a, b.t(), null) : a.mm(b);

    /// <summary>aᵀ b, a (N,K), b (N,M).</summary>
    public static Tensor Transposed(Tensor a, Tensor b)
    {
        var (narrow, wide) = (Math.Min(a.size(1), b.size(1)), Math.Max(a.size(1), b.size(1)));
        if (!Pays(a, narrow, wide)) return a.t().mm(b);
        return a.size(1) == narrow ? Convolved(a, b) : Convolved(b, a).t();
    }

    /// <summary>aᵀ b: an image of M pixels with N channels, one after the other in memory, by K filters.</summary>
    internal static Tensor Convolved(Tensor a, Tensor b) => nn.functional.conv2d(
        b.reshape(1, b.size(0), 1, b.size(1)), a.t().unsqueeze(-1).unsqueeze(-1), null,
        one, none, AffineMap.Dilation).view(a.size(1), b.size(1));                     // (1,N,1,M) → (1,K,1,M)

    // measured: otherwise laying the channels out anew costs more than is gained
    private static bool Pays(Tensor a, long narrow, long wide) =>
        AffineMap.Pays && a.size(0) * narrow * wide >= AffineMap.LeastProducts
        && (wide >= 2 * narrow || a.size(0) < narrow + wide)
        && a.dtype == ScalarType.Float32 && a.device_type == TorchSharp.DeviceType.CPU;
}
