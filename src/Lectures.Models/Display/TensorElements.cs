using static TorchSharp.torch;

namespace Lectures.Models.Display;

/// <summary>The elements of a tensor as text, all in one form and padded to one width.</summary>
internal sealed class TensorElements
{
    private readonly string[] texts;

    /// <summary>Reads a tensor's elements.</summary>
    /// <param name="tensor">On any device, of any strides, not empty.</param>
    public TensorElements(Tensor tensor)
    {
        var flat = tensor.cpu().flatten();
        (texts, Width) = tensor.dtype switch
        {
            ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64 => Complex(flat),
            ScalarType.Bool => Padded([.. flat.data<bool>().Select(value => value ? "True" : "False")]),
            _ when flat.is_floating_point() => Real(flat),
            _ => Padded([.. flat.to(ScalarType.Int64).data<long>().Select(value => $"{value}")]),
        };
    }

    /// <summary>The width of each, by which a line is filled.</summary>
    public int Width { get; }

    /// <summary>An element, in row-major order.</summary>
    public string this[int index] => texts[index];

    private static (string[], int) Real(Tensor flat)
    {
        double[] values = [.. flat.to(ScalarType.Float64).data<double>()];
        var form = new RealForm(values);
        return (Array.ConvertAll(values, value => form.Text(value).PadLeft(form.Width)), form.Width);
    }

    private static (string[], int) Complex(Tensor flat)
    {
        double[] parts = [.. view_as_real(flat.to(ScalarType.ComplexFloat64)).flatten().data<double>()];
        double[] real = [.. parts.Where((_, i) => i % 2 == 0)], imaginary = [.. parts.Where((_, i) => i % 2 == 1)];
        RealForm first = new(real), second = new(imaginary);
        return ([.. real.Zip(imaginary, (a, b) =>
        {
            var (left, right) = (first.Text(a).PadLeft(first.Width), second.Text(b));
            return $"{left}{(right[0] == '-' ? "" : "+")}{right}j";
        })], first.Width + second.Width + 1);
    }

    private static (string[], int) Padded(string[] texts)
    {
        var width = texts.Max(text => text.Length);
        return (Array.ConvertAll(texts, text => text.PadLeft(width)), width);
    }
}
