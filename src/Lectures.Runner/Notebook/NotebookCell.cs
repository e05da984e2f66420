namespace Lectures.Runner.Notebook;

/// <summary>A code cell.</summary>
/// <param name="Number">Its place among all cells of the file, from 1.</param>
/// <param name="Source">Its text.</param>
/// <param name="Language">What its metadata say that it is written in, or null.</param>
/// <param name="Tags">The tags in its metadata.</param>
/// <param name="Stored">The outputs in the file.</param>
internal sealed record NotebookCell(
    int Number, string Source, string? Language, IReadOnlyList<string> Tags, IReadOnlyList<CellOutput> Stored)
{
    /// <summary>Its id, which all have from nbformat 4.5 on, or null.</summary>
    public string? Id { get; init; }

    /// <summary>The number <c>points</c> in its metadata, or null.</summary>
    public double? Points { get; init; }

    /// <summary>Whether it is tagged <c>raises-exception</c>: an error is what it is to show.</summary>
    public bool MayFail => Tags.Contains("raises-exception");

    /// <summary>Where the value of <c>source</c> stands in the file.</summary>
    public Range SourceAt { get; init; }

    /// <summary>Where the value of <c>tags</c> stands in the file, or null.</summary>
    public Range? TagsAt { get; init; }

    /// <summary>Where the value of <c>outputs</c> stands in the file.</summary>
    public Range OutputsAt { get; init; }

    /// <summary>Where the value of <c>execution_count</c> stands in the file.</summary>
    public Range CountAt { get; init; }
}

/// <summary>What a run has made of a cell.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Count">Its place among the cells that ran, from 1; null where there was nothing to run.</param>
/// <param name="Outputs">What it has put out.</param>
internal sealed record CellResult(NotebookCell Cell, int? Count, IReadOnlyList<CellOutput> Outputs)
{
    /// <summary>Whether it was its turn: a failure before it may have ended the run.</summary>
    public bool IsRun { get; init; } = true;

    /// <summary>The error that ended it, or null.</summary>
    public ErrorOutput? Error => Outputs.OfType<ErrorOutput>().FirstOrDefault();

    /// <summary>Whether it failed and was not to; none is to end its process.</summary>
    public bool Failed => Error is not null && !(Cell.MayFail && Error.Name != ErrorOutput.ProcessEnded);
}
