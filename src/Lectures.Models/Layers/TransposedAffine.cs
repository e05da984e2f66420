using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>y = x W + b over the last dimension: the decoder whose weight is tied to an <see cref="Affine"/>
/// encoder's.</summary>
public sealed class TransposedAffine : Layer
{
    private readonly Weight weight;
    private readonly Weight? bias;
    private readonly long inputs, outputs;
    private Tensor x = null!;

    /// <summary>The layer on given weights.</summary>
    /// <param name="weight">W, shape (I, O).</param>
    /// <param name="bias">b, shape (O), or null for none.</param>
    /// <exception cref="ArgumentException">The shapes do not fit each other.</exception>
    public TransposedAffine(Weight weight, Weight? bias = null)
    {
        Expect.Shape(weight.Value, ["I", "O"], nameof(weight));
        (inputs, outputs) = (weight.Value.size(0), weight.Value.size(1));
        if (bias is not null) Expect.Further(bias, [outputs], weight, nameof(bias));
        this.weight = Add(nameof(weight), weight);
        this.bias = bias is null ? null : Add(nameof(bias), bias);
    }

    // y = x W + b                   x (…,I)   W (I,O)   b (O)   y (…,O)
    /// <inheritdoc/>
    protected override Tensor ForwardCore(Tensor x)
    {
        Expect.LastDimension(x, inputs);
        Expect.SameKind(x, weight.Value);
        this.x = Keep(x);
        return nn.functional.linear(x, weight.Value.t(), bias?.Value);
    }

    // dx = dy Wᵀ     dW = xᵀ dy     db = Σₙ dyₙ
    /// <inheritdoc/>
    protected override Tensor BackwardCore(Tensor dy)
    {
        var dy2 = dy.reshape(-1, outputs);                                   // (N,O)
        weight.AccumulateOwn(x.reshape(-1, inputs).t().mm(dy2));             // (I,N)(N,O)
        bias?.AccumulateOwn(dy2.sum(dim: 0));
        return dy2.mm(weight.Value.t()).reshape(x.shape);                    // (N,O)(O,I)
    }
}
