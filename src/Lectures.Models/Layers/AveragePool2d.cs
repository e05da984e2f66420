using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>The mean over each window of an image.</summary>
public sealed class AveragePool2d : Layer
{
    private readonly Window2d window;
    private readonly bool countPadding;
    private long[] shape = [];
    private Size2d rest;

    /// <summary>The layer.</summary>
    /// <param name="window">Height and width of the window.</param>
    /// <param name="stride">Pixels from one window to the next; the window's size when null.</param>
    /// <param name="padding">Zeros on each side of the image; 0 when null.</param>
    /// <param name="countPadding">Whether the zeros of the padding count in the mean (PyTorch's count_include_pad).</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public AveragePool2d(Size2d window, Size2d? stride = null, Size2d? padding = null, bool countPadding = true)
    {
        this.window = new Window2d(nameof(window), window, stride ?? window, padding ?? 0, 1).WithPaddingOfHalfAtMost();
        this.countPadding = countPadding;
    }

    // yₙ꜀(p) = 1/mₚ Σᵢ xₙ꜀(s p + i − P)        x (N,C,H,W)   y (N,C,H′,W′)   mₚ pixels count at p
    /// <inheritdoc/>
    protected override Tensor ForwardCore(Tensor x)
    {
        Expect.Shape(x, ["N", "C", "H", "W"]);
        Expect.FloatingPoint(x);
        window.ExpectFits(x);
        (shape, rest) = (x.shape, window.Rest(x));
        return Mean(x, countPadding);
    }

    // dxₙ꜀(q) = Σₚ dyₙ꜀(p) / mₚ over the windows p that see q: the transposed convolution with a window of ones
    /// <inheritdoc/>
    protected override Tensor BackwardCore(Tensor dy)
    {
        var mean = dy.new_ones(1, 1, window.Size.Height, window.Size.Width) / (window.Size.Height * window.Size.Width);
        if (!countPadding) dy = dy / Mean(dy.new_ones(1, 1, shape[2], shape[3]), countPadding: true);
        return nn.functional.conv_transpose2d(
            dy.reshape(-1, 1, dy.size(2), dy.size(3)), mean, null,
            window.Stride.ToArray(), window.Padding.ToArray(), rest.ToArray()).view(shape);
    }

    private Tensor Mean(Tensor x, bool countPadding) => nn.functional.avg_pool2d(
        x, window.Size.ToArray(), window.Stride.ToArray(), window.Padding.ToArray(), false, countPadding);
}
