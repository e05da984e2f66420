using Lectures.Models.Data.Sound;

namespace Lectures.Runner.Train;

/// <summary>What a model must know of its data, kept with the run so that it can be used without the data.</summary>
internal sealed record DataForm
{
    /// <summary>What the data is made of.</summary>
    public DataKind Kind { get; init; }

    /// <summary>Rows of an image; steps of a recording; the longest of some sentences.</summary>
    public long Height { get; init; }

    /// <summary>Columns of an image; features of a recording's frame.</summary>
    public long Width { get; init; }

    /// <summary>The names of the classes in the order of their numbers.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>How many classes.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public long Classes => ClassNames.Count;

    /// <summary>The characters of a text, or of sentences, in the order of their numbers.</summary>
    public string Characters { get; init; } = "";

    /// <summary>The characters of translations.</summary>
    public string TargetCharacters { get; init; } = "";

    /// <summary>What a recording's frames are scaled by.</summary>
    public FeatureScale? Scale { get; init; }
}
