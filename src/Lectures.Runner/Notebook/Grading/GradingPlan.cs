namespace Lectures.Runner.Notebook.Grading;

/// <summary>A cell as it is run for a grade.</summary>
/// <param name="Cell">Its place in the student's file, and the text to run.</param>
/// <param name="Role">What it is for.</param>
/// <param name="Sheet">The teacher's cell, null for one that the student added.</param>
internal sealed record PlannedCell(NotebookCell Cell, CellRole Role, SheetCell? Sheet);

/// <summary>What is run for a grade, in order: the student's cells where the student has them, all that is the
/// teacher's in the teacher's words.</summary>
internal static class GradingPlan
{
    /// <summary>The plan for a student's file.</summary>
    /// <remarks>Cells are told apart by their ids; an exercise whose id is gone, as some programs write files, is the cell
    /// that declares what it is to declare. What the student took out is put back, after what stands before it in the
    /// teacher's file.</remarks>
    public static IReadOnlyList<PlannedCell> Of(ExerciseSheet sheet, NotebookFile student)
    {
        var byId = sheet.Cells.ToDictionary(cell => cell.Cell.Id!);
        var ids = student.Cells.Select(cell => cell.Id).ToHashSet();
        var gone = sheet.Cells.Where(cell => cell.Role == CellRole.Exercise && !ids.Contains(cell.Cell.Id)).ToList();
        List<PlannedCell> plan = [.. student.Cells.Select(cell =>
            Planned(cell, byId.GetValueOrDefault(cell.Id ?? "") ?? ByNames(cell, gone)))];
        for (var i = 0; i < sheet.Cells.Count; i++)
        {
            var given = sheet.Cells[i];
            if (given.Role == CellRole.Exercise || plan.Exists(cell => cell.Sheet == given)) continue;
            var before = i == 0 ? -1 : plan.FindLastIndex(cell => sheet.Cells.Take(i).Contains(cell.Sheet));
            plan.Insert(before + 1, new(given.Cell, given.Role, given));
        }
        return plan;
    }

    private static SheetCell? ByNames(NotebookCell cell, List<SheetCell> gone)
    {
        var found = gone.Find(exercise => SharedNames.Declared(cell.Source).Any(exercise.Declares));
        if (found is not null) gone.Remove(found);
        return found;
    }

    private static PlannedCell Planned(NotebookCell cell, SheetCell? given) =>
        given is null ? new(cell, CellRole.Own, null)
        : given.Role == CellRole.Exercise ? new(cell, CellRole.Exercise, given)
        : new(cell with { Source = given.Cell.Source, Language = given.Cell.Language }, given.Role, given);
}
