using Lectures.Models.Kernels;
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

    private bool Whole => !is_grad_enabled() && LstmStep.Pays(HiddenHidden);

    /// <inheritdoc/>
    protected override (Tensor W, Tensor? B) InputMap =>
        base.InputMap is var (w, b) && Whole ? (Doubled(w), b is null ? null : Doubled(b)) : (w, b);

    // [i f g o] = [σ σ tanh σ](aₜ + hₜ₋₁ W_hhᵀ)     cₜ = f cₜ₋₁ + i g     hₜ = o tanh cₜ
    //                               a (T,N,4H)   h, c, i, f, g, o (N,H)   W_hh (4H,H)
    /// <inheritdoc/>
    protected override (Tensor H, Tensor? C) Unroll(Tensor a, Tensor[] initial)
    {
        if (Whole) return UnrollWhole(a.contiguous(), initial);
        var (h, c, w) = (initial[0], initial[1], HiddenHidden.t());
        List<Tensor> hs = [h], cs = [c], tanhs = [], all = [];
        foreach (var at in a.unbind(0))
        {
            var s = at.addmm(h, w).chunk(4, 1);
            var (i, f, g, o) = (s[0].sigmoid(), s[1].sigmoid(), s[2].tanh(), s[3].sigmoid());
            all.Add(cat([i, f, g, o], 1));
            cs.Add(c = (c * f).addcmul_(i, g, Scalars.One));
            tanhs.Add(c.tanh());
            hs.Add(h = o * tanhs[^1]);
        }
        gates = Keep(stack(all));                                            // (T,N,4H)
        before = Keep(stack(cs[..^1]));                                      // cₜ₋₁ (T,N,H)
        tanh = Keep(stack(tanhs));                                           // (T,N,H)
        return (stack(hs), c);
    }

    // The same for whole vectors of units, straight into what is kept; g's sums come doubled, for tanh y = 2σ(2y) − 1.
    private (Tensor H, Tensor? C) UnrollWhole(Tensor a, Tensor[] initial)
    {
        var (steps, rows) = (a.size(0), a.size(1));
        var (hs, cs) = (a.new_empty(steps + 1, rows, Hidden), a.new_empty(steps + 1, rows, Hidden));
        var tanhs = a.new_empty(steps, rows, Hidden);
        var w = Doubled(HiddenHidden).t();
        var (h, c, tanh, s) = (hs.unbind(0), cs.unbind(0), tanhs.unbind(0), a.unbind(0));
        h[0].copy_(initial[0]);
        c[0].copy_(initial[1]);
        for (var t = 0; t < steps; t++)
        {
            s[t].addmm_(h[t], w).sigmoid_();
            LstmStep.Forward(s[t], c[t], c[t + 1], tanh[t], h[t + 1]);
        }
        (gates, before, this.tanh) = (Keep(a), Keep(cs.narrow(0, 0, steps)), Keep(tanhs));
        return (hs, c[^1]);
    }

    // the same weights with those of g doubled
    private Tensor Doubled(Tensor weights)
    {
        var own = weights.clone();
        own.narrow(0, 2 * Hidden, Hidden).mul_(Scalars.Two);
        return own;
    }

    // Step by step, while a step's numbers are in the processor's cache:
    // dcₜ += dhₜ o (1 − tanh² cₜ)   dcₜ₋₁ = dcₜ f   dhₜ₋₁ += daₜ W_hh
    // da = [dc g i(1 − i)   dc cₜ₋₁ f(1 − f)   dc i(1 − g²)   dh tanh cₜ o(1 − o)]
    /// <inheritdoc/>
    protected override (Tensor Input, Tensor Hidden, Tensor[] Initial) Rewind(Tensor dh, Tensor? dc)
    {
        var da = empty_like(gates);
        var (das, ss, cs, tanhs, dhs) = (da.unbind(0), gates.unbind(0), before.unbind(0), tanh.unbind(0), dh.unbind(0));
        var dct = before.new_zeros(dh.size(1), Hidden);
        if (dc is not null) dct.copy_(dc);
        var whole = LstmStep.Pays(before);
        for (var t = das.Length - 1; t >= 0; t--)
        {
            if (t < das.Length - 1) dhs[t].addmm_(das[t + 1], HiddenHidden);
            if (whole) LstmStep.Backward(ss[t], cs[t], tanhs[t], dhs[t], dct, das[t]);
            else StepBack(ss[t], cs[t], tanhs[t], dhs[t], dct, das[t]);
        }
        return (da, da, [das[0].mm(HiddenHidden), dct]);
    }

    private static void StepBack(Tensor s, Tensor c, Tensor tanh, Tensor dh, Tensor dc, Tensor da)
    {
        var (gates, slopes) = (s.chunk(4, 1), da.chunk(4, 1));
        var (i, f, g, o) = (gates[0], gates[1], gates[2], gates[3]);
        dc.addcmul_(dh, TanhSlope(tanh).mul_(o), Scalars.One);
        da.copy_(s).addcmul_(s, s, Scalars.MinusOne);                        // s(1 − s) for s = i, f, o
        slopes[0].mul_(g).mul_(dc);
        slopes[1].mul_(c).mul_(dc);
        slopes[2].copy_(TanhSlope(g)).mul_(i).mul_(dc);
        slopes[3].mul_(tanh).mul_(dh);
        dc.mul_(f);
    }
}
