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
}
