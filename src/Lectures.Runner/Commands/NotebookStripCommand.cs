using System.CommandLine;
using Lectures.Models.Data;
using Lectures.Runner.Notebook.Grading;

namespace Lectures.Runner.Commands;

/// <summary><c>notebook strip TEACHER --out STUDENT</c>: makes the students' notebook of a teacher's.</summary>
internal sealed class NotebookStripCommand : Command
{
    private readonly Argument<string> file = new("TEACHER") { Description = "The teacher's notebook (.ipynb)." };
    private readonly Option<string> target = new("--out")
    {
        Description = "The students' notebook to write.",
        HelpName = "STUDENT",
        Required = true,
    };
    private readonly TextWriter output;

    public NotebookStripCommand(TextWriter output)
        : base("strip", """
            Make the students' notebook of a teacher's: stubs in place of the solutions, no outputs.

            Cells are marked by tags in their metadata: 'solution' what the student is to write, 'test' what tests it, with
            'points' beside the tags. In a solution the lines between '// BEGIN SOLUTION what to write' and
            '// END SOLUTION' are taken out; without them, all but the comment that the cell begins with.
            """)
    {
        this.output = output;
        Add(file);
        Add(target);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var (teacher, student) = (parsed.GetValue(file)!, parsed.GetValue(target)!);
        if (teacher.StartsWith('-')) throw UsageException.UnknownOption(teacher, this);
        OptionValue.ExpectWritable("--out", student);
        var sheet = ExerciseSheet.Read(teacher);
        if (Path.GetFullPath(student) == Path.GetFullPath(teacher))
            throw new UsageException($"--out: expected another file than {teacher}, whose solutions would be lost.");
        var content = StrippedNotebook.Of(sheet);
        AtomicFile.Write(student, stream => stream.Write(content));
        output.WriteLine($"wrote {student}");
        return CommandLine.Good;
    }
}
