using Lectures.Models.Kernels;
using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>The maximum in each window; at a tie the gradient goes to the first in row-major order.</summary>
public sealed class MaxPool2d : Layer, IPiecewise
{
    private readonly Window2d window;
    private readonly TorchSharp.Modules.MaxPool2d pool;
    private Tensor places = null!;
    private long[] shape = [];

    /// <summary>The layer.</summary>
    /// <param name="window">Height and width of the window.</param>
    /// <param name="stride">Pixels from one window to the next; the window's size when null.</param>
    /// <param name="padding">Pixels on each side of the image that never are the maximum; 0 when null.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public MaxPool2d(Size2d window, Size2d? stride = null, Size2d? padding = null)
    {
        this.window = new Window2d(nameof(window), window, stride ?? window, padding ?? 0, 1).WithPaddingOfHalfAtMost();
        pool = nn.MaxPool2d(window.ToArray(), this.window.Stride.ToArray(), this.window.Padding.ToArray());
    }

    /// <summary>Where in the image each maximum stands, row · W + column, shape (N,C,H′,W′).</summary>
    public Tensor Pieces => Keep(places.to(ScalarType.Int64));

    /// <summary>The window's size, stride and padding.</summary>
    internal Window2d Window => window;

    // yₙ꜀(p) = maxᵢ xₙ꜀(s p + i − P)        x (N,C,H,W)   y (N,C,H′,W′)
    /// <inheritdoc/>
    protected override Tensor ForwardCore(Tensor x)
    {
        Expect.Shape(x, ["N", "C", "H", "W"]);
        Expect.FloatingPoint(x);
        window.ExpectFits(x);
        var (y, places) = !is_grad_enabled() && SideBySidePool.Pays(x, window)
            ? SideBySidePool.Forward(x, window) : pool.forward_with_indices(ChannelsInnermost.Of(x));
        Remember(Keep(places), x.shape);
        return y;
    }

    /// <summary>Where the maxima of the last forward stand, which whoever found them keeps.</summary>
    /// <param name="places">(N,C,H′,W′).</param>
    /// <param name="shape">The images', (N,C,H,W).</param>
    internal void Remember(Tensor places, long[] shape) => (this.places, this.shape) = (places, shape);

    // dxₙ꜀(q) = Σₚ dyₙ꜀(p) over the windows p whose maximum stands at q
    /// <inheritdoc/>
    protected override Tensor BackwardCore(Tensor dy)
    {
        if (places.dtype == dy.dtype)
            return SideBySidePool.Backward(dy, places, window, shape[2], shape[3]);
        return dy.new_zeros(shape[0], shape[1], shape[2] * shape[3])
            .scatter_add_(2, places.flatten(2).to(ScalarType.Int64), dy.flatten(2)).view(shape);  // (N,C,H·W) from (N,C,H′·W′)
    }

    /// <inheritdoc/>
    protected override void OnDispose() => pool.Dispose();
}
