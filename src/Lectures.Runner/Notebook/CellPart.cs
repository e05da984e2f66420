namespace Lectures.Runner.Notebook;

/// <summary>A run of lines of a cell in one language.</summary>
/// <param name="Language">As the runner calls it: <c>csharp</c>, <c>markdown</c> …</param>
/// <param name="Text">The lines; empty lines stand for those before, so that every line keeps its number.</param>
internal sealed record CellPart(string Language, string Text);
