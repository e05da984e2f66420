using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>Adds to each place of a sequence a pattern of sines and cosines that tells where it is; nothing is
/// learned.</summary>
/// <remarks>Source: Vaswani et al. (2017), Attention Is All You Need, §3.5.</remarks>
public sealed class SinusoidalPositions : Layer
{
    private Tensor? table;

    // y = x + P                     x, y (N,T,E)   P (T,E)
    /// <inheritdoc/>
    protected override Tensor ForwardCore(Tensor x)
    {
        Expect.FloatingPoint(x);
        Expect.Shape(x, ["N", "T", "E"]);
        return x + Positions(x);
    }

    // dx = dy
    /// <inheritdoc/>
    protected override Tensor BackwardCore(Tensor dy) => dy;

    /// <inheritdoc/>
    protected override void OnDispose() => table?.Dispose();

    /// <summary>Pₜ,₂ᵢ = sin(t / 10000^(2i/E)), Pₜ,₂ᵢ₊₁ = cos(t / 10000^(2i/E)); an odd E ends with a sine.</summary>
    /// <param name="length">T.</param>
    /// <param name="features">E.</param>
    /// <param name="type">The type of the result, rounded from float64.</param>
    /// <returns>P, shape (T, E), on the processor; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">T or E is below 1.</exception>
    public static Tensor Table(long length, long features, ScalarType type = ScalarType.Float32)
    {
        Expect.AtLeast(length, 1);
        Expect.AtLeast(features, 1);
        using var scope = NewDisposeScope();
        var exponents = arange(0, features, 2, ScalarType.Float64) / features;          // 2i/E
        var frequencies = (exponents * -Math.Log(10000)).exp();                          // (⌈E/2⌉)
        var angles = arange(length, ScalarType.Float64).outer(frequencies);              // (T,⌈E/2⌉)
        var pairs = stack([angles.sin(), angles.cos()], -1).flatten(1);                  // (T,2⌈E/2⌉)
        return pairs.narrow(1, 0, features).to(type).contiguous().MoveToOuterDisposeScope();
    }

    private Tensor Positions(Tensor x)
    {
        long length = x.size(1), features = x.size(2);
        if (table is null || table.size(0) < length || table.size(1) != features
            || table.dtype != x.dtype || table.device_type != x.device_type)
        {
            using var scope = NewDisposeScope();
            table?.Dispose();
            table = Table(length, features, x.dtype).to(x.device).DetachFromDisposeScope();
        }
        return table.narrow(0, 0, length);
    }
}
