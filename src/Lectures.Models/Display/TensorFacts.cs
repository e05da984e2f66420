using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace Lectures.Models.Display;

/// <summary>What one asks of a tensor before one uses it; several of them are shown as a table.</summary>
/// <param name="Tensor">Its name.</param>
/// <param name="Rank">The number of its axes.</param>
/// <param name="Shape">The length of each, as Python writes it.</param>
/// <param name="Dtype">PyTorch's name of its type.</param>
/// <param name="Axes">What the axes count.</param>
public sealed record TensorFacts(string Tensor, long Rank, string Shape, string Dtype, string Axes)
{
    /// <summary>Those of a tensor.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="axes">What its axes count, or nothing.</param>
    /// <param name="name">Its name; the expression that is passed unless it is said.</param>
    public static TensorFacts Of(
        Tensor tensor, string axes = "", [CallerArgumentExpression(nameof(tensor))] string name = "") =>
        new(name, tensor.dim(), TensorText.Shape(tensor), TensorText.TypeName(tensor.dtype), axes);
}
