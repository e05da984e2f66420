using Lectures.Models.Data;
using static TorchSharp.torch;

namespace Lectures.Models.Checking;

/// <summary>The real data that models are checked on: images with classes, and text.</summary>
/// <param name="Images">Grey images (N, H, W), float32 in [0, 1].</param>
/// <param name="Classes">Their classes (N), int64 in [0, K).</param>
/// <param name="ClassCount">K.</param>
/// <param name="Tokens">Characters (N, T+1), int64 in [0, V): a text to read and, one further, to predict.</param>
/// <param name="Vocabulary">V.</param>
public sealed record CheckBatch(Tensor Images, Tensor Classes, long ClassCount, Tensor Tokens, long Vocabulary)
{
    private const int TextLength = 12;

    /// <summary>Patterns drawn by a seed from a set of images, and as many windows of a text.</summary>
    /// <param name="set">The images; at least as many as patterns.</param>
    /// <param name="text">The text.</param>
    /// <param name="patterns">N.</param>
    /// <param name="seed">Decides which.</param>
    public static CheckBatch Draw(ImageSet set, TextCorpus text, int patterns, long seed)
    {
        using var scope = NewDisposeScope();
        var drawn = Enumerable.Range(0, set.Count).ToArray();
        new Random((int)seed).Shuffle(drawn);
        drawn = drawn[..patterns];
        var (inputs, targets) = text.Windows(patterns, TextLength, seed);
        var tokens = cat([inputs, targets.narrow(1, TextLength - 1, 1)], 1);    // (N,T+1)
        var batch = new CheckBatch(set.Images(drawn).squeeze(1), set.Targets(drawn), set.Classes, tokens, text.VocabularySize);
        scope.MoveToOuter(batch.Images, batch.Classes, batch.Tokens);
        return batch;
    }

    /// <summary>At most 8 patterns, each image moved by U(0, 1/255): on real images a sixth of the first pooling windows
    /// are exact ties, and no central difference can be taken there.</summary>
    internal CheckBatch Generic(long seed)
    {
        using var generator = new Generator((ulong)seed);
        var n = Math.Min(8, Images.size(0));
        var images = Images.narrow(0, 0, n);
        return this with
        {
            Images = images + rand(images.shape, generator: generator) / 255,
            Classes = Classes.narrow(0, 0, n),
            Tokens = Tokens.narrow(0, 0, n),
        };
    }

    internal long Height => Images.size(1);

    internal long Width => Images.size(2);

    internal long Pixels => Height * Width;

    /// <summary>The images as rows (N, H·W).</summary>
    internal Tensor Flat() => Images.flatten(1);

    /// <summary>The images shrunk to (N, side, side) by averaging.</summary>
    internal Tensor Thumbnails(long side) => nn.functional.adaptive_avg_pool2d(Images.unsqueeze(1), side).squeeze(1);

    /// <summary>The shrunk images as rows (N, side²).</summary>
    internal Tensor FlatThumbnails(long side) => Thumbnails(side).flatten(1);

    /// <summary>1 for an odd class, 0 for an even one, (N, 1).</summary>
    internal Tensor Odd() => Classes.remainder(2).to(Images.dtype).unsqueeze(1);

    /// <summary>The classes as (N, K) of 0 and 1.</summary>
    internal Tensor OneHot() => nn.functional.one_hot(Classes, ClassCount).to(Images.dtype);

    /// <summary>Refuses images that hold a value that is not finite.</summary>
    /// <exception cref="ArgumentException">There is one; the text names it and where it stands.</exception>
    internal void ExpectFinite() => Expect.Finite(Images, "images");
}
