using Lectures.Models.Figures;
using static TorchSharp.torch;

namespace Lectures.Models.Experiments;

/// <summary>Tensors as images of a figure.</summary>
public static class PixelImages
{
    /// <summary>One image.</summary>
    /// <param name="pixels">Shape (H, W), of any number type.</param>
    /// <param name="caption">One short line below, or nothing.</param>
    public static GridImage Of(Tensor pixels, string caption = "")
    {
        var (height, width) = (pixels.size(0), pixels.size(1));
        using var doubles = pixels.detach().to(ScalarType.Float64).contiguous();
        double[] values = [.. doubles.data<double>()];
        var image = new double[height, width];
        Buffer.BlockCopy(values, 0, image, 0, values.Length * sizeof(double));
        return new(image, caption);
    }

    /// <summary>All of (N, H, W), or of (N, H·W) of the size of a set's images, in one row.</summary>
    internal static ImageRow Row(string label, Tensor images, DigitImages like) =>
        new(label, All(images, like)) { Range = (0, 1) };

    /// <inheritdoc cref="Row"/>
    internal static IReadOnlyList<GridImage> All(Tensor images, DigitImages like)
    {
        using var scope = NewDisposeScope();
        return All(images.reshape(images.size(0), like.TrainSet.Height, like.TrainSet.Width));
    }

    /// <summary>Several images, e.g. filters or feature maps.</summary>
    /// <param name="images">Shape (N, H, W), of any number type.</param>
    /// <param name="captions">N short lines to stand below them, or none.</param>
    public static IReadOnlyList<GridImage> All(Tensor images, params IReadOnlyList<string> captions)
    {
        using var scope = NewDisposeScope();
        return [.. Enumerable.Range(0, (int)images.size(0)).Select(n => Of(images[n], captions.ElementAtOrDefault(n) ?? ""))];
    }
}
