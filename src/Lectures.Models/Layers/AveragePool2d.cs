using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>The mean over each window of an image.</summary>
public sealed class AveragePool2d : Layer
{
    private readonly Window2d window;
    private readonly bool countPadding;
    private long[] shape = [];

    /// <summary>The layer.</summary>
    /// <param name="window">Height and width of the window.</param>
    /// <param name="stride">Pixels from one window to the next; the window's size when null.</param>
    /// <param name="padding">Zeros on each side of the image; 0 when null.</param>
    /// <param name="countPadding">Whether the padding counts in the mean (PyTorch's count_include_pad).</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public AveragePool2d(Size2d window, Size2d? stride = null, Size2d? padding = null, bool countPadding = true)
    {
        this.window = new Window2d(nameof(window), window, stride ?? window, padding ?? 0, 1).WithPaddingOfHalfAtMost();
        this.countPadding = countPadding;
    }

    /// <summary>The window's size, stride and padding.</summary>
    internal Window2d Window => window;

    // yₙ꜀(p) = 1/mₚ Σᵢ xₙ꜀(s p + i − P)        x (N,C,H,W)   y (N,C,H′,W′)   mₚ pixels count at p
    /// <inheritdoc/>
    protected override Tensor ForwardCore(Tensor x)
    {
        Expect.Shape(x, ["N", "C", "H", "W"]);
        Expect.FloatingPoint(x);
        window.ExpectFits(x);
        shape = x.shape;
        return Mean(x, countPadding);
    }

    // dxₙ꜀(q) = Σₚ dyₙ꜀(p) / mₚ over the windows p that see q, first down the rows, then across
    /// <inheritdoc/>
    protected override Tensor BackwardCore(Tensor dy)
    {
        var d = dy.contiguous() / (window.Size.Height * window.Size.Width);
        if (!countPadding) d = d / Mean(dy.new_ones(1, 1, shape[2], shape[3]), countPadding: true);
        d = Spread(d, 2, window.Size.Height, window.Stride.Height, window.Padding.Height);          // (N,C,H,W′)
        return Spread(d, 3, window.Size.Width, window.Stride.Width, window.Padding.Width);          // (N,C,H,W)
    }

    /// <summary>Adds each number to all places that its window covers along one axis.</summary>
    private Tensor Spread(Tensor d, int axis, long size, long stride, long padding)
    {
        var sums = d.shape;
        sums[axis] = shape[axis] + 2 * padding;
        var sum = d.new_zeros(sums);
        var end = stride * (d.size(axis) - 1) + 1;
        for (var i = 0L; i < size; i++) sum.slice(axis, i, i + end, stride).add_(d);
        return sum.narrow(axis, padding, shape[axis]);
    }

    private Tensor Mean(Tensor x, bool countPadding) => nn.functional.avg_pool2d(
        x, window.Size.ToArray(), window.Stride.ToArray(), window.Padding.ToArray(), false, countPadding);
}
