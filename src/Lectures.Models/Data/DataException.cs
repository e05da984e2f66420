namespace Lectures.Models.Data;

/// <summary>Data that cannot be used: a file, folder or text that is missing, damaged or of the wrong kind.</summary>
/// <param name="message">One line: subject, expected, got, remedy. The command line prints it and exits with 2.</param>
/// <param name="cause">The error underneath, if there is one.</param>
public sealed class DataException(string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>Does what writes to a place, and names the place where that fails.</summary>
    /// <exception cref="DataException">The place may not be written, or the disk is full.</exception>
    internal static T Writing<T>(string path, Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{path}: cannot be written: {error.Message.ReplaceLineEndings(" ")}", error);
        }
    }

    /// <inheritdoc cref="Writing{T}"/>
    internal static void Writing(string path, Action write) => Writing(path, () =>
    {
        write();
        return true;
    });
}
