using Lectures.Models.Data.Handwriting;

namespace Lectures.Models.Data;

/// <summary>
/// Handwritten digits made from pen strokes, in MNIST's format: 28×28 pixels, grey, 10 classes. They need no download
/// and are about as hard as MNIST.
/// </summary>
/// <remarks>
/// Every image depends on the seed, the split and its own index alone, bit by bit the same on every machine and with
/// any number of threads. Each writer writes a run of 50 images; training and test set have no writer in common.
/// </remarks>
public static class Strokes
{
    /// <summary>Width and height of an image in pixels.</summary>
    public const int Side = 28;

    /// <summary>Number of classes, one per digit.</summary>
    public const int Classes = 10;

    /// <summary>Images in a full training set, as in MNIST.</summary>
    public const int TrainCount = 60_000;

    /// <summary>Images in a full test set, as in MNIST.</summary>
    public const int TestCount = 10_000;

    /// <summary>Draws the first images of a set.</summary>
    /// <param name="count">Number of images, positive; a longer set begins with the shorter one.</param>
    /// <param name="seed">Decides everything.</param>
    /// <param name="split">Training or test set, from different writers.</param>
    /// <returns>The set; each ten images in a row hold each digit once, in random order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is not positive, or too large for one array.</exception>
    public static ImageSet Generate(int count, long seed, Split split = Split.Train)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Array.MaxLength / (Side * Side));
        var pixels = new byte[count * Side * Side];
        var labels = new byte[count];
        var writers = (count + Variation.ImagesPerWriter - 1) / Variation.ImagesPerWriter;
        Parallel.For(0, writers, w =>
        {
            var writer = new Writer(Stream(WriterStream, w));
            var end = Math.Min(count, (w + 1) * Variation.ImagesPerWriter);
            for (var i = w * Variation.ImagesPerWriter; i < end; i++)
            {
                if (i % Classes == 0)
                    LabelTen(labels.AsSpan(i, Math.Min(Classes, count - i)), Stream(LabelStream, i));
                writer.Write(labels[i], Stream(ImageStream, i), pixels.AsSpan(i * Side * Side, Side * Side), Side);
            }
        });
        return new ImageSet(pixels, labels, Side, Side, Classes);

        SplitMix64 Stream(int kind, int index) => SplitMix64.Stream(seed, (long)split, kind, index);
    }

    private const int WriterStream = 0, LabelStream = 1, ImageStream = 2;

    // The first of a random order of the ten digits (Fisher–Yates).
    private static void LabelTen(Span<byte> labels, SplitMix64 random)
    {
        Span<byte> digits = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
        for (var k = 0; k < labels.Length; k++)
        {
            var pick = k + (int)random.Next(Classes - k);
            (digits[k], digits[pick]) = (digits[pick], digits[k]);
            labels[k] = digits[k];
        }
    }
}
