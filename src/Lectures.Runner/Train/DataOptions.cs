using Lectures.Models.Data;

namespace Lectures.Runner.Train;

/// <summary>What is learned from.</summary>
internal sealed record DataOptions
{
    /// <summary>A file, a folder, or the name of a built-in set.</summary>
    public string Data { get; init; } = "";

    /// <summary>How many of the training patterns are used; null for all.</summary>
    public int? TrainCount { get; init; }

    /// <summary>The share of the training patterns held out to judge by after every round; 0 for none.</summary>
    public double Validation { get; init; }

    /// <summary>Rows and columns of the patches that an image is cut into; 0 for its rows.</summary>
    public int Patch { get; init; }

    /// <summary>Characters in a window of text.</summary>
    public int Length { get; init; } = 64;

    /// <summary>How images vary while learning.</summary>
    public Augmentation Augmentation { get; init; } = new();

    /// <summary>What matters for a kind of data.</summary>
    public static IEnumerable<string> LeftOut(DataKind kind) => kind switch
    {
        DataKind.Images => [nameof(Length)],
        DataKind.Text => [nameof(Patch), nameof(Augmentation), nameof(TrainCount)],
        _ => [nameof(Patch), nameof(Augmentation), nameof(Length)],
    };
}
