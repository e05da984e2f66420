using Lectures.Models.Kernels;
using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>A convolution and the maximum pooling right behind it at once, y = max over windows of x ⋆ W + b: what
/// <see cref="Sequence"/> takes for the two where nobody watches them as forward begins; they then have nothing for a
/// backward of their own.</summary>
internal sealed class PooledConvolution2d(Convolution2d convolution, MaxPool2d pool) : Layer
{
    private Tensor x = null!, places = null!;

    /// <summary>Whether it may stand for the two layers, and is faster.</summary>
    public bool Pays(Tensor x) => !is_grad_enabled()
        && convolution is { Observer: null, Fault: null } && pool is { Observer: null, Fault: null }
        && PooledConvolution.Pays(x, convolution.Filters, convolution.Kernel, pool.Window);

    // yₙₒ(q) = max over the window's places p of bₒ + Σ꜀ᵢ Wₒ꜀(i) xₙ꜀(s p + d i − P)
    // x (N,C,H,W)   W (O,C,kH,kW)   b (O)   y (N,O,H′,W′)
    /// <inheritdoc/>
    protected override Tensor ForwardCore(Tensor x)
    {
        convolution.Release();
        pool.Release();
        var (y, places) = PooledConvolution.Forward(
            x, convolution.Filters, convolution.Shift, convolution.Kernel, pool.Window);
        (this.x, this.places) = (Keep(x), Keep(places));
        var (height, width) = convolution.Kernel.Outputs(x);
        pool.Remember(this.places, [x.size(0), y.size(1), height, width]);
        return y;
    }

    // p(q) the place of the maximum in window q
    // dWₒ꜀(i) = Σₙ_q dyₙₒ(q) xₙ꜀(s p(q) + d i − P)     dbₒ = Σₙ_q dyₙₒ(q)
    // dxₙ꜀(r) = Σₒᵢ_q Wₒ꜀(i) dyₙₒ(q) over i, q with s p(q) + d i − P = r
    /// <inheritdoc/>
    protected override Tensor? BackwardCore(Tensor dy)
    {
        var (dx, dW, db) = PooledConvolution.Backward(
            x, convolution.Filters, dy, places, convolution.Kernel, pool.Window, convolution.InputGradients, filters: true);
        convolution.Accumulate(dW!, db!);
        return dx;
    }
}
