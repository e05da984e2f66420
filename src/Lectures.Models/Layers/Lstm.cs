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
            var s = Activated(recording ? at.addmm(h, w) : at.addmm_(h, w));
            var (i, f, g, o) = (s[0], s[1], s[2], s[3]);
            if (recording) all.Add(cat(s, 1));
            cs.Add(c = (c * f).addcmul_(i, g, Scalars.One));
            tanhs.Add(Tanh(recording ? c : c.clone()));
            hs.Add(h = o * tanhs[^1]);
        }
        gates = Keep(recording ? stack(all) : a);                            // (T,N,4H)
        before = Keep(stack(cs[..^1]));                                      // cₜ₋₁ (T,N,H)
        tanh = Keep(stack(tanhs));                                           // (T,N,H)
        return (stack(hs), c);
    }

    // Step by step, while a step's numbers are in the processor's cache:
    // dcₜ += dhₜ o (1 − tanh² cₜ)   dcₜ₋₁ = dcₜ f   dhₜ₋₁ += daₜ W_hh
    // da = [dc g i(1 − i)   dc cₜ₋₁ f(1 − f)   dc i(1 − g²)   dh tanh cₜ o(1 − o)]
    /// <inheritdoc/>
    protected override (Tensor Input, Tensor Hidden, Tensor[] Initial) Rewind(Tensor dh, Tensor? dc)
    {
        var da = empty_like(gates);
        var (das, ss, cs, tanhs, dhs) = (da.unbind(0), gates.unbind(0), before.unbind(0), tanh.unbind(0), dh.unbind(0));
        var ((i, f, g, o), (di, df, dg, dO)) = (Steps(gates), Steps(da));
        var dct = dc?.clone() ?? zeros_like(dhs[0]);
        for (var t = das.Length - 1; t >= 0; t--)
        {
            if (t < das.Length - 1) dhs[t].addmm_(das[t + 1], HiddenHidden);
            dct.addcmul_(dhs[t], TanhSlope(tanhs[t]).mul_(o[t]), Scalars.One);
            das[t].copy_(ss[t]).addcmul_(ss[t], ss[t], Scalars.MinusOne);    // s(1 − s) for s = i, f, o
            di[t].mul_(g[t]).mul_(dct);
            df[t].mul_(cs[t]).mul_(dct);
            dg[t].copy_(TanhSlope(g[t])).mul_(i[t]).mul_(dct);
            dO[t].mul_(tanhs[t]).mul_(dhs[t]);
            dct.mul_(f[t]);
        }
        return (da, da, [das[0].mm(HiddenHidden), dct]);
    }

    // i, f, g, o of each step, (N,H)
    private static (Tensor[] I, Tensor[] F, Tensor[] G, Tensor[] O) Steps(Tensor gates)
    {
        var parts = Array.ConvertAll(gates.chunk(4, -1), part => part.unbind(0));
        return (parts[0], parts[1], parts[2], parts[3]);
    }

    // [σ σ tanh σ](s), in the memory of s unless autograd records; tanh z = 2σ(2z) − 1 there, with one σ for all
    private static Tensor[] Activated(Tensor s)
    {
        var parts = s.chunk(4, 1);
        if (is_grad_enabled()) return [parts[0].sigmoid(), parts[1].sigmoid(), parts[2].tanh(), parts[3].sigmoid()];
        parts[2].mul_(Scalars.Two);
        s.sigmoid_();
        parts[2].mul_(Scalars.Two).sub_(Scalars.One);
        return parts;
    }
}
