using Lectures.Models.Kernels;
using Lectures.Models.Networks;
using static TorchSharp.torch;

namespace Lectures.Models.Data;

/// <summary>How an image is laid out for a model.</summary>
public enum ImageLayout
{
    /// <summary>All pixels in a row (N, H·W).</summary>
    Flat,

    /// <summary>A picture of one channel (N, 1, H, W).</summary>
    Picture,

    /// <summary>A sequence of its rows (N, H, W), the first at the top.</summary>
    Rows,

    /// <summary>A sequence of its square patches (N, HW/p², p²), row by row.</summary>
    Patches,
}

/// <summary>The images of a set, to be classified, or to be reproduced.</summary>
/// <remarks>The grey values stay bytes until a batch is made; x = byte / 255.</remarks>
public sealed class ImagePatterns : IPatterns
{
    private readonly Tensor pixels, classes;        // (N,1,H,W) uint8, (N) int64
    private readonly ImageLayout layout;
    private readonly bool reproduce;

    /// <summary>The patterns of a set.</summary>
    /// <param name="set">The images.</param>
    /// <param name="layout">How the model reads them.</param>
    /// <param name="reproduce">True when the target is the image itself (an autoencoder), else its class.</param>
    public ImagePatterns(ImageSet set, ImageLayout layout, bool reproduce = false)
    {
        (this.layout, this.reproduce) = (layout, reproduce);
        pixels = tensor(set.Pixels.ToArray(), [set.Count, 1, set.Height, set.Width]).DetachFromDisposeScope();
        using var labels = tensor(set.Labels.ToArray());
        classes = labels.to(ScalarType.Int64).DetachFromDisposeScope();
    }

    /// <summary>What varies the images while learning; null for nothing.</summary>
    public Augmentation? Augmentation { get; init; }

    /// <summary>Rows and columns p of a patch, a divisor of H and W.</summary>
    public int Patch { get; init; }

    /// <inheritdoc/>
    public int Count => (int)classes.size(0);

    /// <inheritdoc/>
    public Tensor? Classes => classes;

    /// <inheritdoc/>
    public Batch Take(Tensor indices, Generator? random = null)
    {
        using var scope = NewDisposeScope();
        var x = GreyValues.Of(pixels, indices);                                            // (n,1,H,W)
        if (random is not null && Augmentation is { } augmentation) x = augmentation.Apply(x, random);
        x = layout switch
        {
            ImageLayout.Flat => x.flatten(1),
            ImageLayout.Rows => x.squeeze(1),
            ImageLayout.Patches => Patches.Of(x, Patch),
            _ => x,
        };
        x.MoveToOuterDisposeScope();
        return new([x], reproduce ? x : classes.index_select(0, indices).MoveToOuterDisposeScope());
    }

    /// <summary>Releases the images.</summary>
    public void Dispose()
    {
        pixels.Dispose();
        classes.Dispose();
    }
}
