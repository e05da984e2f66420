namespace Lectures.Models.Data;

/// <summary>Opens files to read; what goes wrong is one line that names the file.</summary>
internal static class ReadableFile
{
    /// <summary>Opens a file, reads from it and closes it.</summary>
    /// <exception cref="DataException">It is missing, a folder, or cannot be read; or <paramref name="read"/> says
    /// so.</exception>
    public static T Read<T>(string path, Func<FileStream, T> read)
    {
        try
        {
            using var file = File.OpenRead(path);
            return read(file);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataException($"{path}: no such file.", error);
        }
        catch (UnauthorizedAccessException error)
        {
            var reason = Directory.Exists(path) ? "expected a file, got a folder" : "may not be read";
            throw new DataException($"{path}: {reason}.", error);
        }
        catch (IOException error)
        {
            throw new DataException($"{path}: cannot be read: {error.Message.ReplaceLineEndings(" ")}", error);
        }
    }
}
