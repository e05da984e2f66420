using static TorchSharp.torch;

namespace Lectures.Models.Kernels;

/// <summary>Images (N,C,H,W) that lie in memory as (N,H,W,C): so libtorch convolves, normalises and above all pools faster,
/// and <see cref="DirectConvolution"/> and <see cref="SideBySidePool"/> work.</summary>
internal static class ChannelsInnermost
{
    /// <summary>The same numbers laid out so.</summary>
    public static Tensor Of(Tensor x)
    {
        var sizes = Expect.Sizes(x);
        // for a single channel the view alone tells libtorch which of two equal layouts is meant
        return View(x.permute(0, 2, 3, 1).reshape(sizes[0], -1), sizes);
    }

    /// <summary>Memory for such images, not set to anything.</summary>
    public static Tensor Empty(Tensor like, params long[] sizes) => View(like.new_empty(sizes), sizes);

    /// <summary>The numbers as they lie in memory, (N,H,W,C).</summary>
    public static Tensor Rows(Tensor x) => x.permute(0, 2, 3, 1).contiguous();

    private static Tensor View(Tensor numbers, long[] sizes) =>
        numbers.view(sizes[0], sizes[2], sizes[3], sizes[1]).permute(0, 3, 1, 2);
}
