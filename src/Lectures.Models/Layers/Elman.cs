using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>Elman's recurrent layer, hₜ = f(W_ih xₜ + b_ih + W_hh hₜ₋₁ + b_hh) with f = tanh or ReLU.</summary>
/// <remarks>Inputs and outputs: <see cref="Recurrent"/>. Source: Elman (1990), Finding structure in time.</remarks>
/// <param name="weights">W_ih (H,I), W_hh (H,H), biases (H).</param>
/// <param name="relu">ReLU in place of tanh; its derivative at 0 is taken as 0.</param>
public sealed class Elman(RecurrentWeights weights, bool relu = false) : Recurrent(weights, gates: 1), IPiecewise
{
    private Tensor y = null!;

    /// <inheritdoc/>
    public Tensor Pieces { get; private set; } = null!;

    // hₜ = f(aₜ + hₜ₋₁ W_hhᵀ)       a (T,N,H)   h (N,H)   W_hh (H,H)
    /// <inheritdoc/>
    protected override (Tensor H, Tensor? C) Unroll(Tensor a, Tensor[] initial)
    {
        var (h, w) = (initial[0], HiddenHidden.t());
        List<Tensor> steps = [h];
        foreach (var at in a.unbind(0))
            steps.Add(h = relu ? at.addmm(h, w).relu_() : Tanh(at.addmm(h, w)));
        var all = stack(steps);                                              // (T+1,N,H)
        y = Keep(all.narrow(0, 1, a.size(0)));
        Pieces = Keep(relu ? y > 0 : y.new_empty(0));
        return (all, null);
    }

    // daₜ = dhₜ f′, f′ = 1 − hₜ² or [hₜ > 0]         dhₜ₋₁ += daₜ W_hh
    /// <inheritdoc/>
    protected override (Tensor Input, Tensor Hidden, Tensor[] Initial) Rewind(Tensor dh, Tensor? dc)
    {
        var da = relu ? Pieces.to(y.dtype) : TanhSlope(y);                      // f′, to become da
        var (dhs, das) = (dh.unbind(0), da.unbind(0));
        var t = das.Length - 1;
        das[t].mul_(dhs[t]);
        while (--t >= 0) das[t].mul_(dhs[t].addmm_(das[t + 1], HiddenHidden));
        return (da, da, [das[0].mm(HiddenHidden)]);
    }
}
