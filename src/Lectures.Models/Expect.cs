using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models;

/// <summary>What an argument must be; each check throws one line: what, expected, got, remedy.</summary>
internal static class Expect
{
    /// <summary>A dimension: a size, or a symbol (N, T …) for any size.</summary>
    internal readonly record struct Dimension(string? Symbol, long? Size)
    {
        public string Text => Symbol ?? $"{Size}";

        public static implicit operator Dimension(long size) => new(null, size);
        public static implicit operator Dimension(string symbol) => new(symbol, null);
    }

    /// <summary>Checks rank and sizes; a symbol matches any size but 0.</summary>
    public static void Shape(
        Tensor tensor, ReadOnlySpan<Dimension> shape, [CallerArgumentExpression(nameof(tensor))] string name = "")
    {
        var fits = tensor.dim() == shape.Length;
        for (var i = 0; fits && i < shape.Length; i++)
            fits = shape[i].Size is { } size ? tensor.size(i) == size : tensor.size(i) > 0;
        if (fits) return;
        var texts = new string[shape.Length];
        for (var i = 0; i < texts.Length; i++) texts[i] = shape[i].Text;
        throw new ArgumentException($"{name}: expected shape {Text(texts)}, got {Text(tensor.shape)}.");
    }

    /// <summary>Checks that a shape is exactly another one.</summary>
    public static void Shape(Tensor tensor, long[] shape, [CallerArgumentExpression(nameof(tensor))] string name = "")
    {
        if (!IsShape(tensor, shape))
            throw new ArgumentException($"{name}: expected shape {Text(shape)}, got {Text(tensor.shape)}.");
    }

    /// <summary>The shape of a tensor, read dimension by dimension: a tenth of the time that the property takes, of which
    /// every layer needs some.</summary>
    public static long[] Sizes(Tensor tensor)
    {
        var sizes = new long[tensor.dim()];
        for (var i = 0; i < sizes.Length; i++) sizes[i] = tensor.size(i);
        return sizes;
    }

    /// <summary>Whether a shape is exactly another one, without asking for it as an array.</summary>
    public static bool IsShape(Tensor tensor, long[] shape)
    {
        var fits = tensor.dim() == shape.Length;
        for (var i = 0; fits && i < shape.Length; i++) fits = tensor.size(i) == shape[i];
        return fits;
    }

    /// <summary>Checks a shape of any rank ≥ 1 by its last dimension, e.g. (…, 5).</summary>
    public static void LastDimension(
        Tensor tensor, long size, [CallerArgumentExpression(nameof(tensor))] string name = "")
    {
        if (tensor.dim() == 0 || tensor.size(-1) != size || tensor.numel() == 0)
            throw new ArgumentException($"{name}: expected shape (…, {size}), got {Text(tensor.shape)}.");
    }

    /// <summary>Checks that there is something in a tensor.</summary>
    public static void NotEmpty(Tensor tensor, [CallerArgumentExpression(nameof(tensor))] string name = "")
    {
        if (tensor.numel() == 0)
            throw new ArgumentException($"{name}: expected at least one element, got shape {Text(tensor.shape)}.");
    }

    /// <summary>Checks the number of dimensions, e.g. at least 2 for (N, …).</summary>
    public static void AtLeastDimensions(
        Tensor tensor, int least, string shape, [CallerArgumentExpression(nameof(tensor))] string name = "")
    {
        if (tensor.dim() < least)
            throw new ArgumentException($"{name}: expected shape {shape}, got {Text(tensor.shape)}.");
    }

    /// <summary>Checks that type and device are those of the weight (or what <paramref name="others"/> names) that the
    /// tensor meets.</summary>
    public static void SameKind(
        Tensor tensor, Tensor other,
        [CallerArgumentExpression(nameof(tensor))] string name = "", string others = "the weights are")
    {
        if (tensor.dtype != other.dtype)
            throw new ArgumentException($"{name}: expected {other.dtype} as {others}, got {tensor.dtype}; "
                + $"convert it with .to(ScalarType.{other.dtype}).");
        if (tensor.device_type != other.device_type)
            throw new ArgumentException(
                $"{name}: expected device {other.device}, where {others}, got {tensor.device}; move it with .to(…).");
    }

    /// <summary>Checks that targets are numbers of the prediction's shape, type and device, at least one.</summary>
    public static void Targets(Tensor targets, Tensor prediction, string name = "targets")
    {
        NotEmpty(prediction, "prediction");
        Shape(targets, prediction.shape, name);
        SameKind(targets, prediction, name, "the prediction is");
    }

