using Lectures.Models.Kernels;
using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>y = x ⋆ W + b, a filter bank slid over images (cross-correlation, as every library convolves).</summary>
public sealed class Convolution2d : Layer
{
    private readonly Weight weight;
    private readonly Weight? bias;
    private readonly long inputs, outputs;
    private Tensor x = null!;

    /// <summary>The layer on given weights.</summary>
    /// <param name="weight">W, shape (O,C,kH,kW).</param>
    /// <param name="bias">b, shape (O), or null for none.</param>
    /// <param name="stride">Pixels from one place of the kernel to the next; 1 when null.</param>
    /// <param name="padding">Zeros on each side of the image; 0 when null.</param>
    /// <param name="dilation">Pixels from one kernel entry to the next; 1 when null.</param>
    /// <exception cref="ArgumentException">The shapes do not fit each other, or an option is out of range.</exception>
    public Convolution2d(
        Weight weight, Weight? bias = null, Size2d? stride = null, Size2d? padding = null, Size2d? dilation = null)
    {
        Expect.Shape(weight.Value, ["O", "C", "kH", "kW"], nameof(weight));
        (outputs, inputs) = (weight.Value.size(0), weight.Value.size(1));
        if (bias is not null) Expect.Further(bias, [outputs], weight, nameof(bias));
        Kernel = new("kernel", (weight.Value.size(2), weight.Value.size(3)), stride ?? 1, padding ?? 0, dilation ?? 1);
        this.weight = Add(nameof(weight), weight);
        this.bias = bias is null ? null : Add(nameof(bias), bias);
    }

    /// <summary>The kernel's size, stride, padding and dilation.</summary>
    internal Window2d Kernel { get; }

    /// <summary>W, (O,C,kH,kW).</summary>
    internal Tensor Filters => weight.Value;

    /// <summary>b, (O), or null.</summary>
    internal Tensor? Shift => bias?.Value;

    /// <summary>Adds to the gradients of W and b.</summary>
    internal void Accumulate(Tensor dW, Tensor db)
    {
        weight.AccumulateOwn(dW);
        bias?.AccumulateOwn(db);
    }

    // yₙₒ(p) = bₒ + Σ꜀ᵢ Wₒ꜀(i) xₙ꜀(s p + d i − P)      p, i pixels of y and kernel; s stride, d dilation, P padding
    // x (N,C,H,W)   W (O,C,kH,kW)   b (O)   y (N,O,H′,W′)
    /// <inheritdoc/>
    protected override Tensor ForwardCore(Tensor x)
    {
        Expect.Shape(x, ["N", inputs, "H", "W"]);
        Expect.SameKind(x, weight.Value);
        Kernel.ExpectFits(x);
        this.x = Keep(x);
        return !is_grad_enabled() && DirectConvolution.Pays(x, Filters, Kernel)
            ? DirectConvolution.Forward(x, Filters, Shift, Kernel) : Kernel.Convolve(x, ChannelsInnermost.Of(Filters), Shift);
    }

    // dWₒ꜀(i) = Σₙₚ dyₙₒ(p) xₙ꜀(s p + d i − P)     dbₒ = Σₙₚ dyₙₒ(p)
    // dxₙ꜀(q) = Σₒᵢₚ Wₒ꜀(i) dyₙₒ(p) over i, p with s p + d i − P = q: the transposed convolution
    /// <inheritdoc/>
    protected override Tensor? BackwardCore(Tensor dy)
    {
        var (dW, db) = DirectConvolution.FilterGradient(x, dy, Kernel);
        Accumulate(dW, db);
        return InputGradients ? Kernel.ConvolveBack(dy, Filters, x) : null;
    }
}
