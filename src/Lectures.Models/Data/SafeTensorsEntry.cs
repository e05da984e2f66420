using static TorchSharp.torch;

namespace Lectures.Models.Data;

/// <summary>What the header of a safetensors file says of one tensor.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its elements.</param>
/// <param name="Shape">Its dimensions, outermost first; none for a scalar.</param>
/// <param name="Begin">Where its first byte stands, from the beginning of the data.</param>
/// <param name="End">Where its last byte has been.</param>
internal sealed record SafeTensorsEntry(string Name, ScalarType Type, long[] Shape, long Begin, long End)
{
    /// <summary>Bytes that elements of this type and shape need; null where that overflows an Int64.</summary>
    public static long? Bytes(ScalarType type, IEnumerable<long> shape)
    {
        Int128 bytes = SafeTensorsType.Size(type), least = bytes;   // least: as if no size were 0, for the strides
        foreach (var size in shape)
        {
            bytes *= size;
            least *= Math.Max(1, size);
            if (least > long.MaxValue) return null;
        }
        return (long)bytes;
    }
}
