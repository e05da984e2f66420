using static TorchSharp.torch;

namespace Lectures.Models.Data;

/// <summary>Named tensors and free strings, as files in the safetensors format hold them.</summary>
/// <param name="Tensors">Tensors by name, on the processor.</param>
/// <param name="Metadata">Strings by name.</param>
/// <remarks>
/// Types: F64, F32, F16, BF16, I64, I32, I16, I8, U8, BOOL. Elements are little-endian and in row-major order.
/// A file that breaks a rule of the format is refused, never read wrongly: header length, JSON, duplicate names, sizes
/// that do not fit shape and type, offsets with overlap, hole or excess.
/// Source: Hugging Face, Safetensors, section "Format".
/// </remarks>
public sealed record SafeTensors(
    IReadOnlyDictionary<string, Tensor> Tensors, IReadOnlyDictionary<string, string> Metadata)
{
    private const int BufferSize = 1 << 16;

    /// <summary>Tensors without metadata.</summary>
    public SafeTensors(IReadOnlyDictionary<string, Tensor> tensors) : this(tensors, new Dictionary<string, string>())
    {
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The tensors in the order of their bytes, in the caller's dispose scope.</returns>
    /// <exception cref="DataException">The file is missing or breaks a rule of the format; the message names the file,
    /// the tensor and the rule.</exception>
    public static SafeTensors Read(string path) => ReadableFile.Read(path, file =>
    {
        using var scope = NewDisposeScope();
        var header = SafeTensorsHeader.Read(path, file);
        var tensors = header.Entries.ToDictionary(entry => entry.Name, entry => Read(path, file, entry));
        scope.MoveToOuter(tensors.Values);
        return new SafeTensors(tensors, header.Metadata);
    });

    /// <summary>Writes a file, whole or not at all: wider types first, so that every element is aligned.</summary>
    /// <param name="path">The file to make or to replace; its folder must exist.</param>
    /// <exception cref="ArgumentException">A tensor is of a type that the format lacks, or named
    /// <c>__metadata__</c>.</exception>
    /// <exception cref="DataException">The file cannot be written.</exception>
    public void Write(string path)
    {
        if (Tensors.ContainsKey(SafeTensorsHeader.MetadataName))
            throw new ArgumentException(
                $"{SafeTensorsHeader.MetadataName}: this name is the metadata's; give the tensor another.");
        var entries = new List<SafeTensorsEntry>();
        foreach (var (name, tensor) in Tensors.OrderByDescending(named => SafeTensorsType.Size(named.Value.dtype)))
        {
            var begin = entries.Count == 0 ? 0 : entries[^1].End;
            var end = begin + SafeTensorsEntry.Bytes(tensor.dtype, tensor.shape)!.Value;
            entries.Add(new(name, tensor.dtype, tensor.shape, begin, end));
        }
        AtomicFile.Write(path, stream =>
        {
            new SafeTensorsHeader(entries, Metadata).Write(stream);
            foreach (var entry in entries) Write(stream, Tensors[entry.Name]);
        });
    }

    private static Tensor Read(string path, FileStream file, SafeTensorsEntry entry)
    {
        var boolean = entry.Type == ScalarType.Bool;
        var tensor = empty(entry.Shape, boolean ? ScalarType.Byte : entry.Type);
        if (tensor.numel() > 0) tensor.ReadBytesFromStream(file, BufferSize);
        if (!boolean) return tensor;
        if (tensor.numel() > 0 && tensor.max().item<byte>() is > 1 and var other)
            throw new DataException(
                $"{path}: {SafeTensorsHeader.Quote(entry.Name)}: expected each BOOL to be 0 or 1, got {other}.");
        return tensor.to(ScalarType.Bool);
    }

    private static void Write(Stream stream, Tensor tensor)
    {
        using var scope = NewDisposeScope();
        if (tensor.numel() > 0) tensor.detach().cpu().contiguous().WriteBytesToStream(stream, BufferSize);
    }
}
