using System.Text;

namespace Lectures.Runner.Check;

/// <summary>Reads a C# file: UTF-8, with or without a byte order mark.</summary>
internal static class SourceFile
{
    /// <summary>What to do without a file.</summary>
    public const string Remedy = "'check --new NAME' writes one to start from";

    private const long MostBytes = 4 << 20;
    private static readonly UTF8Encoding strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The file's text.</summary>
    /// <exception cref="UsageException">It is not there, cannot be read, is empty, too large or not UTF-8.</exception>
    public static string Read(string path)
    {
        if (Directory.Exists(path)) throw new UsageException($"{path}: expected a C# file, got a folder.");
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists) throw new UsageException($"{path}: no such file; {Remedy}.");
            if (file.Length > MostBytes)
                throw new UsageException($"{path}: expected a C# file of at most {MostBytes:N0} bytes, got {file.Length:N0}.");
            var text = strict.GetString(File.ReadAllBytes(path)).TrimStart('\uFEFF');
            return string.IsNullOrWhiteSpace(text)
                ? throw new UsageException($"{path}: expected a class derived from Layer or GeneralLayer, got an empty file; {Remedy}.")
                : text;
        }
        catch (DecoderFallbackException wrong)
        {
            throw new UsageException(
                $"{path}: expected UTF-8, got the byte 0x{wrong.BytesUnknown?[0]:X2} at offset {wrong.Index}; save it as UTF-8.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path}: cannot be read: {failure.Message.ReplaceLineEndings(" ")}");
        }
    }
}
