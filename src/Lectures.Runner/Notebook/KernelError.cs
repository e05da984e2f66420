using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Scripting;

namespace Lectures.Runner.Notebook;

/// <summary>Errors of cells, with cell and line, and without the frames that run them.</summary>
internal static partial class KernelError
{
    private const int MostErrors = 30;

    /// <summary>The name under which a cell is compiled.</summary>
    public static string FileName(int cell) => $"cell {cell}";

    /// <summary>A cell that does not compile.</summary>
    public static KernelMessage Of(CompilationErrorException wrong)
    {
        var errors = wrong.Diagnostics.Where(error => error.Severity == DiagnosticSeverity.Error)
            .OrderBy(error => error.Location.SourceSpan.Start).Take(MostErrors).ToList();
        return new(KernelEvent.Error, errors[0].Id, errors[0].GetMessage())
        {
            Traceback = [.. errors.Select(error =>
                $"{Place(error.Location.GetLineSpan())}: {error.Id}: {error.GetMessage()}")],
        };
    }

    /// <summary>A cell that throws.</summary>
    /// <param name="exception">What it throws.</param>
    /// <param name="cell">Its number.</param>
    public static KernelMessage Of(Exception exception, int cell)
    {
        var lines = new List<string>();
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            lines.Add($"{(lines.Count > 0 ? "caused by " : "")}{inner.GetType().Name}: {Message(inner)}");
            lines.AddRange(Frames(inner));
        }
        if (!lines.Exists(line => line.Contains(FileName(cell)))) lines.Add($"   at {FileName(cell)}");
        return new(KernelEvent.Error, exception.GetType().Name, Message(exception)) { Traceback = lines };
    }

    private static string Place(FileLinePositionSpan span) =>
        $"{span.Path}, line {span.StartLinePosition.Line + 1}, column {span.StartLinePosition.Character + 1}";

    // libtorch's own texts go on with its frames and their addresses.
    private static string Message(Exception exception) =>
        exception is ExternalException ? exception.Message.Split('\n')[0].TrimEnd() : exception.Message;

    private static IEnumerable<string> Frames(Exception exception)
    {
        var frames = (exception.StackTrace ?? "").Split('\n').Select(line => line.TrimEnd()).ToList();
        var last = frames.FindLastIndex(InCell().IsMatch);
        return frames.Take(last + 1).Where(line => !line.StartsWith("---", StringComparison.Ordinal))
            .Select(line => Submission().Replace(InFile().Replace(line, " in ${file}, line ${line}"), ""));
    }

    // "   at Submission#2.<<Initialize>>d__0.MoveNext() in cell 3:line 2"
    [GeneratedRegex(@" in (?:.*[/\\])?cell \d+:line \d+$")]
    private static partial Regex InCell();

    // Without the folder, which is that of another machine.
    [GeneratedRegex(@" in (?:.*[/\\])?(?<file>[^/\\]+):line (?<line>\d+)$")]
    private static partial Regex InFile();

    [GeneratedRegex(@"(?<=^   at )Submission#\d+\.(?:<<Initialize>>d__\d+\.MoveNext\(\) in )?")]
    private static partial Regex Submission();
}
