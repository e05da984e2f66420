using Lectures.Models.Layers;
using static Lectures.Models.Checking.Diagnosis.WrongGradients;
using static TorchSharp.torch;

namespace Lectures.Models.Checking.Diagnosis;

// y = x ⋆ W + b:   dx(q) = Σ W(i) dy(p), s p + i − P = q     dW(i) = Σₙₚ dy(p) x(s p + i − P)     db = Σₙₚ dy(p)
public static partial class Catalogue
{
    private static IEnumerable<Mistake> Convolution =>
    [
        Mistake.In<Convolution2d>("convolution-kernel-not-flipped", Cause.KernelNotFlipped,
            "dx slides W over dy as forward slides it over x: dx(q) = Σ W(i) dy(q − i), the kernel turned by 180°.",
            (layer, s) => Input(Transposed(layer, s, s.Weight("weight").flip(2, 3)))),
        Mistake.In<Convolution2d>("convolution-padding-ignored", Cause.PaddingOrStride,
            "dx is cut from the padded image's corner, the padding P is not taken off: dx(q) belongs to the pixel s p + i − P = q.",
            (layer, s) => layer.Kernel.Padding == new Size2d(0, 0) ? null
                : Input(Cut(Transposed(layer, s, s.Weight("weight"), padded: true), s.X))),
        Mistake.In<Convolution2d>("convolution-stride-ignored", Cause.PaddingOrStride,
            "dx sets dy's pixels side by side, as with stride 1: dx(q) = Σ W(i) dy(p) over s p + i − P = q.",
            (layer, s) => layer.Kernel.Stride == new Size2d(1, 1) ? null
                : Input(Cut(nn.functional.conv_transpose2d(s.Dy, s.Weight("weight"), null, [1, 1], layer.Kernel.Padding.ToArray(),
                    [0, 0], layer.Kernel.Dilation.ToArray()), s.X))),
        Mistake.In<Convolution2d>("convolution-channels-swapped", Cause.Permuted,
            "dW comes out as (C,O,kH,kW) and is read as (O,C,kH,kW): dWₒ꜀(i) = Σₙₚ dyₙₒ(p) xₙ꜀(s p + i − P).",
            (layer, s) => Weight("weight", Kernel(layer, s).transpose(0, 1).reshape(s.Weight("weight").shape))),
        Mistake.In<Convolution2d>("convolution-weight-transposed", Cause.Transposed,
            "dW has rows and columns of the kernel exchanged: dW(i) = Σₙₚ dy(p) x(s p + i − P), i = (row, column).",
            (layer, s) => Weight("weight", Kernel(layer, s).transpose(2, 3).reshape(s.Weight("weight").shape))),
        Mistake.In<Convolution2d>("convolution-weight-flipped", Cause.Permuted,
            "dW is turned by 180°, as if forward convolved: it correlates, dW(i) = Σₙₚ dy(p) x(s p + i − P).",
            (layer, s) => Weight("weight", Kernel(layer, s).flip(2, 3))),
        Mistake.In<Convolution2d>("convolution-weight-mean", Cause.SumOrMean,
            "dW is divided by N: the loss has done so already, dW(i) = Σₙₚ dy(p) x(s p + i − P).",
            (layer, s) => Weight("weight", Kernel(layer, s) / s.X.size(0))),
        Mistake.In<Convolution2d>("convolution-bias-mean", Cause.SumOrMean,
            "db is the mean of dy over patterns and pixels: every pixel adds to db = Σₙₚ dy(p).",
            (_, s) => HasBias(s) ? Weight("bias", s.Dy.mean([0L, 2, 3])) : null),
        Mistake.In<Convolution2d>("convolution-bias-mean-of-pixels", Cause.SumOrMean,
            "db sums over the patterns but takes the mean over the pixels: db = Σₙₚ dy(p).",
            (_, s) => HasBias(s) ? Weight("bias", s.Dy.mean([2L, 3]).sum(dim: 0)) : null),
        Mistake.In<Convolution2d>("convolution-bias-over-wrong-axes", Cause.WrongAxis,
            "db sums the rows of dy read as (O, N·H·W), but it is (N,O,H,W): db = Σₙₚ dyₙₒ(p), one sum a filter.",
            (_, s) => HasBias(s) ? Weight("bias", s.Dy.reshape(s.Dy.size(1), -1).sum(-1L)) : null),
    ];

    /// <summary>dW of a convolution, (O,C,kH,kW): for every place of the kernel what dy meets there, summed.</summary>
    private static Tensor Kernel(Convolution2d layer, Symptoms s)
    {
        var k = layer.Kernel;
        var x = nn.functional.pad(s.X, [k.Padding.Width, k.Padding.Width, k.Padding.Height, k.Padding.Height]);
        var (dy, dW) = (s.Dy.transpose(0, 1).flatten(1), zeros_like(s.Weight("weight")));                // dy (O,N·H′·W′)
        for (var i = 0L; i < k.Size.Height; i++)
            for (var j = 0L; j < k.Size.Width; j++)
            {
                var (top, left) = (i * k.Dilation.Height, j * k.Dilation.Width);
                var met = x.slice(2, top, top + k.Stride.Height * (s.Dy.size(2) - 1) + 1, k.Stride.Height)
                    .slice(3, left, left + k.Stride.Width * (s.Dy.size(3) - 1) + 1, k.Stride.Width);     // (N,C,H′,W′)
                dW.select(3, j).select(2, i).copy_(dy.mm(met.transpose(0, 1).flatten(1).t()));
            }
        return dW;
    }

    /// <summary>The transposed convolution of dy with a kernel, (N,C,H,W), with the padding's margin where asked.</summary>
    private static Tensor Transposed(Convolution2d layer, Symptoms s, Tensor kernel, bool padded = false) =>
        nn.functional.conv_transpose2d(s.Dy, kernel, null, layer.Kernel.Stride.ToArray(),
            padded ? [0, 0] : layer.Kernel.Padding.ToArray(), layer.Kernel.Rest(s.X).ToArray(), layer.Kernel.Dilation.ToArray());

    /// <summary>The upper left corner of an image, in the size of x; 0 where the image ends before.</summary>
    private static Tensor Cut(Tensor image, Tensor x)
    {
        var cut = zeros_like(x);
        var (rows, columns) = (Math.Min(image.size(2), x.size(2)), Math.Min(image.size(3), x.size(3)));
        cut.narrow(2, 0, rows).narrow(3, 0, columns).copy_(image.narrow(2, 0, rows).narrow(3, 0, columns));
        return cut;
    }
}
