using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Checking.Diagnosis;

// hₜ = f(aₜ), aₜ = W_ih xₜ + b_ih + W_hh hₜ₋₁ + b_hh:   daₜ = dhₜ f′(aₜ)     dhₜ₋₁ += daₜ W_hh
/// <summary>Backpropagation through time of <see cref="Elman"/>.</summary>
internal sealed class ElmanBackward(Elman layer, Symptoms s) : ThroughTime(s)
{
    /// <summary>f′ by aₜ and hₜ: 1 − hₜ² for tanh, [hₜ > 0] for ReLU.</summary>
    public Func<Tensor, Tensor, Tensor> Slope { get; init; } = (_, h) => IsTanh(layer) ? 1 - h * h : h.gt(0).to(h.dtype);

    /// <summary>f′ for what the step after gives, where it is another.</summary>
    public Func<Tensor, Tensor, Tensor>? RecurrentSlope { get; init; }

    /// <summary>Whether f is tanh: a ReLU has pieces.</summary>
    public static bool IsTanh(Elman layer) => layer.Pieces.numel() == 0;

    /// <inheritdoc/>
    protected override (Tensor Da, Tensor Dq, Tensor? Direct) Step(int t, Tensor dh)
    {
        var (a, h) = (InputProduct[t] + HiddenProduct[t], Seen.Y[t]);
        var dy = Seen.OutputGradients[0]?[t] ?? zeros_like(dh);
        var da = dy * Slope(a, h) + (dh - dy) * (RecurrentSlope ?? Slope)(a, h);
        return (da, da, null);
    }
}
