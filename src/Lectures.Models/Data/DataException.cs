namespace Lectures.Models.Data;

/// <summary>Data that cannot be used: a file, folder or text that is missing, damaged or of the wrong kind.</summary>
/// <param name="message">One line: subject, expected, got, remedy. The command line prints it and exits with 2.</param>
/// <param name="cause">The error underneath, if there is one.</param>
public sealed class DataException(string message, Exception? cause = null) : Exception(message, cause);
