using System.Text.RegularExpressions;

namespace Lectures.Runner.Notebook.Grading;

/// <summary>What a file may take while it is graded.</summary>
/// <param name="Cell">The time for each cell.</param>
/// <param name="AtOnce">How many files are graded at once, and share the machine.</param>
internal sealed record GradingLimits(TimeSpan Cell, int AtOnce);

/// <summary>Grades one student's file, in a process of its own.</summary>
/// <remarks>A cell that ends the process, by hanging or aborting, loses what it is worth and no more: another process
/// runs again what came before it, without that cell and the tests, and goes on.</remarks>
/// <param name="sheet">The teacher's notebook.</param>
/// <param name="student">The student's.</param>
/// <param name="limits">What it may take.</param>
internal sealed partial class Grader(ExerciseSheet sheet, NotebookFile student, GradingLimits limits) : IDisposable
{
    private readonly IReadOnlyList<PlannedCell> plan = GradingPlan.Of(sheet, student);
    private readonly Dictionary<PlannedCell, string> faults = [];       // of cells that are no tests
    private readonly HashSet<PlannedCell> left = [];                    // not to be run, or not again
    private NotebookProcess? process;

    /// <summary>Runs it.</summary>
    /// <param name="tick">Told the share done, all the while; may throw to give up.</param>
    public Grade Run(Action<double> tick)
    {
        LeaveWhatTakesNames();
        Dictionary<SheetCell, TestGrade> tests = [];
        for (var i = 0; i < plan.Count; i++)
        {
            var (cell, share) = (plan[i], (double)i / plan.Count);
            if (left.Contains(cell)) continue;
            var fault = Run(i, () => tick(share));
            if (cell.Role == CellRole.Test) tests[cell.Sheet!] = Graded(cell, fault);
            else if (fault is not null) faults[cell] = fault;
        }
        var points = sheet.Tests.Sum(test => test.Cell.Points!.Value);
        List<TestGrade> grades = [.. sheet.Tests.Select(test => tests[test])];
        return new(student.Path, points, grades, [.. Notes(grades)]);
    }

    /// <summary>Ends the process.</summary>
    public void Dispose() => process?.Dispose();

    private void LeaveWhatTakesNames()
    {
        var names = new SharedNames(sheet);
        foreach (var cell in plan.Where(cell => cell.Role is CellRole.Exercise or CellRole.Own))
        {
            if (names.Taken(cell.Cell.Source, cell.Sheet?.Cell.Source) is not { } name) continue;
            left.Add(cell);
            var isAsked = sheet.Cells.Any(given => given.Role == CellRole.Exercise && given.Declares(name));
            faults[cell] = $"not run: it declares '{name}', a name that the tests use; "
                + (isAsked ? "write it in the cell of the exercise." : "choose another name.");
        }
    }

    // Why the cell failed, or null.
    private string? Run(int place, Action tick)
    {
        process ??= Again(place, tick);
        var outputs = Run(process, plan[place], tick);
        if (process.End is not null) End(plan[place]);
        return outputs.OfType<ErrorOutput>().FirstOrDefault() is { } error ? Cause(Text(error)) : null;
    }

    // Where a name is missing because the cell of an exercise failed, that failure.
    private string Cause(string fault)
    {
        foreach (var cell in plan.Where(cell => cell.Role == CellRole.Exercise))
            if (faults.TryGetValue(cell, out var first)
                && Quoted().Matches(fault).Any(name => cell.Sheet!.Declares(name.Value)))
                return Placed(cell, first);
        return fault;
    }

    private static string Placed(PlannedCell cell, string fault) =>
        fault.StartsWith("cell ", StringComparison.Ordinal) ? fault : $"cell {cell.Cell.Number}: {fault}";

    private IReadOnlyList<CellOutput> Run(NotebookProcess process, PlannedCell cell, Action tick) =>
        CellRun.Run(process, cell.Cell, student.Language, limits.Cell, tick, _ => { }) ?? [];

    // A new process, where all before a cell has been run.
    private NotebookProcess Again(int place, Action tick)
    {
        while (true)
        {
            process = new(student.Path, limits.AtOnce) { OutlivesThreads = true };
            process.AwaitStart(tick);
            foreach (var cell in plan.Take(place).Where(cell => cell.Role != CellRole.Test && !left.Contains(cell)))
            {
                Run(process, cell, tick);
                if (process.End is null) continue;
                End(cell);
                break;
            }
            if (process is not null) return process;
        }
    }

    private void End(PlannedCell cell)
    {
        left.Add(cell);
        process!.Dispose();
        process = null;
    }

    private TestGrade Graded(PlannedCell test, string? fault)
    {
        var (title, points) = (test.Sheet!.Title, test.Sheet.Cell.Points!.Value);
        return new(test.Cell.Number, title, fault is null ? points : 0, points, fault);
    }

    // What no test says already.
    private IEnumerable<string> Notes(List<TestGrade> tests)
    {
        foreach (var missing in sheet.Cells.Where(cell =>
            cell.Role == CellRole.Exercise && !plan.Any(planned => planned.Sheet == cell)))
            yield return $"the exercise of cell {missing.Cell.Number} of {sheet.Notebook.Path} is missing "
                + $"(id {missing.Cell.Id}).";
        foreach (var cell in plan)
            if (faults.TryGetValue(cell, out var fault)
                && !tests.Exists(test => test.Reason == fault || test.Reason == Placed(cell, fault)))
                yield return Placed(cell, fault);
    }

    // Where a test or the doctor speaks, its words are enough.
    private static string Text(ErrorOutput error) => error.Name switch
    {
        ErrorOutput.ProcessEnded => error.Value,
        nameof(Lectures.Models.Checking.GradientCheckException) or nameof(Lectures.Models.Checking.WrongAnswerException) =>
            error.Value.Trim(),
        _ when error.Traceback is [var first, ..] && first.Contains(error.Name) => first,    // with cell and line
        _ => $"{error.Name}: {error.Value.Trim()}",
    };

    // 'AffineLayer', as the compiler names what it does not find.
    [GeneratedRegex("(?<=')[^']+(?=')")]
    private static partial Regex Quoted();
}
