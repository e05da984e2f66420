using static TorchSharp.torch;

namespace Lectures.Models.Losses;

/// <summary>Binary cross-entropy on logits in nats, L = −(1/n) Σ (t log σ(z) + (1 − t) log(1 − σ(z))) over all n
/// elements.</summary>
/// <remarks>
/// Logits z (…), targets t like z, each in [0, 1]. As PyTorch's BCEWithLogits: computed as max(z, 0) − z t + log(1 +
/// e^−|z|), which overflows for no z. Source: Bishop (2006), §4.3.2; ∂L/∂z = (σ(z) − t) / n.
/// </remarks>
public sealed class BinaryCrossEntropy : Loss
{
    private Tensor z = null!, t = null!;

    // L = (1/n) Σ (max(z, 0) − z t + log(1 + e^−|z|))         z (…)   t like z
    /// <inheritdoc/>
    protected override Tensor ForwardCore(Tensor z, Tensor t)
    {
        Expect.FloatingPoint(z, "logits");
        Expect.Targets(t, z);
        (this.z, this.t) = (Keep(z), Keep(t));
        return nn.functional.binary_cross_entropy_with_logits(z, t);
    }

    // dz = dL (σ(z) − t) / n
    /// <inheritdoc/>
    protected override Tensor BackwardCore(Tensor dL) => (z.sigmoid() - t) * (dL / z.numel());
}
