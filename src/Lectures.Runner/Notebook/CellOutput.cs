namespace Lectures.Runner.Notebook;

/// <summary>What a cell has put out, as nbformat has it.</summary>
internal abstract record CellOutput;

/// <summary>Text on <c>stdout</c> or <c>stderr</c>.</summary>
internal sealed record StreamOutput(string Name, string Text) : CellOutput;

/// <summary>Something shown.</summary>
/// <param name="Data">One thing in several forms, by media type.</param>
/// <param name="IsResult">Whether it is the value of the cell's last expression.</param>
internal sealed record DisplayOutput(IReadOnlyDictionary<string, string> Data, bool IsResult) : CellOutput;

/// <summary>An error that ended the cell.</summary>
/// <param name="Name">Of what kind: an exception's type, or the compiler's number.</param>
/// <param name="Value">What happened.</param>
/// <param name="Traceback">Where, a line each.</param>
internal sealed record ErrorOutput(string Name, string Value, IReadOnlyList<string> Traceback) : CellOutput
{
    /// <summary>The name where the process did not survive the cell.</summary>
    public const string ProcessEnded = "ProcessEnded";
}
