using Lectures.Models.Data;

namespace Lectures.Runner.Train;

/// <summary>Text files; what goes wrong is one line that names the file.</summary>
internal static class ReadableText
{
    /// <summary>The whole text.</summary>
    /// <exception cref="DataException">The file is missing or cannot be read.</exception>
    public static string Of(string path) => ReadableFile.Read(path, file => new StreamReader(file).ReadToEnd());
}
