using Lectures.Models.Kernels;
using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>Layer normalisation: each vector of the last dimension is brought to mean 0 and variance 1, then scaled and
/// shifted.</summary>
/// <remarks>Source: Ba, Kiros, Hinton (2016), Layer Normalization.</remarks>
public sealed class LayerNorm : Layer
{
    private readonly Weight weight, bias;
    private readonly double epsilon;
    private readonly long features;
    private Tensor normal = null!, inverse = null!;

    /// <summary>The layer on given weights.</summary>
    /// <param name="weight">w, shape (E).</param>
    /// <param name="bias">b, shape (E).</param>
    /// <param name="epsilon">ε, added to the variance.</param>
    /// <exception cref="ArgumentException">The weights do not fit each other, or ε is negative.</exception>
    public LayerNorm(Weight weight, Weight bias, double epsilon = 1e-5)
    {
        Expect.Shape(weight.Value, ["E"], nameof(weight));
        features = weight.Value.size(0);
        Expect.Further(bias, [features], weight, nameof(bias));
        (this.weight, this.bias) = (Add(nameof(weight), weight), Add(nameof(bias), bias));
        this.epsilon = Expect.NotNegative(epsilon);
    }

    /// <summary>ε, added to the variance.</summary>
    public double Epsilon => epsilon;

    // x̂ = (x − μ) r     r = 1/√(σ² + ε)     y = w x̂ + b            x, x̂, y (…,E)   μ, σ², r (…,1)   w, b (E)
    /// <inheritdoc/>
    protected override Tensor ForwardCore(Tensor x)
    {
        Expect.LastDimension(x, features);
        Expect.SameKind(x, weight.Value);
        if (!is_grad_enabled() && RowNorm.Pays(x))
        {
            var (y, own, r1) = RowNorm.Forward(x, weight.Value, bias.Value, epsilon);
            (normal, inverse) = (Keep(own), Keep(r1));
            return y;
        }
        var c = x - x.mean([-1], keepdim: true);
        var r = ((c * c).mean([-1], keepdim: true) + epsilon).rsqrt();
        var n = c * r;
        (normal, inverse) = (Keep(n), Keep(r));
        return (n * weight.Value).add_(bias.Value);
    }

    // dw = Σ dy x̂     db = Σ dy     sums over all but E
    // dx = r (dx̂ − m − x̂ m′), dx̂ = dy w, m = (1/E) Σₑ dx̂, m′ = (1/E) Σₑ dx̂ x̂
    /// <inheritdoc/>
    protected override Tensor BackwardCore(Tensor dy)
    {
        if (RowNorm.Pays(normal) && dy.dtype == normal.dtype)
        {
            var (whole, dw, db) = RowNorm.Backward(dy, weight.Value, normal, inverse);
            weight.AccumulateOwn(dw);
            bias.AccumulateOwn(db);
            return whole;
        }
        var (d, n) = (dy.reshape(-1, features), normal.reshape(-1, features)); // (N,E)
        var dn = d * n;                                                      // (N,E)
        weight.AccumulateOwn(dn.sum(dim: 0));
        bias.AccumulateOwn(d.sum(dim: 0));
        var share = (weight.Value / -(double)features).unsqueeze(1);         // −w/E (E,1)
        var dx = (d * weight.Value).add_(d.mm(share)).addcmul_(n, dn.mm(share), Scalars.One);
        return dx.mul_(inverse.reshape(-1, 1)).reshape(dy.shape);
    }
}
