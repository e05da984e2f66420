using Lectures.Models;
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

    /// <summary>A safetensors file of weights with PyTorch's names to begin with; empty for random ones.</summary>
    public string InitialWeights { get; init; } = "";

    /// <summary>Rows and columns of the patches that an image is cut into; 0 for its rows.</summary>
    public int Patch { get; init => field = (int)Expect.AtLeast(value, 0, nameof(Patch)); }

    /// <summary>Characters in a window of text.</summary>
    public int Length { get; init => field = (int)Expect.AtLeast(value, 1, nameof(Length)); } = 64;

    /// <summary>How images vary while learning.</summary>
    public Augmentation Augmentation { get; init; } = new();

    /// <summary>Most steps of a recording that are blanked out while learning; null for none.</summary>
    public int? MaskSteps { get; init => field = Masked(value, nameof(MaskSteps)); }

    /// <summary>Most bands of a recording that are blanked out while learning; null for none.</summary>
    public int? MaskBands { get; init => field = Masked(value, nameof(MaskBands)); }

    /// <summary>The share of the characters that is hidden for BERT.</summary>
    public double HiddenShare { get; init; } = 0.15;

    /// <summary>What has no use with a kind of data.</summary>
    public static IEnumerable<string> LeftOut(DataKind kind)
    {
        string[] images = [nameof(Patch), nameof(Augmentation)], text = [nameof(Length), nameof(HiddenShare)],
            recordings = [nameof(MaskSteps), nameof(MaskBands)];
        return kind switch
        {
            DataKind.Images => [.. text, .. recordings],
            DataKind.Recordings => [.. images, .. text],
            DataKind.Text => [.. images, .. recordings, nameof(TrainCount)],
            _ => [.. images, .. text, .. recordings],
        };
    }

    private static int? Masked(int? value, string name) => value is { } most ? (int)Expect.AtLeast(most, 0, name) : null;
}