    /// <summary>Checks a further weight of a layer: its shape, and the first one's type and device.</summary>
    public static void Further(Weight further, ReadOnlySpan<Dimension> shape, Weight first, string name)
    {
        Shape(further.Value, shape, name);
        SameKind(further.Value, first.Value, name, "the other weights are");
    }

    /// <summary>Checks that a tensor holds floating-point numbers.</summary>
    public static void FloatingPoint(Tensor tensor, [CallerArgumentExpression(nameof(tensor))] string name = "")
    {
        if (!tensor.is_floating_point())
            throw new ArgumentException(
                $"{name}: expected floating point, got {tensor.dtype}; convert it with .to(ScalarType.Float32).");
    }

    /// <summary>Checks that a tensor holds neither NaN nor infinity; reads it.</summary>
    public static void Finite(Tensor tensor, [CallerArgumentExpression(nameof(tensor))] string name = "")
    {
        using var scope = NewDisposeScope();
        var bad = tensor.isfinite().logical_not().nonzero();
        if (bad.size(0) == 0) return;
        var index = bad[0].data<long>().ToArray();
        var value = tensor[[.. index.Select(i => TensorIndex.Single(i))]].to(ScalarType.Float64).item<double>();
        throw new ArgumentException($"{name}: expected finite values, got {value} at {Text(index)}.");
    }

    /// <summary>Checks that a tensor holds indices, int64, each in [0, count) or <paramref name="ignored"/>; reads the
    /// tensor back.</summary>
    /// <returns>How many are not ignored.</returns>
    public static long Indices(
        Tensor tensor, long count, long? ignored = null, [CallerArgumentExpression(nameof(tensor))] string name = "")
    {
        if (tensor.dtype != ScalarType.Int64)
            throw new ArgumentException(
                $"{name}: expected Int64 indices, got {tensor.dtype}; convert them with .to(ScalarType.Int64).");
        using var copy = tensor.device_type == TorchSharp.DeviceType.CPU && tensor.is_contiguous()
            ? null : tensor.cpu().contiguous();
        var counted = 0L;
        foreach (var index in MemoryMarshal.Cast<byte, long>((copy ?? tensor).bytes))
        {
            if (index == ignored) continue;
            if (index < 0 || index >= count)
                throw new ArgumentException($"{name}: expected indices in [0, {count}), got {index}.");
            counted++;
        }
        return counted;
    }

    /// <summary>Checks a number against the least value allowed.</summary>
    public static long AtLeast(long value, long least, [CallerArgumentExpression(nameof(value))] string name = "") =>
        value >= least ? value : throw new ArgumentException($"{name}: expected at least {least}, got {value}.");

    /// <summary>Checks a number of parts that are made one by one: thousands would take hours and all memory.</summary>
    public static long Few(long value, string name) => value is >= 1 and <= 1000
        ? value
        : throw new ArgumentException($"{name}: expected 1 to 1,000, got {value}.");

    /// <summary>Checks a positive, finite number.</summary>
    public static double Positive(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        value > 0 && double.IsFinite(value)
            ? value
            : throw new ArgumentException($"{name}: expected a positive number, got {value}.");

    /// <summary>Checks a finite number of at least 0.</summary>
    public static double NotNegative(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        value >= 0 && double.IsFinite(value)
            ? value
            : throw new ArgumentException($"{name}: expected a finite number of at least 0, got {value}.");

    /// <summary>Checks a share, 0 ≤ p &lt; 1.</summary>
    public static double Share(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        value is >= 0 and < 1
            ? value
            : throw new ArgumentException($"{name}: expected a share in [0, 1), got {value}.");

    /// <summary>Checks that a number divides another.</summary>
    public static long Divisor(
        long value, long whole, [CallerArgumentExpression(nameof(value))] string name = "",
        [CallerArgumentExpression(nameof(whole))] string wholeName = "") =>
        value >= 1 && whole % value == 0
            ? value
            : throw new ArgumentException($"{name}: expected a divisor of {wholeName} = {whole}, got {value}.");

    /// <summary>The error for a wrong number of inputs.</summary>
    public static ArgumentException Inputs(GeneralLayer layer, int count, Tensor?[] inputs) =>
        new($"{layer.GetType().Name}: expected {count} input{(count == 1 ? "" : "s")}, "
            + $"got {inputs.Count(x => x is not null)}.");

    /// <summary>A shape as text, e.g. (3, 5).</summary>
    public static string Text<T>(IEnumerable<T> shape) => $"({string.Join(", ", shape)})";
}
