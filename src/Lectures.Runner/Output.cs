namespace Lectures.Runner;

/// <summary>Files that commands write.</summary>
internal static class Output
{
    /// <summary>Refuses a file that could not be written in the end, before the work begins.</summary>
    /// <exception cref="UsageException">It is a folder, or in one that does not exist.</exception>
    public static void ExpectWritable(string option, string file)
    {
        if (file.Length == 0) throw new UsageException($"{option}: expected a file, got an empty name.");
        if (Directory.Exists(file)) throw new UsageException($"{option}: expected a file, got the folder {file}.");
        var folder = Path.GetDirectoryName(Path.GetFullPath(file));
        if (!Directory.Exists(folder)) throw new UsageException($"{option}: the folder {folder} does not exist; make it first.");
    }
}
