using Lectures.Models.Layers;
using static Lectures.Models.Checking.Diagnosis.WrongGradients;
using static TorchSharp.torch;

namespace Lectures.Models.Checking.Diagnosis;

// y(p) = max x or mean x over the window p:   dy(p) goes to the (first) maximum, or dy(p)/m to each of the m pixels
public static partial class Catalogue
{
    private static IEnumerable<Mistake> Pooling =>
    [
        Mistake.In<MaxPool2d>("max-pool-spread", Cause.PoolingPlace,
            "dy/m goes to all m pixels of the window, as for a mean: all of dy(p) belongs to the window's maximum.",
            (layer, s) => Spread(layer.Window, s, (_, m) => ones_like(m) / m.size(-1))),
        Mistake.In<MaxPool2d>("max-pool-everywhere", Cause.PoolingPlace,
            "dy goes to every pixel of the window: dy(p) belongs to the window's maximum alone.",
            (layer, s) => Spread(layer.Window, s, (_, m) => ones_like(m))),
        Mistake.In<MaxPool2d>("max-pool-first-place", Cause.PoolingPlace,
            "dy goes to the window's upper left pixel: dy(p) belongs to the window's maximum.",
            (layer, s) => Spread(layer.Window, s, (_, m) => At(m, zeros_like(m.select(-1, 0)).to(int64)))),
        Mistake.In<MaxPool2d>("max-pool-minimum", Cause.PoolingPlace,
            "dy goes to the window's minimum: dy(p) belongs to its maximum.",
            (layer, s) => Spread(layer.Window, s, (_, m) => At(m, m.argmin(-1)))),
        Mistake.In<MaxPool2d>("max-pool-last-maximum", Cause.PoolingPlace,
            "At a tie dy goes to the last of the maxima (≥ where > belongs): here the first one in row-major order gets dy(p).",
            (layer, s) => Spread(layer.Window, s, (_, m) => At(m, m.size(-1) - 1 - m.flip(-1).argmax(-1)))),
        Mistake.In<MaxPool2d>("max-pool-every-maximum", Cause.PoolingPlace,
            "At a tie dy goes to each of the maxima (x == y as mask): the first one in row-major order gets dy(p), once.",
            (layer, s) => Spread(layer.Window, s, (y, m) => m.eq(y.unsqueeze(-1)).to(m.dtype))),
        Mistake.In<AveragePool2d>("average-pool-undivided", Cause.SumOrMean,
            "dy goes undivided to each of the window's m pixels: each gets dy(p)/m.",
            (layer, s) => Spread(layer.Window, s, (_, m) => ones_like(m))),
        Mistake.In<AveragePool2d>("average-pool-divided-by-height", Cause.SumOrMean,
            "dy is divided by the window's height alone: each of the m = height · width pixels gets dy(p)/m.",
            (layer, s) => Spread(layer.Window, s, (_, m) => ones_like(m) / layer.Window.Size.Height)),
        Mistake.In<AveragePool2d>("average-pool-one-place", Cause.PoolingPlace,
            "dy goes to the window's upper left pixel: each of the m pixels gets dy(p)/m.",
            (layer, s) => Spread(layer.Window, s, (_, m) => At(m, zeros_like(m.select(-1, 0)).to(int64)))),
        Mistake.In<AveragePool2d>("average-pool-maximum", Cause.PoolingPlace,
            "dy goes to the window's maximum, as in maximum pooling: each of the m pixels gets dy(p)/m.",
            (layer, s) => Spread(layer.Window, s, (_, m) => At(m, m.argmax(-1)))),
    ];

    /// <summary>dx when each pixel of a window gets a share of dy(p).</summary>
    /// <param name="window">The window; its places neither overlap nor leave the image.</param>
    /// <param name="s">x (N,C,H,W), y and dy (N,C,H′,W′).</param>
    /// <param name="share">From y and the windows' pixels (N,C,H′,W′,m) to the share of each pixel, shaped like those.</param>
    /// <returns>The wrong dx, or null for windows that overlap or are padded.</returns>
    private static WrongGradients? Spread(Window2d window, Symptoms s, Func<Tensor, Tensor, Tensor> share)
    {
        var (h, w) = (window.Size.Height, window.Size.Width);
        if (window.Stride != window.Size || window.Padding != new Size2d(0, 0)) return null;
        var (rows, columns) = (s.Y.size(2), s.Y.size(3));
        var dx = zeros_like(s.X);
        var pixels = Windows(s.X).permute(0, 1, 2, 4, 3, 5).reshape(s.X.size(0), s.X.size(1), rows, columns, h * w);
        var shares = share(s.Y, pixels) * s.Dy.unsqueeze(-1);                                            // (N,C,H′,W′,m)
        Windows(dx).copy_(shares.view(s.X.size(0), s.X.size(1), rows, columns, h, w).permute(0, 1, 2, 4, 3, 5));
        return Input(dx);

        Tensor Windows(Tensor x) => x.narrow(2, 0, rows * h).narrow(3, 0, columns * w)
            .unflatten(3, [columns, w]).unflatten(2, [rows, h]);                                             // (N,C,H′,h,W′,w)
    }

    /// <summary>1 at one place of the last axis, 0 elsewhere.</summary>
    private static Tensor At(Tensor like, Tensor places) =>
        zeros_like(like).scatter_(-1, places.unsqueeze(-1), ones_like(like).narrow(-1, 0, 1));
}
