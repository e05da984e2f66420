using System.Globalization;
using Spectre.Console;

namespace Lectures.Runner.Notebook.Grading;

/// <summary>Grades to read.</summary>
internal static class GradeTable
{
    /// <summary>What a file lost, and why.</summary>
    public static void WriteFeedback(TextWriter output, Grade grade)
    {
        output.WriteLine(grade.Fault ?? $"{grade.File}: {Number(grade.Points)} of {Number(grade.Of)} points");
        foreach (var note in grade.Notes) output.WriteLine(Indented($"  {note}"));
        foreach (var test in grade.Tests.Where(test => test.Reason is not null))
        {
            output.WriteLine($"  {test.Title} (cell {test.Cell}): {Number(test.Points)} of {Number(test.Of)}");
            output.WriteLine(Indented($"    {test.Reason}"));
        }
    }

    /// <summary>A line for each file, a column for each test.</summary>
    public static void Write(TextWriter output, ExerciseSheet sheet, IReadOnlyList<Grade> grades)
    {
        var tests = sheet.Tests.ToList();
        output.WriteLine();
        for (var i = 0; i < tests.Count; i++)
            output.WriteLine($"{i + 1}  {tests[i].Title} ({Number(tests[i].Cell.Points!.Value)})");
        output.WriteLine();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = short.MaxValue;     // no cell is cut off: a narrow terminal folds the lines itself
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in (string[])["file", "points", .. tests.Select((_, i) => $"{i + 1}")])
            table.AddColumn(new(new Text(column))
            {
                NoWrap = true,
                Alignment = column == "file" ? Justify.Left : Justify.Right,
            });
        foreach (var grade in grades) table.AddRow(Cells(grade).Select(cell => new Text(cell)));
        console.Write(table);

        IEnumerable<string> Cells(Grade grade) => grade.Fault is not null
            ? [grade.File, "not graded", .. tests.Select(_ => "")]
            : [grade.File, $"{Number(grade.Points)} / {Number(grade.Of)}",
                .. grade.Tests.Select(test => Number(test.Points))];
    }

    private static string Indented(string text) =>
        text.ReplaceLineEndings("\n").Replace("\n", "\n" + new string(' ', text.Length - text.TrimStart().Length));

    private static string Number(double? points) => points?.ToString("0.###", CultureInfo.InvariantCulture) ?? "";
}
