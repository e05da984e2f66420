using Lectures.Models.Native;
using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>y = x Wᵀ + b over the last dimension; leading dimensions are a batch.</summary>
public sealed class Affine : Layer
{
    private readonly Weight weight;
    private readonly Weight? bias;
    private readonly long inputs, outputs;
    private Tensor x = null!;

    /// <summary>The layer on given weights.</summary>
    /// <param name="weight">W, shape (O, I).</param>
    /// <param name="bias">b, shape (O), or null for none.</param>
    /// <exception cref="ArgumentException">The shapes do not fit each other.</exception>
    public Affine(Weight weight, Weight? bias = null)
    {
        Expect.Shape(weight.Value, ["O", "I"], nameof(weight));
        (outputs, inputs) = (weight.Value.size(0), weight.Value.size(1));
        if (bias is not null) Expect.Further(bias, [outputs], weight, nameof(bias));
        this.weight = Add(nameof(weight), weight);
        this.bias = bias is null ? null : Add(nameof(bias), bias);
    }

    /// <summary>I, the size of x's last dimension.</summary>
    public long Inputs => inputs;

    /// <summary>O, the size of y's last dimension.</summary>
    public long Outputs => outputs;

    // y = x Wᵀ + b                  x (…,I)   W (O,I)   b (O)   y (…,O)
    /// <inheritdoc/>
    protected override Tensor ForwardCore(Tensor x)
    {
        Expect.LastDimension(x, inputs);
        Expect.SameKind(x, weight.Value);
        this.x = Keep(x);
        return AffineMap.Of(x, weight.Value, bias?.Value);
    }

    // dx = dy W     dW = dyᵀ x     db = Σₙ dyₙ
    /// <inheritdoc/>
    protected override Tensor? BackwardCore(Tensor dy)
    {
        var (x2, dy2) = (Rows(x, inputs), Rows(dy, outputs));                // (N,I)   (N,O)
        weight.AccumulateOwn(Product.Transposed(dy2, x2));                   // (O,N)(N,I)
        bias?.AccumulateOwn(dy2.sum(dim: 0));
        if (!InputGradients) return null;
        var dx = Product.Of(dy2, weight.Value);                              // (N,O)(O,I)
        return ReferenceEquals(x2, x) ? dx : dx.view(x.shape);
    }

    private static Tensor Rows(Tensor x, long width) => x.dim() == 2 ? x : x.reshape(-1, width);
}
