using System.Text.RegularExpressions;

namespace Lectures.Models.Data;

/// <summary>Writes files that are whole or not there: never half of one under its final name.</summary>
public static partial class AtomicFile
{
    /// <summary>Writes to a temporary file in the same folder, flushes it to disk, and renames it. What a link leads to
    /// is replaced, not the link; a device (<c>/dev/stdout</c>) is written as it is.</summary>
    /// <param name="path">The file to make or to replace; its folder must exist.</param>
    /// <param name="write">Writes the content; when it throws, nothing is left behind.</param>
    /// <exception cref="DataException">The folder is missing or may not be written, or the disk is full.</exception>
    public static void Write(string path, Action<Stream> write) => DataException.Writing(path, () =>
    {
        var target = Path.GetFullPath(path);
        if (IsDevice(target))
        {
            using var device = new FileStream(target, FileMode.Open, FileAccess.Write);
            write(device);
        }
        else
        {
            var isLink = new FileInfo(target).LinkTarget is not null;
            Replace(isLink ? File.ResolveLinkTarget(target, returnFinalTarget: true)!.FullName : target, write);
        }
    });

    /// <summary>Whether a file of this name is what a program that was killed left half-written.</summary>
    internal static bool IsHalfWritten(string path) => HalfWritten().IsMatch(Path.GetFileName(path));

    private static bool IsDevice(string path) => Path.GetDirectoryName(path) is "/dev" or "/dev/fd";

    private static void Replace(string target, Action<Stream> write)
    {
        var temporary = Path.Combine(
            Path.GetDirectoryName(target) ?? target, $".{Path.GetFileName(target)}.{Guid.NewGuid():N}.tmp");
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, target, overwrite: true);
        }
        finally
        {
            if (File.Exists(temporary))
                File.Delete(temporary);
        }
    }

    [GeneratedRegex(@"^\..+\.[0-9a-f]{32}\.tmp$")]
    private static partial Regex HalfWritten();
}
