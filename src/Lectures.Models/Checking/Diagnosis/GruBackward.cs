using static TorchSharp.torch;

namespace Lectures.Models.Checking.Diagnosis;

// q = W_hh hₜ₋₁ + b_hh, n = tanh(aₙ + r qₙ), hₜ = (1 − z) n + z hₜ₋₁:   dn = dh (1 − z)(1 − n²)     dhₜ₋₁ += dh z + dq W_hh
// dr = dn qₙ r(1 − r)     dz = dh (hₜ₋₁ − n) z(1 − z)     da = [dr dz dn]     dq = [dr dz dn r]
/// <summary>Backpropagation through time of <see cref="Layers.Gru"/>.</summary>
internal sealed class GruBackward : ThroughTime
{
    private readonly Tensor r, z, n, product;        // (T,N,H)

    public GruBackward(Symptoms s) : base(s)
    {
        var (a, q) = (InputProduct.chunk(3, -1), HiddenProduct.chunk(3, -1));
        (r, z, product) = ((a[0] + q[0]).sigmoid(), (a[1] + q[1]).sigmoid(), q[2]);
        n = (a[2] + r * product).tanh();
    }

    /// <summary>True when z is taken for the share of n in hₜ, and 1 − z for that of hₜ₋₁: the other convention.</summary>
    public bool OtherUpdate { get; init; }

    /// <summary>False when dh z, the path past the gates, is missing.</summary>
    public bool Direct { get; init; } = true;

    /// <summary>What the reset gate does to dn on its way to qₙ, by r.</summary>
    public Func<Tensor, Tensor> Reset { get; init; } = r => r;

    /// <summary>True when the reset gate is taken to act on hₜ₋₁, before the product: Cho's first form.</summary>
    public bool ResetBeforeProduct { get; init; }

    /// <summary>tanh′ by the candidate's value.</summary>
    public Func<Tensor, Tensor> CandidateSlope { get; init; } = n => 1 - n * n;

    /// <summary>What the blocks are packed from, of r, z, n.</summary>
    public int[] Order { get; init; } = [0, 1, 2];

    /// <inheritdoc/>
    protected override (Tensor Da, Tensor Dq, Tensor? Direct) Step(int t, Tensor dh)
    {
        var (share, h) = (OtherUpdate ? 1 - z[t] : z[t], Before[t]);         // of hₜ₋₁ in hₜ
        var dn = dh * (1 - share) * CandidateSlope(n[t]);
        var dz = dh * (OtherUpdate ? n[t] - h : h - n[t]) * z[t] * (1 - z[t]);
        var met = ResetBeforeProduct ? dn.mm(HiddenHidden.chunk(3, 0)[2]) * h : dn * product[t];
        var dr = met * r[t] * (1 - r[t]);
        Tensor[] da = [dr, dz, dn], dq = [dr, dz, dn * Reset(r[t])];
        return (Packed(da), Packed(dq), Direct ? dh * share : null);
    }

    private Tensor Packed(Tensor[] blocks) => cat([.. Order.Select(block => blocks[block])], -1);
}
