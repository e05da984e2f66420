using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Lectures.Models.Modules;

/// <summary>One layer of nn.RNN in one direction, hₜ = tanh(W_ih xₜ + b_ih + W_hh hₜ₋₁ + b_hh), in fewer and faster
/// operations than libtorch's own loop.</summary>
/// <remarks>
/// tanh y = 2σ(2y) − 1, and libtorch's σ is several times as fast as its tanh. In sₜ = (1 + hₜ) / 2 a step is one
/// product and one σ, as W_hh hₜ₋₁ = 2 W_hh sₜ₋₁ − W_hh 1:
/// sₜ = σ(2 (W_ih xₜ + b_ih + b_hh − W_hh 1) + 4 W_hh sₜ₋₁), s₀ = ½.
/// </remarks>
internal sealed class TanhRecurrence(RNN rnn)
{
    /// <summary>Every hₜ: x (N,T,I) → (N,T,H), from state 0.</summary>
    public Tensor All(Tensor x) => Output(stack(Steps(x).Skip(1), 1));

    /// <summary>The last hₜ alone: x (N,T,I) → (N,H).</summary>
    public Tensor Last(Tensor x) => Output(Steps(x).Last());

    // sₜ for t = 0 … T
    private List<Tensor> Steps(Tensor x)
    {
        var (input, hidden) = (rnn.get_parameter("weight_ih_l0")!, rnn.get_parameter("weight_hh_l0")!);
        var bias = rnn.get_parameter("bias_ih_l0")!.add(rnn.get_parameter("bias_hh_l0")!, Scalars.One)
            .sub(hidden.sum(dim: 1));
        var a = nn.functional.linear(x.transpose(0, 1).contiguous(), input.mul(Scalars.Two), bias.mul(Scalars.Two));    // (T,N,H)
        var w = hidden.t().mul(Scalars.Four);
        List<Tensor> steps = [x.new_full([x.size(0), hidden.size(0)], Scalars.Half)];
        foreach (var at in a.unbind(0)) steps.Add(at.addmm(steps[^1], w).sigmoid_());
        return steps;
    }

    private static Tensor Output(Tensor s) => s.mul(Scalars.Two).sub(Scalars.One);
}
