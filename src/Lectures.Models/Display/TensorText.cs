using TorchSharp;
using static TorchSharp.torch;

namespace Lectures.Models.Display;

/// <summary>Tensors as PyTorch prints them: aligned, four digits, and of more than 1,000 elements the three at either
/// end of each dimension.</summary>
public static class TensorText
{
    private const int Threshold = 1000, Edge = 3, LineWidth = 80;
    private const string Begin = "tensor(";

    /// <summary>What PyTorch's <c>repr</c> gives, except that the name of a <c>grad_fn</c> is not known.</summary>
    /// <param name="tensor">Of any shape, type and device; autograd does not notice.</param>
    /// <returns>One or more lines.</returns>
    public static string Of(Tensor tensor)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        if (tensor.is_sparse || tensor.IsInvalid) return tensor.ToString() ?? "";
        List<string> suffixes = [];
        if (tensor.device_type != DeviceType.CPU) suffixes.Add($"device='{tensor.device}'");
        var isEmpty = tensor.numel() == 0;
        var isMeta = tensor.device_type == DeviceType.META;
        if (isMeta || (isEmpty && tensor.dim() != 1)) suffixes.Add($"size={Shape(tensor)}");
        if (!IsUnderstood(tensor.dtype, isEmpty)) suffixes.Add($"dtype=torch.{TypeName(tensor.dtype)}");
        if (tensor.requires_grad) suffixes.Add("requires_grad=True");
        return Suffixed(Begin + (isMeta ? "..." : isEmpty ? "[]" : new Block(tensor).Text()), suffixes);
    }

    /// <summary>Shape, type and device in a line: <c>shape (2, 3), float32, cpu</c>.</summary>
    public static string Description(Tensor tensor) =>
        $"shape {Shape(tensor)}, {TypeName(tensor.dtype)}, {tensor.device}";

    /// <summary>PyTorch's name of a type: <c>float32</c>.</summary>
    public static string TypeName(ScalarType type) => type switch
    {
        ScalarType.Byte => "uint8",
        ScalarType.ComplexFloat32 => "complex64",
        ScalarType.ComplexFloat64 => "complex128",
        _ => type.ToString().ToLowerInvariant(),
    };

    /// <summary>A shape as Python writes a tuple: <c>(2, 3)</c>, <c>(2,)</c>, <c>()</c>.</summary>
    internal static string Shape(Tensor tensor) =>
        tensor.dim() == 1 ? $"({tensor.size(0)},)" : $"({string.Join(", ", tensor.shape)})";

    // Whether the numbers alone tell the type.
    private static bool IsUnderstood(ScalarType type, bool isEmpty)
    {
        var real = get_default_dtype();
        var complex = real == ScalarType.Float64 ? ScalarType.ComplexFloat64 : ScalarType.ComplexFloat32;
        return type == real || (!isEmpty && (type is ScalarType.Int64 or ScalarType.Bool || type == complex));
    }

    private static string Suffixed(string text, List<string> suffixes)
    {
        var line = text.Length - text.LastIndexOf('\n') + 1;
        foreach (var suffix in suffixes)
        {
            var fits = line + suffix.Length + 2 <= LineWidth;
            text += fits ? $", {suffix}" : $",\n{new string(' ', Begin.Length)}{suffix}";
            line = fits ? line + suffix.Length + 2 : Begin.Length + suffix.Length;
        }
        return text + ")";
    }

    /// <summary>The nested brackets.</summary>
    private sealed class Block
    {
        private readonly bool[] isCut;
        private readonly long[] shape;
        private readonly TensorElements elements;
        private int next;

        public Block(Tensor tensor)
        {
            var isLong = tensor.numel() > Threshold;
            isCut = Array.ConvertAll(tensor.shape, size => isLong && size > 2 * Edge);
            var shown = tensor.detach();
            for (var d = 0; d < isCut.Length; d++)
                if (isCut[d])
                    shown = cat([shown.narrow(d, 0, Edge), shown.narrow(d, shown.size(d) - Edge, Edge)], d);
            shape = shown.shape;
            elements = new(shown);
        }

        public string Text() => shape.Length == 0 ? elements[0] : Text(0, Begin.Length);

        private string Text(int d, int indentation)
        {
            var items = new List<string>();
            for (var i = 0; i < shape[d]; i++)
            {
                if (isCut[d] && i == Edge) items.Add(d == shape.Length - 1 ? " ..." : "...");
                items.Add(d == shape.Length - 1 ? elements[next++] : Text(d + 1, indentation + 1));
            }
            var spaces = new string(' ', indentation + 1);
            if (d < shape.Length - 1)
                return $"[{string.Join($",{new string('\n', shape.Length - d - 1)}{spaces}", items)}]";
            var perLine = Math.Max(1, (LineWidth - indentation) / (elements.Width + 2));
            return $"[{string.Join($",\n{spaces}", items.Chunk(perLine).Select(line => string.Join(", ", line)))}]";
        }
    }
}
