using System.CommandLine;
using System.Text;
using Lectures.Models.Data;
using Lectures.Runner.Notebook;
using Lectures.Runner.Notebook.Grading;

namespace Lectures.Runner.Commands;

/// <summary><c>notebook grade FILE … --against TEACHER</c>: grades students' notebooks, and says why points were
/// lost.</summary>
internal sealed class NotebookGradeCommand : Command
{
    private const int MostAtOnce = 64;

    private readonly NotebookFiles files;
    private readonly Option<string> against = new("--against")
    {
        Description = "The teacher's notebook, whose tests count.",
        HelpName = "TEACHER",
        Required = true,
    };
    private readonly Option<int> atOnce = new("--at-once")
    {
        Description = "How many are graded at a time.",
        HelpName = "N",
        DefaultValueFactory = _ => Math.Min(2, Environment.ProcessorCount),
    };
    private readonly Option<string?> json = new("--json")
    {
        Description = "Write all of it as JSON.",
        HelpName = "FILE",
    };
    private readonly Option<string?> csv = new("--csv")
    {
        Description = "Write the points as CSV, a line for each file.",
        HelpName = "FILE",
    };
    private readonly TextWriter output, error;

    public NotebookGradeCommand(TextWriter output, TextWriter error)
        : base("grade", """
            Grade students' notebooks against a teacher's, test by test, and say why points were lost.

            What the student is to write (tagged 'exercise' or 'solution') is taken from FILE, everything else of the
            teacher's from TEACHER, the tests above all, whatever FILE says. A test gives its points when it ends without an
            error. Each file runs in a process of its own; a cell that hangs or ends it loses what it is worth and no more.
            The code in FILE can do all that you can do: grade strangers' files as a user of their own, or in a container.
            Exit code: 0 all graded, 2 a file could not be graded (the others are).
            """)
    {
        (this.output, this.error) = (output, error);
        files = new(this, seconds: 60);
        foreach (var option in (Option[])[against, atOnce, json, csv]) Add(option);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        foreach (var option in (Option<string?>[])[json, csv])
            if (parsed.GetValue(option) is { } file) OptionValue.ExpectWritable(option.Name, file);
        var limits = new GradingLimits(
            files.Timeout(parsed), OptionValue.Between("--at-once", parsed.GetValue(atOnce), 1, MostAtOnce));
        var sheet = ExerciseSheet.Read(parsed.GetValue(against)!);
        var code = CommandLine.Good;
        var paths = files.Paths(parsed, fault =>
        {
            error.WriteLine(fault);
            code = CommandLine.Bad;
        });
        foreach (var option in (Option<string?>[])[json, csv])
            if (parsed.GetValue(option) is { } file
                && paths.Append(sheet.Notebook.Path).Select(Path.GetFullPath).Contains(Path.GetFullPath(file)))
                throw new UsageException($"{option.Name}: expected another file than {file}, a notebook.");
        ExpectFullPoints(sheet, limits);
        var grades = Progress.On(error).Run(paths, limits.AtOnce, (path, tell) => Graded(sheet, path, limits, tell));
        foreach (var grade in grades) GradeTable.WriteFeedback(grade.Fault is null ? output : error, grade);
        GradeTable.Write(output, sheet, grades);
        Write(parsed.GetValue(json), GradeFiles.Json(sheet, grades));
        Write(parsed.GetValue(csv), GradeFiles.Csv(sheet, grades));
        return grades.Any(grade => grade.Fault is not null) ? CommandLine.Bad : code;
    }

    // Tests that the teacher's own solutions fail are no tests.
    private void ExpectFullPoints(ExerciseSheet sheet, GradingLimits limits)
    {
        if (!sheet.Notebook.Cells.Any(cell => cell.Tags.Contains(ExerciseSheet.Solution))) return;
        var path = sheet.Notebook.Path;
        var own = Progress.On(error).Run([path], 1, (_, tell) => Graded(sheet, path, limits, tell))[0];
        if (own.Fault is { } fault) throw new UsageException(fault);
        if (own.Tests.FirstOrDefault(test => test.Reason is not null) is { } failed)
            throw new UsageException("--against: expected a notebook whose own solutions pass its tests, got "
                + $"{path}, where {failed.Title} (cell {failed.Cell}) fails: {failed.Reason!.Split('\n')[0]}");
    }

    private static Grade Graded(ExerciseSheet sheet, string path, GradingLimits limits, Action<double> tell)
    {
        try
        {
            using var grader = new Grader(sheet, NotebookReader.Read(path), limits);
            var grade = grader.Run(tell);
            tell(1);
            return grade;
        }
        catch (Exception fault) when (fault is DataException or UsageException)
        {
            tell(1);
            return new(path, sheet.Tests.Sum(test => test.Cell.Points!.Value), [], [], fault.Message);
        }
    }

    private static void Write(string? path, string text)
    {
        if (path is not null) AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
    }
}
