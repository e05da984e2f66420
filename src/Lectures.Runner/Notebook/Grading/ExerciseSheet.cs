using Lectures.Models.Data;

namespace Lectures.Runner.Notebook.Grading;

/// <summary>What a cell is to the grader.</summary>
internal enum CellRole
{
    /// <summary>It stands in the teacher's notebook and prepares or shows something.</summary>
    Given,

    /// <summary>The student writes it.</summary>
    Exercise,

    /// <summary>It tests what the student wrote: an error loses its points.</summary>
    Test,

    /// <summary>The student added it.</summary>
    Own,
}

/// <summary>A code cell of the teacher's notebook.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Role">What it is for.</param>
internal sealed record SheetCell(NotebookCell Cell, CellRole Role)
{
    /// <summary>What it tests, by the comment that it begins with.</summary>
    public string Title { get; } = Cell.Source.TrimStart() is ['/', '/', .. var rest]
        ? rest.Split('\n')[0].Trim(' ', '/', '\r') : $"cell {Cell.Number}";

    /// <summary>Whether later cells have a name from it.</summary>
    public bool Declares(string name) => SharedNames.Declared(Cell.Source).Contains(name);
}

/// <summary>A teacher's notebook: what the student writes, what tests it, and for how many points.</summary>
/// <param name="Notebook">The notebook.</param>
/// <param name="Cells">Its code cells.</param>
internal sealed record ExerciseSheet(NotebookFile Notebook, IReadOnlyList<SheetCell> Cells)
{
    /// <summary>Tags of cells: the student's, the teacher's own version of one, a test.</summary>
    public const string Exercise = "exercise", Solution = "solution", Test = "test";

    private const double MostPoints = 1_000_000;

    /// <summary>The tests, in order.</summary>
    public IEnumerable<SheetCell> Tests => Cells.Where(cell => cell.Role == CellRole.Test);

    /// <summary>Reads a notebook.</summary>
    /// <exception cref="DataException">It is none, or lacks what makes it an exercise.</exception>
    public static ExerciseSheet Read(string path) => Of(NotebookReader.Read(path));

    /// <summary>What a notebook asks.</summary>
    /// <exception cref="DataException">It lacks what makes it an exercise.</exception>
    public static ExerciseSheet Of(NotebookFile notebook)
    {
        var path = notebook.Path;
        List<SheetCell> cells = [.. notebook.Cells.Select(cell => new SheetCell(cell, Role(cell)))];
        if (notebook.Cells.Any(cell => cell.Id is null))
            throw new DataException(
                $"{path}: expected nbformat 4.5 or later, where cells have ids, got an earlier one.");
        foreach (var test in cells.Where(cell => cell.Role == CellRole.Test))
            if (test.Cell.Points is not (> 0 and <= MostPoints))
                throw new DataException(
                    $"{path}: cell {test.Cell.Number}: expected 'points', a number above 0, in the metadata of a test, "
                    + $"got {test.Cell.Points?.ToString() ?? "none"}.");
        foreach (var (role, tags) in ((CellRole, string)[])[
            (CellRole.Exercise, $"'{Solution}' or '{Exercise}'"), (CellRole.Test, $"'{Test}'")])
            if (cells.TrueForAll(cell => cell.Role != role))
                throw new DataException($"{path}: expected a code cell tagged {tags}, got none; "
                    + "tags stand in a cell's metadata, \"tags\": [\"…\"].");
        return new(notebook, cells);
    }

    private static CellRole Role(NotebookCell cell) =>
        cell.Tags.Contains(Test) ? CellRole.Test
        : cell.Tags.Contains(Solution) || cell.Tags.Contains(Exercise) ? CellRole.Exercise : CellRole.Given;
}
