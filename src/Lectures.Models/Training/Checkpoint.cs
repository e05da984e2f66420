using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Lectures.Models.Data;
using static TorchSharp.torch;

namespace Lectures.Models.Training;

/// <summary>Files that a run goes on from, <c>checkpoint-STEP.safetensors</c>, each with a checksum over all it holds.
/// The last two are kept: a new one is whole before the oldest goes.</summary>
public static class Checkpoint
{
    private const string Stem = "checkpoint-", Extension = ".safetensors", ChecksumKey = "sha256";
    private const int Kept = 2;

    /// <summary>Writes a checkpoint, whole or not at all, and then deletes all but it and the one before.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="number">Steps taken so far; larger than in all checkpoints before.</param>
    /// <param name="content">What to keep.</param>
    /// <exception cref="DataException">It cannot be written; those before are left.</exception>
    public static void Save(string folder, long number, SafeTensors content)
    {
        var metadata = new Dictionary<string, string>(content.Metadata) { [ChecksumKey] = ChecksumOf(content) };
        new SafeTensors(content.Tensors, metadata).Write(
            Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{Stem}{number:D8}{Extension}")));
        foreach (var old in In(folder).SkipLast(Kept)) File.Delete(old);
    }

    /// <summary>The checkpoints of a folder, the newest last.</summary>
    public static IReadOnlyList<string> In(string folder) =>
        [.. Directory.GetFiles(folder, $"{Stem}*{Extension}").Where(path => NumberOf(path) is not null).OrderBy(NumberOf)];

    // Null for a file with a name like ours, but no number.
    private static long? NumberOf(string path) => long.TryParse(
        Path.GetFileNameWithoutExtension(path.AsSpan())[Stem.Length..], NumberStyles.None, CultureInfo.InvariantCulture,
        out var number) ? number : null;

    /// <summary>Reads a checkpoint.</summary>
    /// <returns>The tensors in the caller's dispose scope.</returns>
    /// <exception cref="DataException">The file is missing or damaged.</exception>
    public static SafeTensors Load(string path)
    {
        var content = SafeTensors.Read(path);
        var metadata = new Dictionary<string, string>(content.Metadata);
        return metadata.Remove(ChecksumKey, out var expected)
            && ChecksumOf(content with { Metadata = metadata }) == expected
                ? content with { Metadata = metadata }
                : throw new DataException($"{path}: the checkpoint is damaged: its content does not fit its checksum.");
    }

    // SHA-256 of every name, type, shape and byte, in the order of names.
    private static string ChecksumOf(SafeTensors content)
    {
        using var scope = NewDisposeScope();
        using var hash = SHA256.Create();
        using var stream = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write);
        foreach (var (name, value) in content.Metadata.OrderBy(named => named.Key, StringComparer.Ordinal))
            Text($"{name.Length} {name}{value.Length} {value}");
        foreach (var (name, tensor) in content.Tensors.OrderBy(named => named.Key, StringComparer.Ordinal))
        {
            Text($"{name.Length} {name}{tensor.dtype} {string.Join(' ', tensor.shape)}\n");
            if (tensor.numel() > 0) tensor.detach().cpu().contiguous().WriteBytesToStream(stream, 1 << 16);
        }
        stream.FlushFinalBlock();
        return Convert.ToHexStringLower(hash.Hash!);

        void Text(string text) => stream.Write(Encoding.UTF8.GetBytes(text));
    }
}
