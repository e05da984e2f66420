namespace Lectures.Models.Data;

/// <summary>What a set of images is, in numbers.</summary>
/// <param name="Count">N, the number of images.</param>
/// <param name="PerClass">How many images each class has, shape (K).</param>
/// <param name="Mean">Mean of x = grey value / 255 over all pixels of all images.</param>
/// <param name="Deviation">Standard deviation of x, √(mean of (x − Mean)²).</param>
public sealed record ImageSummary(int Count, IReadOnlyList<int> PerClass, double Mean, double Deviation)
{
    /// <summary>Counts a set.</summary>
    /// <param name="set">The images.</param>
    public static ImageSummary Of(ImageSet set)
    {
        // Exact sums of whole numbers: at most 2³¹ pixels of at most 255² fit in 63 bits.
        long sum = 0, squares = 0;
        var grey = new long[256];
        foreach (var value in set.Pixels.Span) grey[value]++;
        for (var value = 0; value < grey.Length; value++)
        {
            sum += value * grey[value];
            squares += value * value * grey[value];
        }
        var perClass = new int[set.Classes];
        foreach (var label in set.Labels.Span) perClass[label]++;
        var mean = (double)sum / set.Pixels.Length;
        var variance = (double)squares / set.Pixels.Length - mean * mean;
        return new(set.Count, perClass, mean / 255, Math.Sqrt(Math.Max(0, variance)) / 255);
    }
}
