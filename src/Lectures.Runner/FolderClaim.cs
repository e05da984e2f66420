using Lectures.Models.Data;

namespace Lectures.Runner;

/// <summary>Keeps other programs out of a folder until it is disposed; takes a folder that was made for it away again
/// where nothing came of it.</summary>
internal sealed class FolderClaim : IDisposable
{
    /// <summary>The file that keeps them out.</summary>
    public const string Lock = ".lock";

    private readonly FileStream held;
    private readonly string? made;

    private FolderClaim(FileStream held, string? made) => (this.held, this.made) = (held, made);

    /// <summary>Makes the folder and claims it; what a program that was killed left half-written goes.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="taken">What is said when another program has it: <c>another program trains in it</c>.</param>
    /// <exception cref="UsageException">Another program has it.</exception>
    /// <exception cref="DataException">It cannot be written.</exception>
    public static FolderClaim Take(string folder, string taken) => DataException.Writing(folder, () =>
    {
        var isNew = !Directory.Exists(folder);
        Directory.CreateDirectory(folder);
        var claim = new FolderClaim(Hold(folder, taken), isNew ? folder : null);
        foreach (var half in Directory.GetFiles(folder).Where(AtomicFile.IsHalfWritten)) File.Delete(half);
        return claim;
    });

    public void Dispose()
    {
        held.Dispose();
        if (made is not null && !Directory.EnumerateFileSystemEntries(made).Any()) Directory.Delete(made);
    }

    private static FileStream Hold(string folder, string taken)
    {
        var path = Path.Combine(folder, Lock);
        try
        {
            return new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException) when (File.Exists(path))
        {
            throw new UsageException($"{folder}: {taken}.");
        }
    }
}
