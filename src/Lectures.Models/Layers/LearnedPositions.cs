using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>Adds to each place of a sequence a learned vector that tells where it is.</summary>
public sealed class LearnedPositions : Layer
{
    private readonly Weight weight;

    /// <summary>The layer on a given table.</summary>
    /// <param name="weight">P, shape (Tmax, E): a vector for each place.</param>
    /// <exception cref="ArgumentException">P has not two dimensions.</exception>
    public LearnedPositions(Weight weight)
    {
        Expect.Shape(weight.Value, ["T", "E"], nameof(weight));
        this.weight = Add(nameof(weight), weight);
    }

    // y = x + P[:T]                 x, y (N,T,E)   P (Tmax,E)
    /// <inheritdoc/>
    protected override Tensor ForwardCore(Tensor x)
    {
        Expect.Shape(x, ["N", "T", weight.Value.size(1)]);
        Expect.SameKind(x, weight.Value);
        if (x.size(1) > weight.Value.size(0))
            throw new ArgumentException(
                $"x: expected at most {weight.Value.size(0)} places T, got {x.size(1)}; shorten the sequence.");
        return x + weight.Value.narrow(0, 0, x.size(1));
    }

    // dx = dy     dP[:T] = Σₙ dyₙ, 0 beyond
    /// <inheritdoc/>
    protected override Tensor BackwardCore(Tensor dy)
    {
        var dw = zeros_like(weight.Value);
        dw.narrow(0, 0, dy.size(1)).copy_(dy.sum(dim: 0));                   // (T,E)
        weight.AccumulateOwn(dw);
        return dy;
    }
}
