namespace Lectures.Runner.Processes;

/// <summary>Why a process ended that should not have, from its exit code and from what it wrote last.</summary>
internal static class ProcessEnd
{
    /// <summary>How the reason begins where libtorch gave up, on shapes for instance.</summary>
    public const string InLibTorch = "aborts inside libtorch";

    private const int Abort = 128 + 6, Killed = 128 + 9, SegmentationFault = 128 + 11;
    private const string Overflow = "Stack overflow.", Unhandled = "Unhandled exception. ";
    private const string FailFast = "Process terminated.", What = "what():";
    private static readonly string[] lastWords = [Overflow, Unhandled, FailFast, "terminate called", What];

    /// <summary>The lines before a runtime's last words, which is what the class printed itself.</summary>
    public static int LinesBefore(IReadOnlyList<string> lines) =>
        lines.TakeWhile(line => !Array.Exists(lastWords, word => line.Contains(word, StringComparison.Ordinal))).Count();

    /// <summary>The reason, to be read after the name of a step: "forward …".</summary>
    public static string Describe(int exitCode, IReadOnlyList<string> lines)
    {
        if (After(lines, Overflow) is not null)
            return "overflows the stack: something calls itself without end.";
        if (After(lines, Unhandled) is { } exception)
            return $"ends the process by an unhandled {exception.TrimEnd('.')} (an exception inside the backward of an "
                + "autograd.Function, or on a thread of its own, cannot be caught).";
        if (After(lines, What) is { } what)
            return $"{InLibTorch}: {what.TrimEnd('.')}; torch.matmul does that on shapes that do not fit: "
                + "use mm or bmm, or check the shapes first.";
        if (After(lines, FailFast) is { } reason)
            return $"ends the process by Environment.FailFast: {reason}";
        return exitCode switch
        {
            Abort => "aborts inside native code.",
            SegmentationFault => "crashes inside native code (segmentation fault).",
            Killed => "was killed by the system (out of memory?).",
            _ => $"ends the process itself (exit code {exitCode}).",
        };
    }

    /// <summary>What follows a word, on its line or else on the next.</summary>
    private static string? After(IReadOnlyList<string> lines, string word)
    {
        for (var i = lines.Count - 1; i >= 0; i--)
            if (lines[i].IndexOf(word, StringComparison.Ordinal) is >= 0 and var at)
                return lines[i][(at + word.Length)..].Trim() is { Length: > 0 } rest
                    ? rest : lines.ElementAtOrDefault(i + 1)?.Trim() ?? "";
        return null;
    }
}
