using Lectures.Models.Data;

namespace Lectures.Runner.Train;

/// <summary>What a model must know of its data, kept with the run so that it can be used without the data.</summary>
internal sealed record DataForm
{
    /// <summary>Rows of an image.</summary>
    public long Height { get; init; }

    /// <summary>Columns of an image.</summary>
    public long Width { get; init; }

    /// <summary>How many classes.</summary>
    public long Classes { get; init; }

    /// <summary>The characters, each at its number.</summary>
    public string Characters { get; init; } = "";

    /// <summary>That of images.</summary>
    public static DataForm Of(ImageSet set) => new() { Height = set.Height, Width = set.Width, Classes = set.Classes };
}
