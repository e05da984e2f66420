using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>Gated recurrent unit: hₜ = (1 − z) n + z hₜ₋₁, gates packed in the order r, z, n; the reset gate r acts
/// on the product W_hn hₜ₋₁ + b_hn.</summary>
/// <remarks>Inputs and outputs: <see cref="Recurrent"/>. Source: Cho et al. (2014), in PyTorch's variant.</remarks>
/// <param name="weights">W_ih (3H,I), W_hh (3H,H), biases (3H).</param>
public sealed class Gru(RecurrentWeights weights) : Recurrent(weights, gates: 3)
{
    private Tensor gates = null!, before = null!, product = null!;

    /// <inheritdoc/>
    protected override Tensor? Bias => InputBias;

    // q = hₜ₋₁ W_hhᵀ + b_hh         a, q: parts r, z, n       a (T,N,3H)   q (N,3H)   h, r, z, n (N,H)
    // r = σ(aᵣ + qᵣ)   z = σ(a_z + q_z)   n = tanh(aₙ + r qₙ)   hₜ = n + z (hₜ₋₁ − n)
    /// <inheritdoc/>
    protected override (Tensor H, Tensor? C) Unroll(Tensor a, Tensor[] initial)
    {
        var h = initial[0];
        var recording = is_grad_enabled();
        List<Tensor> hs = [h], products = [], all = [];
        foreach (var at in a.unbind(0))
        {
            var q = nn.functional.linear(h, HiddenHidden, HiddenBias);
            var (arz, an) = (at.narrow(1, 0, 2 * Hidden), at.narrow(1, 2 * Hidden, Hidden));
            var (qrz, qn) = (q.narrow(1, 0, 2 * Hidden), q.narrow(1, 2 * Hidden, Hidden));
            var rz = Sigmoid(recording ? arz + qrz : arz.add_(qrz));
            var (r, z) = (rz.narrow(1, 0, Hidden), rz.narrow(1, Hidden, Hidden));
            var n = Tanh(recording ? an.addcmul(r, qn, Scalars.One) : an.addcmul_(r, qn, Scalars.One));
            if (recording) all.Add(cat([rz, n], 1));
            products.Add(qn);
            hs.Add(h = n.lerp(h, z));
        }
        var states = stack(hs);                                              // (T+1,N,H)
        gates = Keep(recording ? stack(all) : a);                            // (T,N,3H)
        before = Keep(states.narrow(0, 0, a.size(0)));                       // hₜ₋₁ (T,N,H)
        product = Keep(stack(products));                                     // qₙ (T,N,H)
        return (states, null);
    }

    // dn = dhₜ (1 − z)(1 − n²)      dr = dn qₙ r(1 − r)      dz = dhₜ (hₜ₋₁ − n) z(1 − z)
    // da = [dr dz dn]     dq = [dr dz dn r]     dhₜ₋₁ += dhₜ z + dqₜ W_hh
    /// <inheritdoc/>
    protected override (Tensor Input, Tensor Hidden, Tensor[] Initial) Rewind(Tensor dh, Tensor? dc)
    {
        var parts = gates.chunk(3, -1);
        var (r, z, n) = (parts[0], parts[1], parts[2]);                      // (T,N,H)
        var dn = TanhSlope(n);                                               // all without dhₜ, which the loop finds
        dn.addcmul_(dn, z, Scalars.MinusOne);
        var dq = gates.addcmul(gates, gates, Scalars.MinusOne);              // s(1 − s) for s = r, z
        var blocks = dq.chunk(3, -1);
        blocks[0].mul_(dn).mul_(product);
        blocks[1].mul_(before - n);
        blocks[2].copy_(dn).mul_(r);
        var (dhs, dqs, zs) = (dh.unbind(0), dq.unbind(0), z.unbind(0));
        var steps = dq.view(dq.size(0), -1, 3, Hidden).unbind(0);
        for (var t = dhs.Length - 1; t >= 0; t--)
        {
            if (t < dhs.Length - 1)
                dhs[t].addmm_(dqs[t + 1], HiddenHidden).addcmul_(dhs[t + 1], zs[t + 1], Scalars.One);
            steps[t].mul_(dhs[t].unsqueeze(1));
        }
        var da = cat([dq.narrow(-1, 0, 2 * Hidden), dn.mul_(dh)], -1);
        return (da, dq, [(dhs[0] * zs[0]).addmm_(dqs[0], HiddenHidden)]);
    }
}
