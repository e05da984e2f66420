using Lectures.Models.Data;
using static TorchSharp.torch;

namespace Lectures.Models.Experiments;

/// <summary>Images to learn from and to be judged by: strokes, or the user's own.</summary>
internal sealed class DigitImages : IDisposable
{
    /// <summary>How many strokes there are to be judged by.</summary>
    public const int Tests = 2_000;

    private readonly ExperimentData data;

    /// <summary>Reads or makes the images.</summary>
    /// <param name="data">Where from.</param>
    /// <param name="strokes">How many to learn from where they are built in.</param>
    /// <param name="own">How many of the user's own; a sixth as many to be judged by, and at least
    /// <see cref="Tests"/>.</param>
    /// <param name="layout">How the model reads them.</param>
    public DigitImages(ExperimentData data, int strokes, int own, ImageLayout layout = ImageLayout.Flat)
    {
        this.data = data;
        TrainSet = data.Images(Split.Train, data.HasImages ? own : strokes);
        TestSet = data.Images(Split.Test, data.HasImages ? Math.Max(Tests, own / 6) : Tests);
        (Train, Test) = (new(TrainSet, layout), new(TestSet, layout));
    }

    /// <summary>The images themselves.</summary>
    public ImageSet TrainSet { get; }

    /// <inheritdoc cref="TrainSet"/>
    public ImageSet TestSet { get; }

    /// <summary>To learn from.</summary>
    public ImagePatterns Train { get; }

    /// <summary>To be judged by.</summary>
    public ImagePatterns Test { get; }

    /// <summary>Pixels of an image.</summary>
    public int Pixels => TrainSet.Height * TrainSet.Width;

    /// <summary>Classes K.</summary>
    public int Classes => Math.Max(TrainSet.Classes, TestSet.Classes);

    /// <summary>What they are and how many.</summary>
    public Bilingual Name => new(
        $"{Source}, {Train.Count:N0} images", $"{(data.HasImages ? Source : "内蔵の手書き風数字")}、{Train.Count:N0} 枚");

    private string Source => data.HasImages ? Path.GetFileName(Path.TrimEndingDirectorySeparator(
        data.SourceOf(ExperimentNeeds.Images))) : "strokes";

    /// <summary>The first test images as a batch, in the caller's dispose scope.</summary>
    public Batch FirstTests(int count) => Test.Take(arange(0, Math.Min(count, Test.Count), ScalarType.Int64));

    /// <summary>Releases the images.</summary>
    public void Dispose()
    {
        Train.Dispose();
        Test.Dispose();
    }
}
