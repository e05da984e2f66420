namespace Lectures.Runner.Check;

/// <summary>Why a process ended that should not have, from its exit code and from what it wrote last.</summary>
internal static class ProcessEnd
{
    private const int Abort = 128 + 6, Killed = 128 + 9, SegmentationFault = 128 + 11;
    private const string Unhandled = "Unhandled exception. ", What = "what():", FailFast = "Process terminated. ";

    /// <summary>The reason, to be read after the name of a step: "forward …".</summary>
    public static string Describe(int exitCode, IReadOnlyList<string> lines)
    {
        if (After(lines, "Stack overflow.") is not null)
            return "overflows the stack: something calls itself without end.";
        if (After(lines, Unhandled) is { } exception)
            return $"ends the process by an unhandled {exception.TrimEnd('.')} (an exception inside the backward of an autograd.Function, or on a thread of its own, cannot be caught).";
        if (After(lines, What) is { } what)
            return $"aborts inside libtorch: {what.TrimEnd('.')}; torch.matmul does that on shapes that do not fit: use mm or bmm, or check the shapes first.";
        if (After(lines, FailFast) is { } reason)
            return $"ends the process: {reason}";
        return exitCode switch
        {
            Abort => "aborts inside native code.",
            SegmentationFault => "crashes inside native code (segmentation fault).",
            Killed => "was killed by the system (out of memory?).",
            _ => $"ends the process itself (exit code {exitCode}).",
        };
    }

    private static string? After(IReadOnlyList<string> lines, string start) => lines
        .Where(line => line.Contains(start, StringComparison.Ordinal))
        .Select(line => line[(line.IndexOf(start, StringComparison.Ordinal) + start.Length)..].Trim())
        .LastOrDefault();
}
