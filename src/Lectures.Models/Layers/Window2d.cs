using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>A window that slides over an image: a convolution's kernel, a pool's window.</summary>
/// <remarks>At least 1: size, stride, dilation. At least 0: padding, on each of the four sides.</remarks>
internal sealed record Window2d
{
    public Window2d(string name, Size2d size, Size2d stride, Size2d padding, Size2d dilation)
    {
        Size = size.AtLeast(1, name);
        Stride = stride.AtLeast(1, nameof(stride));
        Padding = padding.AtLeast(0, nameof(padding));
        Dilation = dilation.AtLeast(1, nameof(dilation));
        Name = name;
    }

    public string Name { get; }

    public Size2d Size { get; }

    public Size2d Stride { get; }

    public Size2d Padding { get; }

    public Size2d Dilation { get; }

    /// <summary>How many pixels of the padded image the window spans, gaps of the dilation included.</summary>
    private Size2d Span => new(Dilation.Height * (Size.Height - 1) + 1, Dilation.Width * (Size.Width - 1) + 1);

    /// <summary>In how many places the window stands in an image, from top to bottom and across.</summary>
    /// <param name="x">Shape (N,C,H,W).</param>
    public Size2d Outputs(Tensor x) => Outputs(Size2d.Of(x));

    /// <summary>The same of an image of that size.</summary>
    public Size2d Outputs(Size2d image) => new(
        (image.Height + 2 * Padding.Height - Span.Height) / Stride.Height + 1,
        (image.Width + 2 * Padding.Width - Span.Width) / Stride.Width + 1);

    /// <summary>How many rows and columns at the end no window reaches, because the stride does not divide.</summary>
    public Size2d Rest(Tensor x) => new(
        (x.size(2) + 2 * Padding.Height - Span.Height) % Stride.Height,
        (x.size(3) + 2 * Padding.Width - Span.Width) % Stride.Width);

    /// <summary>x ⋆ W + b by libtorch, (N,O,H′,W′), laid out as the filters.</summary>
    /// <param name="x">(N,C,H,W).</param>
    /// <param name="w">W, (O,C,kH,kW).</param>
    /// <param name="b">b, (O), or null.</param>
    public Tensor Convolve(Tensor x, Tensor w, Tensor? b) =>
        nn.functional.conv2d(x, w, b, Stride.ToArray(), Padding.ToArray(), Dilation.ToArray());

    /// <summary>The transposed convolution by libtorch: the gradient of x from that of x ⋆ W.</summary>
    /// <param name="dy">(N,O,H′,W′).</param>
    /// <param name="w">W, (O,C,kH,kW).</param>
    /// <param name="x">(N,C,H,W), for its size.</param>
    public Tensor ConvolveBack(Tensor dy, Tensor w, Tensor x) => nn.functional.conv_transpose2d(
        dy, w, null, Stride.ToArray(), Padding.ToArray(), Rest(x).ToArray(), Dilation.ToArray());

    /// <summary>Refuses a padding of more than half the window: a window would lie in the padding alone.</summary>
    public Window2d WithPaddingOfHalfAtMost()
    {
        Size2d half = (Size.Height / 2, Size.Width / 2);
        if (Padding.Height > half.Height || Padding.Width > half.Width)
            throw new ArgumentException($"padding: expected at most {half}, half the {Name}, got {Padding}.");
        return this;
    }

    /// <summary>Whether the window fits into an image.</summary>
    /// <param name="x">Shape (N,C,H,W).</param>
    public bool Fits(Tensor x) => Fits(Size2d.Of(x));

    /// <summary>The same of an image of that size.</summary>
    public bool Fits(Size2d image) =>
        image.Height + 2 * Padding.Height >= Span.Height && image.Width + 2 * Padding.Width >= Span.Width;

    /// <summary>Checks that it does.</summary>
    /// <param name="x">Shape (N,C,H,W).</param>
    public void ExpectFits(Tensor x)
    {
        if (Fits(x)) return;
        Size2d least = (Span.Height - 2 * Padding.Height, Span.Width - 2 * Padding.Width);
        throw new ArgumentException(
            $"x: expected an image of at least {least} for a {Name} of {Size}, got {Size2d.Of(x)}.");
    }
}
