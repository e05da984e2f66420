using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Checking;

/// <summary>A derivative by central differences, (L(θ + h v) − L(θ − h v)) / 2h.</summary>
/// <param name="Slope">The quotient.</param>
/// <param name="Step">The step h.</param>
/// <param name="Loss">|L|, which decides how much rounding there is.</param>
/// <param name="Kink">True when θ ± h v lie on different pieces of the function: the quotient then mixes two
/// slopes.</param>
public readonly record struct Difference(double Slope, double Step, double Loss, bool Kink)
{
    /// <summary>By how much the slopes on both sides differ, |L(θ + h v) − 2 L(θ) + L(θ − h v)| / h.</summary>
    internal double Bend { get; init; }

    /// <summary>What rounding alone may do to the quotient: 4 ε |L| / h.</summary>
    public double Rounding => 4 * Math.Pow(2, -52) * Loss / Step;
}

/// <summary>Central differences of a loss L for one of the tensors it depends on, in float64.</summary>
/// <remarks>The tensor is moved in place and put back exactly.</remarks>
/// <param name="evaluate">L, and which piece of the function each element of a layer with kinks is on.</param>
internal sealed class Differences(Func<(double Loss, List<Tensor> Pieces)> evaluate)
{
    private double? centre;
    private static readonly double[] steps = [1e-4, 1e-5, 1e-3, 1e-6, 1e-7];

    /// <summary>Of L = Σ ⟨dy, y⟩ of a tree of layers; generators and buffers are restored before every
    /// forward.</summary>
    public Differences(GeneralLayer root, Tensor?[] inputs, Tensor?[] outputGradients, LayerState state) : this(() =>
    {
        state.Restore();
        var loss = Gradients.Sum(root.Forward(inputs), outputGradients)!.item<double>();
        var pieces = root.NamedLayers().Select(named => named.Layer).OfType<IPiecewise>();
        return (loss, pieces.Select(layer => layer.Pieces.clone()).ToList());
    })
    {
    }

    /// <summary>The derivative for one entry.</summary>
    /// <param name="tensor">What is moved.</param>
    /// <param name="index">The entry's row-major index.</param>
    /// <param name="step">The step h; smaller ones are tried while h reaches over a kink.</param>
    public Difference Entry(Tensor tensor, long index, double step)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var entry = tensor.as_strided([], [], Offset(tensor, index));
        var own = entry.item<double>();
        return AwayFromKinks(step, h => entry.fill_(own + h), () => entry.fill_(own));
    }

    /// <summary>The derivative in a direction v of length 1.</summary>
    public Difference Direction(Tensor tensor, Tensor direction, double step)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var own = tensor.clone();
        return AwayFromKinks(step, h => tensor.copy_(own + h * direction), () => tensor.copy_(own));
    }

    /// <summary>The step of 1e-3 … 1e-7 at which the quotients for h and h/2 agree best (at once when to
    /// 1e-8).</summary>
    public static double BestStep(Func<double, Difference> measure)
    {
        var (best, least) = (steps[0], double.PositiveInfinity);
        foreach (var h in steps)
        {
            var (full, half) = (measure(h), measure(h / 2));
            if (full.Kink || half.Kink) continue;
            var disagreement = Math.Abs(full.Slope - half.Slope) / Math.Max(Math.Abs(half.Slope), 1e-12);
            if (disagreement < least) (best, least) = (h, disagreement);
            if (disagreement < 1e-8) break;
        }
        return best;
    }

    /// <summary>A random direction of length 1, shaped like the tensor.</summary>
    public static Tensor RandomDirection(Tensor tensor, Generator generator)
    {
        using var scope = NewDisposeScope();
        var v = randn(tensor.shape, tensor.dtype, tensor.device, generator: generator);
        return (v / v.norm()).MoveToOuterDisposeScope();
    }

    /// <summary>Whether there is a kink that no layer has told of: the slopes on both sides then differ by the same for
    /// every step, where a smooth function's come together.</summary>
    public static bool IsKink(Func<double, Difference> measure)
    {
        var (wide, narrow) = (measure(1e-4), measure(1e-6));
        return narrow.Bend > 0.3 * wide.Bend && narrow.Bend > 100 * narrow.Rounding;
    }

    private Difference AwayFromKinks(double step, Action<double> move, Action putBack)
    {
        centre ??= evaluate().Loss;    // every entry is put back exactly
        for (var h = step; ; h /= 10)
        {
            try
            {
                move(h);
                var (plus, piecesPlus) = evaluate();
                move(-h);
                var (minus, piecesMinus) = evaluate();
                var kink = piecesPlus.Zip(piecesMinus).Any(pair => pair.First.ne(pair.Second).any().item<bool>());
                if (!kink || h <= steps[^1])
                    return new((plus - minus) / (2 * h), h, Math.Max(Math.Abs(plus), Math.Abs(minus)), kink)
                    { Bend = Math.Abs(plus - 2 * centre.Value + minus) / h };
            }
            finally
            {
                putBack();
            }
        }
    }

    private static long Offset(Tensor tensor, long index)
    {
        var offset = tensor.storage_offset();
        for (var d = (int)tensor.dim() - 1; d >= 0; d--)
        {
            offset += index % tensor.size(d) * tensor.stride(d);
            index /= tensor.size(d);
        }
        return offset;
    }
}
