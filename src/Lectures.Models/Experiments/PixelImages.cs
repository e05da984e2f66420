using Lectures.Models.Figures;
using static TorchSharp.torch;

namespace Lectures.Models.Experiments;

/// <summary>Tensors as images of a figure.</summary>
internal static class PixelImages
{
    /// <summary>One image from a tensor (H, W).</summary>
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
    public static ImageRow Row(string label, Tensor images, DigitImages like) =>
        new(label, All(images, like)) { Range = (0, 1) };

    /// <inheritdoc cref="Row"/>
    public static IReadOnlyList<GridImage> All(Tensor images, DigitImages? like = null)
    {
        using var scope = NewDisposeScope();
        if (images.dim() == 2) images = images.reshape(images.size(0), like!.TrainSet.Height, like.TrainSet.Width);
        return [.. Enumerable.Range(0, (int)images.size(0)).Select(n => Of(images[n]))];
    }
}
