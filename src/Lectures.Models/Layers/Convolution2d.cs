using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>y = x ⋆ W + b, a filter bank slid over images (cross-correlation, as every library convolves).</summary>
public sealed class Convolution2d : Layer
{
    private const long FewWeights = 32;

    private readonly Weight weight;
    private readonly Weight? bias;
    private readonly long inputs, outputs;
    private readonly Window2d kernel;
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
        kernel = new("kernel", (weight.Value.size(2), weight.Value.size(3)), stride ?? 1, padding ?? 0, dilation ?? 1);
        this.weight = Add(nameof(weight), weight);
        this.bias = bias is null ? null : Add(nameof(bias), bias);
    }

    /// <summary>The kernel's size, stride, padding and dilation.</summary>
    internal Window2d Kernel => kernel;

    // yₙₒ(p) = bₒ + Σ꜀ᵢ Wₒ꜀(i) xₙ꜀(s p + d i − P)      p, i pixels of y and kernel; s stride, d dilation, P padding
    // x (N,C,H,W)   W (O,C,kH,kW)   b (O)   y (N,O,H′,W′)
    /// <inheritdoc/>
    protected override Tensor ForwardCore(Tensor x)
    {
        Expect.Shape(x, ["N", inputs, "H", "W"]);
        Expect.SameKind(x, weight.Value);
        kernel.ExpectFits(x);
        this.x = Keep(x);
        return nn.functional.conv2d(
            x, ChannelsInnermost(weight.Value), bias?.Value,
            kernel.Stride.ToArray(), kernel.Padding.ToArray(), kernel.Dilation.ToArray());
    }

    // dWₒ꜀(i) = Σₙₚ dyₙₒ(p) xₙ꜀(s p + d i − P)     dbₒ = Σₙₚ dyₙₒ(p)
    // dxₙ꜀(q) = Σₒᵢₚ Wₒ꜀(i) dyₙₒ(p) over i, p with s p + d i − P = q: the transposed convolution
    /// <inheritdoc/>
    protected override Tensor? BackwardCore(Tensor dy)
    {
        weight.AccumulateOwn(KernelGradient(dy));
        bias?.AccumulateOwn(dy.sum([0L, 2, 3]));
        return !InputGradients ? null : nn.functional.conv_transpose2d(
            dy, weight.Value, null, kernel.Stride.ToArray(), kernel.Padding.ToArray(),
            kernel.Rest(x).ToArray(), kernel.Dilation.ToArray());
    }

    /// <summary>dW is itself a convolution of x with dy, over the batch; stride and dilation change places.</summary>
    /// <remarks>With C beside W in memory a step across is C numbers, and the channels come out side by side.</remarks>
    private Tensor KernelGradient(Tensor dy)
    {
        var (p, s, d, size) = (kernel.Padding, kernel.Stride, kernel.Dilation, kernel.Size);
        if (inputs * size.Height * size.Width <= FewWeights) return KernelGradientOfWindows(dy);
        var images = x.permute(0, 2, 3, 1).reshape(1, x.size(0), x.size(2), x.size(3) * inputs);   // (1,N,H,W·C)
        var dW = nn.functional.conv2d(
            images, dy.transpose(0, 1), null,
            [d.Height, 1], [p.Height, p.Width * inputs], [s.Height, s.Width * inputs]);            // (1,O,≥kH,≥kW·C)
        return dW.view(outputs, dW.size(2), -1, inputs)
            .slice(1, 0, size.Height, 1).slice(2, 0, d.Width * (size.Width - 1) + 1, d.Width).permute(0, 3, 1, 2);
    }

    /// <summary>dW = Σₙ dyₙ wₙᵀ with the windows w that y was made of, dyₙ (O,H′·W′), wₙ (C·kH·kW,H′·W′): twice as fast
    /// for a kernel of few weights, while many make the windows a large tensor.</summary>
    private Tensor KernelGradientOfWindows(Tensor dy)
    {
        var (p, s, d, size) = (kernel.Padding, kernel.Stride, kernel.Dilation, kernel.Size);
        var padded = nn.functional.pad(x, [p.Width, p.Width, p.Height, p.Height]).contiguous();
        var (c, h, w) = (padded.stride(1), padded.stride(2), padded.stride(3));
        var windows = padded.as_strided(
            [x.size(0), inputs, size.Height, size.Width, dy.size(2), dy.size(3)],
            [padded.stride(0), c, d.Height * h, d.Width * w, s.Height * h, s.Width * w]);
        return dy.flatten(2).bmm(windows.reshape(x.size(0), -1, dy.size(2) * dy.size(3)).transpose(1, 2))
            .sum(dim: 0).view(outputs, inputs, size.Height, size.Width);
    }

    /// <summary>Weights with the channels innermost in memory: libtorch lays the result out so, as pools want
    /// it.</summary>
    private Tensor ChannelsInnermost(Tensor w) => w.permute(0, 2, 3, 1).reshape(outputs, -1)
        .view(outputs, kernel.Size.Height, kernel.Size.Width, inputs).permute(0, 3, 1, 2);
}
