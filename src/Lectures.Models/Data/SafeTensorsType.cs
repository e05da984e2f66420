using static TorchSharp.torch;

namespace Lectures.Models.Data;

/// <summary>The element types of safetensors files that libtorch has too, by the format's names.</summary>
internal static class SafeTensorsType
{
    private static readonly (string Name, ScalarType Type, int Size)[] all =
    [
        ("F64", ScalarType.Float64, 8), ("F32", ScalarType.Float32, 4),
        ("F16", ScalarType.Float16, 2), ("BF16", ScalarType.BFloat16, 2),
        ("I64", ScalarType.Int64, 8), ("I32", ScalarType.Int32, 4), ("I16", ScalarType.Int16, 2),
        ("I8", ScalarType.Int8, 1), ("U8", ScalarType.Byte, 1), ("BOOL", ScalarType.Bool, 1),
    ];

    /// <summary>All names.</summary>
    public static string Names { get; } = string.Join(", ", all.Select(type => type.Name));

    /// <summary>The type of that name, or null.</summary>
    public static ScalarType? Find(string name) =>
        all.Where(type => type.Name == name).Select(type => (ScalarType?)type.Type).FirstOrDefault();

    /// <summary>The format's name of a type.</summary>
    /// <exception cref="ArgumentException">The format has none.</exception>
    public static string Name(ScalarType type) => Of(type).Name;

    /// <summary>Bytes of one element.</summary>
    /// <exception cref="ArgumentException">The format has no such type.</exception>
    public static int Size(ScalarType type) => Of(type).Size;

    private static (string Name, ScalarType Type, int Size) Of(ScalarType type) =>
        all.FirstOrDefault(own => own.Type == type) is { Name: not null } found
        ? found
        : throw new ArgumentException($"safetensors: expected one of the types {Names}, got {type}.");
}
