using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Networks;

/// <summary>The threshold unit of §7.1 (3): g = 1 if wᵀx ≥ 0 else 0, with x₀ = 1 for the bias.</summary>
/// <remarks>It has no gradient and learns by the perceptron rule, only what is linearly separable.
/// x (N, I) → g (N, 1). Parameters: 0.weight (1, I), 0.bias (1).</remarks>
public sealed class Perceptron : SequentialModel
{
    private readonly long inputs;

    /// <summary>The unit with fresh weights from torch's global generator.</summary>
    /// <param name="inputs">Input units I, at least 1.</param>
    public Perceptron(long inputs) : base(nameof(Perceptron))
    {
        this.inputs = Expect.AtLeast(inputs, 1);
        AppendAffine(inputs, 1);
        Append(new ThresholdUnit(), _ => new Threshold());
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor x)
    {
        Expect.Shape(x, ["N", inputs]);
        return base.forward(x);
    }

    // w ← w + ρ (b − g) x
    /// <summary>The perceptron rule for the patterns one after the other.</summary>
    /// <param name="x">Patterns (N, I).</param>
    /// <param name="b">Teacher signals (N, 1), each 0 or 1.</param>
    /// <param name="rho">Learning rate ρ > 0.</param>
    /// <returns>How many patterns were wrong, so that the weights moved.</returns>
    /// <exception cref="ArgumentException">The shapes or types do not fit, a teacher signal is neither 0 nor 1, or ρ is
    /// not positive.</exception>
    public int Learn(Tensor x, Tensor b, double rho)
    {
        Expect.Shape(x, ["N", inputs]);
        Expect.Shape(b, [x.size(0), 1L]);
        Expect.SameKind(b, x, others: "x is");
        Expect.Positive(rho);
        using var off = no_grad();
        using (NewDisposeScope())
            if ((b * (b - 1)).count_nonzero().item<long>() > 0)
                throw new ArgumentException("b: expected teacher signals of 0 or 1.");
        var (weight, bias) = (get_parameter("0.weight")!, get_parameter("0.bias")!);
        var mistakes = 0;
        for (var p = 0L; p < x.size(0); p++)
        {
            using var scope = NewDisposeScope();
            var xp = x.narrow(0, p, 1);                                      // (1,I)
            var error = b.narrow(0, p, 1) - forward(xp);                     // (1,1)
            if (error.count_nonzero().item<long>() == 0) continue;
            mistakes++;
            weight.add_(error * xp, alpha: rho);
            bias.add_(error.reshape(1), alpha: rho);
        }
        return mistakes;
    }

    private sealed class ThresholdUnit() : nn.Module<Tensor, Tensor>(nameof(ThresholdUnit))
    {
        public override Tensor forward(Tensor h) => h.ge(0).to(h.dtype);
    }
}
