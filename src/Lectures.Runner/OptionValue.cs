using Lectures.Models.Data;

namespace Lectures.Runner;

/// <summary>What the values of options must be; each check throws one line.</summary>
internal static class OptionValue
{
    private const double LongestTimeout = 24 * 60 * 60;

    /// <summary>A number that can be a seed.</summary>
    public static long NotNegative(string option, long value) => value is >= 0 and <= int.MaxValue
        ? value
        : throw new UsageException($"{option}: expected a number from 0 to {int.MaxValue}, got {value}.");

    /// <summary>A number in bounds.</summary>
    public static int Between(string option, int value, int least, int most) => value >= least && value <= most
        ? value
        : throw new UsageException($"{option}: expected a number from {least} to {most}, got {value}.");

    /// <summary>A time that something may take.</summary>
    public static TimeSpan Timeout(string option, double seconds) => seconds is > 0 and <= LongestTimeout
        ? TimeSpan.FromSeconds(seconds)
        : throw new UsageException(
            $"{option}: expected seconds, more than 0 and at most {LongestTimeout:0}, got {seconds}.");

    /// <summary>One of some names.</summary>
    public static string OneOf(string kind, string value, IReadOnlyCollection<string> names) => names.Contains(value)
        ? value
        : throw UsageException.Unknown(kind, value, names);

    /// <summary>A file that can be made: its folder exists, and it is none; to be asked before long work
    /// begins.</summary>
    public static void ExpectWritable(string option, string file)
    {
        if (file.Length == 0) throw new UsageException($"{option}: expected a file, got an empty name.");
        if (Directory.Exists(file)) throw new UsageException($"{option}: expected a file, got the folder {file}.");
        if (new FileInfo(file) is { Exists: true, IsReadOnly: true })
            throw new UsageException($"{option}: the file {file} is read-only.");
        var folder = Path.GetDirectoryName(Path.GetFullPath(file));
        if (!Directory.Exists(folder))
            throw new UsageException($"{option}: the folder {folder} does not exist; make it first.");
        try
        {
            var probe = Path.Combine(folder, $".{Guid.NewGuid():N}.tmp");
            File.Create(probe, 1, FileOptions.DeleteOnClose).Dispose();
        }
        catch (Exception error) when ((error is IOException or UnauthorizedAccessException) && !File.Exists(file))
        {
            throw new UsageException($"{option}: the folder {folder} cannot be written to.");
        }
    }

    /// <summary>The name of a folder, one that is there or can be made.</summary>
    public static string Folder(string option, string folder) =>
        folder.Length == 0 ? throw new UsageException($"{option}: expected a folder, got an empty name.")
        : File.Exists(folder) ? throw new UsageException($"{option}: expected a folder, got the file {folder}.")
        : folder;

    /// <summary>Makes a folder where there is none, and sees that files can be made in it; to be called before long
    /// work begins.</summary>
    /// <exception cref="DataException">It cannot be made, or not be written to.</exception>
    public static void MakeFolder(string option, string folder)
    {
        Folder(option, folder);
        try
        {
            Directory.CreateDirectory(folder);
            var probe = Path.Combine(folder, $".{Guid.NewGuid():N}.tmp");
            File.Create(probe, 1, FileOptions.DeleteOnClose).Dispose();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            var fault = Directory.Exists(folder) ? "written to" : "made";
            throw new DataException(
                $"{option}: {folder}: cannot be {fault}: {error.Message.ReplaceLineEndings(" ")}", error);
        }
    }
}
