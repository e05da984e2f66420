using System.Runtime.Intrinsics.X86;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Lectures.Models.Native;

/// <summary>y = x Wᵀ + b by the faster of the two libraries that libtorch has.</summary>
/// <remarks>
/// libtorch multiplies matrices by MKL, which keeps to 256 bits at a time on AMD's processors, and convolves by oneDNN,
/// which takes 512 where there are: large products are twice as fast as convolutions of an image of N pixels and I
/// channels by O filters of one pixel. Not before Zen 5: Zen 4 takes 512 bits in two halves, and nothing is gained.
/// </remarks>
internal static class AffineMap
{
    internal const long LeastProducts = 1 << 22;     // N·I·O from which it pays
    private const long LeastNumbers = 20_480;       // N·I above which libtorch convolves one image by oneDNN

    // Without a dilation, which means nothing to one pixel, a single thread would be left to MKL.
    internal static readonly long[] Dilation = [2, 1];

    /// <summary>Whether this processor is one where large products are faster so: AMD's, of family 26 (Zen 5) or
    /// later.</summary>
    internal static bool Pays { get; } = Avx512F.IsSupported
        && X86Base.CpuId(0, 0) is { Ebx: 0x68747541, Edx: 0x69746e65, Ecx: 0x444d4163 }     // AuthenticAMD
        && (X86Base.CpuId(1, 0).Eax >> 20 & 0xff) + 15 >= 26;                               // the extended family

    /// <summary>The map of a module.</summary>
    /// <inheritdoc cref="Of(Tensor, Tensor, Tensor?)"/>
    public static Tensor Of(Tensor x, Linear linear) => Of(x, linear.weight, linear.bias);

    /// <summary>The map of a weight and a bias.</summary>
    /// <param name="x">(…,I), floating point.</param>
    /// <param name="w">W, (O,I).</param>
    /// <param name="b">b, (O), or null for none.</param>
    /// <returns>(…,O).</returns>
    public static Tensor Of(Tensor x, Tensor w, Tensor? b)
    {
        var (inputs, outputs, numbers) = (w.size(1), w.size(0), x.numel());
        if (!Pays || numbers <= LeastNumbers || numbers * outputs < LeastProducts || x.size(-1) != inputs
            || x.dtype != ScalarType.Float32 || x.device_type != TorchSharp.DeviceType.CPU)
        {
            return nn.functional.linear(x, w, b);
        }
        return Convolved(x, w, b);
    }

    /// <summary>The same as a convolution, on any processor.</summary>
    /// <inheritdoc cref="Of(Tensor, Tensor, Tensor?)"/>
    internal static Tensor Convolved(Tensor x, Tensor w, Tensor? b)
    {
        var (inputs, outputs) = (w.size(1), w.size(0));
        var image = x.reshape(1, 1, -1, inputs).permute(0, 3, 1, 2);                            // (1,I,1,N)
        var y = nn.functional.conv2d(image, w.reshape(outputs, inputs, 1, 1), b, dilation: Dilation);
        return y.permute(0, 2, 3, 1).reshape([.. x.shape[..^1], outputs]);                      // (1,O,1,N) → (…,O)
    }
}
