using Lectures.Models;
using static TorchSharp.torch;

namespace Lectures.Runner.Exchange;

/// <summary>What a tensor of a batch holds.</summary>
internal enum BatchContent
{
    /// <summary>Finite numbers, in the type of the weights.</summary>
    Numbers,

    /// <summary>Tokens or classes in [0, count).</summary>
    Indices,

    /// <summary>Classes in [0, count), or −100 where none is to be guessed.</summary>
    Targets,

    /// <summary>True for what does not count.</summary>
    Mask,
}

/// <summary>A tensor of a batch: how it is called, and what it must be.</summary>
/// <param name="Name">The name in the file.</param>
/// <param name="Content">What it holds.</param>
/// <param name="Shape">Sizes, or symbols (N, T …) that are the same in all tensors of a batch.</param>
internal sealed record BatchTensor(string Name, BatchContent Content, params Expect.Dimension[] Shape)
{
    private const long Ignored = -100;

    /// <summary>How many tokens or classes there are.</summary>
    public long Count { get; init; }

    /// <summary>Masks may be left out.</summary>
    public bool Optional => Content == BatchContent.Mask;

    /// <summary>The tensor checked, and converted to the type that the models take.</summary>
    /// <param name="tensor">As the file holds it.</param>
    /// <param name="type">The type of the weights.</param>
    /// <param name="sizes">The sizes of the symbols so far; new ones are added.</param>
    /// <param name="file">Where it comes from, for messages.</param>
    /// <exception cref="ArgumentException">It is not what it must be.</exception>
    public Tensor Check(Tensor tensor, ScalarType type, Dictionary<string, long> sizes, string file)
    {
        var subject = $"{file}: {Name}";
        Expect.Dimension[] shape = [.. Shape.Select(own => sizes.TryGetValue(own.Text, out var size) ? size : own)];
        Expect.Shape(tensor, shape, subject);
        foreach (var (dimension, size) in Shape.Zip(tensor.shape)) sizes[dimension.Text] = size;
        switch (Content)
        {
            case BatchContent.Numbers:
                Expect.FloatingPoint(tensor, subject);
                tensor = tensor.to(type);
                Expect.Finite(tensor, subject);
                return tensor;
            case BatchContent.Mask:
                return tensor.dtype == ScalarType.Bool ? tensor
                    : throw new ArgumentException($"{subject}: expected Bool (true = ignore), got {tensor.dtype}.");
            default:
                if (tensor.is_floating_point() || tensor.dtype == ScalarType.Bool)
                    throw new ArgumentException($"{subject}: expected whole numbers (I64), got {tensor.dtype}.");
                tensor = tensor.to(ScalarType.Int64);
                var ignored = tensor == Ignored;
                Expect.Indices(Content == BatchContent.Targets ? tensor.masked_fill(ignored, 0) : tensor, Count, name: subject);
                if (Content == BatchContent.Targets && ignored.all().item<bool>())
                    throw new ArgumentException(
                        $"{subject}: expected at least one class, got only {Ignored} (ignored).");
                return tensor;
        }
    }

    /// <summary>Random content: numbers in [0, 1), the same in every type; any tokens or classes; a mask that hides the
    /// end of every other pattern.</summary>
    /// <param name="sizes">The sizes of the symbols.</param>
    /// <param name="type">The type of the weights.</param>
    /// <param name="generator">Decides.</param>
    public Tensor Make(IReadOnlyDictionary<string, long> sizes, ScalarType type, Generator generator)
    {
        using var scope = NewDisposeScope();
        var shape = Array.ConvertAll(Shape, dimension => dimension.Size ?? sizes[dimension.Text]);
        var made = Content switch
        {
            BatchContent.Numbers => rand(shape, ScalarType.Float32, generator: generator).to(type),
            BatchContent.Mask => Ends(shape[0], shape[1]),
            _ => randint(0, Count, shape, dtype: ScalarType.Int64, generator: generator),
        };
        return made.MoveToOuterDisposeScope();
    }

    // (N,T): true from place ⌈T/2⌉ on in patterns 1, 3 …
    private static Tensor Ends(long n, long t) =>
        (arange(n).unsqueeze(1).remainder(2) == 1) & (arange(t) >= (t + 1) / 2);
}
