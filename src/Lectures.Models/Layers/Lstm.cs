using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>Long short-term memory: cₜ = f cₜ₋₁ + i g, hₜ = o tanh cₜ, gates packed in the order i, f, g, o.</summary>
/// <remarks>
/// Inputs and outputs: <see cref="Recurrent"/>. Source: Hochreiter and Schmidhuber (1997), with the forget
/// gate of Gers, Schmidhuber and Cummins (2000).
/// </remarks>
/// <param name="weights">W_ih (4H,I), W_hh (4H,H), biases (4H).</param>
public sealed class Lstm(RecurrentWeights weights) : Recurrent(weights, gates: 4, states: 2)
{
    private Tensor gates = null!, before = null!, tanh = null!;

    // [i f g o] = [σ σ tanh σ](aₜ + hₜ₋₁ W_hhᵀ)     cₜ = f cₜ₋₁ + i g     hₜ = o tanh cₜ
    //                               a (T,N,4H)   h, c, i, f, g, o (N,H)   W_hh (4H,H)
    /// <inheritdoc/>
    protected override (Tensor H, Tensor? C) Unroll(Tensor a, Tensor[] initial)
    {
        var (h, c, w) = (initial[0], initial[1], HiddenHidden.t());
        var recording = is_grad_enabled();
        List<Tensor> hs = [h], cs = [c], tanhs = [], all = [];
        foreach (var at in a.unbind(0))
        {
            var s = recording ? at.addmm(h, w) : at.addmm_(h, w);
            Tensor Part(int gate) => s.narrow(1, gate * Hidden, Hidden);
            var (i, f, g, o) = (Sigmoid(Part(0)), Sigmoid(Part(1)), Tanh(Part(2)), Sigmoid(Part(3)));
            if (recording) all.Add(cat([i, f, g, o], 1));
            cs.Add(c = (c * f).addcmul_(i, g, Scalars.One));
            tanhs.Add(Tanh(recording ? c : c.clone()));
            hs.Add(h = o * tanhs[^1]);
        }
        gates = Keep(recording ? stack(all) : a);                            // (T,N,4H)
        before = Keep(stack(cs[..^1]));                                      // cₜ₋₁ (T,N,H)
        tanh = Keep(stack(tanhs));                                           // (T,N,H)
        return (stack(hs), c);
    }

    // dcₜ += dhₜ o (1 − tanh² cₜ)   dcₜ₋₁ = dcₜ f   dhₜ₋₁ += daₜ W_hh
    // da = [dc g i(1 − i)   dc cₜ₋₁ f(1 − f)   dc i(1 − g²)   dh tanh cₜ o(1 − o)]
    /// <inheritdoc/>
    protected override (Tensor Input, Tensor Hidden, Tensor[] Initial) Rewind(Tensor dh, Tensor? dc)
    {
        var parts = gates.chunk(4, -1);
        var (i, f, g, o) = (parts[0], parts[1], parts[2], parts[3]);         // (T,N,H)
        var da = gates.addcmul(gates, gates, Scalars.MinusOne);              // s(1 − s) for s = i, f, o
        var blocks = da.chunk(4, -1);
        blocks[0].mul_(g);
        blocks[1].mul_(before);
        blocks[2].copy_(TanhSlope(g)).mul_(i);
        blocks[3].mul_(tanh);
        var slope = TanhSlope(tanh).mul_(o);
        var ifg = da.narrow(-1, 0, 3 * Hidden).view(da.size(0), -1, 3, Hidden).unbind(0);
        var (das, os) = (da.unbind(0), blocks[3].unbind(0));
        var (dhs, slopes, fs) = (dh.unbind(0), slope.unbind(0), f.unbind(0));
        var dct = dc?.clone() ?? zeros_like(dhs[0]);
        for (var t = das.Length - 1; t >= 0; t--)
        {
            if (t < das.Length - 1) dhs[t].addmm_(das[t + 1], HiddenHidden);
            dct.addcmul_(dhs[t], slopes[t], Scalars.One);
            ifg[t].mul_(dct.unsqueeze(1));
            os[t].mul_(dhs[t]);
            dct.mul_(fs[t]);
        }
        return (da, da, [das[0].mm(HiddenHidden), dct]);
    }
}
