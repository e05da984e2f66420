using Lectures.Models.Layers;
using static Lectures.Models.Checking.Diagnosis.WrongGradients;
using static TorchSharp.torch;

namespace Lectures.Models.Checking.Diagnosis;

// Backpropagation through time; the right loops: ElmanBackward, LstmBackward, GruBackward.
public static partial class Catalogue
{
    // Steps that a truncated loop goes back.
    private const long Few = 3;

    private static IEnumerable<Mistake> Recurrent => [.. Elman, .. Lstm, .. Gru, .. BothDirections];

    private static IEnumerable<Mistake> Elman =>
    [
        Mistake.In<Elman>("elman-recurrent-path", Cause.TermMissing,
            "dhₜ is that of the output alone, the step after gives nothing: dhₜ = dyₜ + daₜ₊₁ W_hh.",
            (layer, s) => new ElmanBackward(layer, s) { Recurrent = false }.Run()),
        Mistake.In<Elman>("elman-truncated", Cause.TimeTruncated,
            "The loop goes back three steps and no further: dW_hh = Σₜ daₜᵀ hₜ₋₁ runs over all T.",
            (layer, s) => Truncated(s, new ElmanBackward(layer, s) { Steps = Few })),
        Mistake.In<Elman>("elman-first-step-missing", Cause.TimeTruncated,
            "The loop ends before the first step (t > 0 where t ≥ 0 belongs): dW_ih = Σₜ daₜᵀ xₜ begins with x₁.",
            (layer, s) => new ElmanBackward(layer, s) { Steps = s.X.size(0) - 1 }.Run()),
        Mistake.In<Elman>("elman-states-shifted", Cause.TimeShifted,
            "dW_hh = Σₜ daₜᵀ hₜ, a step too late: aₜ was made of the state before, dW_hh = Σₜ daₜᵀ hₜ₋₁.",
            (layer, s) => new ElmanBackward(layer, s) { States = s.Y }.Run()),
        Mistake.In<Elman>("elman-weights-overwritten", Cause.TermMissing,
            "Each step sets dW and db instead of adding to them, the first step's are left: dW_ih = Σₜ daₜᵀ xₜ.",
            (layer, s) => new ElmanBackward(layer, s) { Overwritten = true }.Run()),
        Mistake.In<Elman>("elman-slope-missing", Cause.DerivativeMissing,
            "daₜ = dhₜ: the derivative is missing, daₜ = dhₜ (1 − hₜ²).",
            (layer, s) => new ElmanBackward(layer, s) { Slope = (_, h) => ones_like(h) }.Run()),
        Mistake.In<Elman>("elman-slope-of-sum", Cause.DerivativeAtWrongPlace,
            "daₜ = dhₜ (1 − aₜ²), with the sum aₜ where the state hₜ = tanh aₜ belongs: daₜ = dhₜ (1 − hₜ²).",
            (layer, s) => ElmanBackward.IsTanh(layer) ? new ElmanBackward(layer, s) { Slope = (a, _) => 1 - a * a }.Run() : null),
        Mistake.In<Elman>("elman-recurrent-slope-missing", Cause.DerivativeMissing,
            "What the step after gives is added behind the derivative, daₜ = dyₜ (1 − hₜ²) + daₜ₊₁ W_hh: daₜ = (dyₜ + daₜ₊₁ W_hh)(1 − hₜ²).",
            (layer, s) => new ElmanBackward(layer, s) { RecurrentSlope = (_, h) => ones_like(h) }.Run()),
        Mistake.In<Elman>("elman-recurrent-transposed", Cause.Transposed,
            "dhₜ₋₁ = daₜ W_hhᵀ, the product of forward: the way back is dhₜ₋₁ = daₜ W_hh.",
            (layer, s) => new ElmanBackward(layer, s) { HiddenHidden = s.Weight("weight_hh").t() }.Run()),
        Mistake.In<Elman>("elman-hidden-bias-forgotten", Cause.Zero,
            "db_hh is never given, only db_ih: both stand in aₜ, db_hh = db_ih = Σₜₙ da.",
            (_, s) => Weight("bias_hh", null)),
    ];

    private static IEnumerable<Mistake> Lstm =>
    [
        Mistake.In<Lstm>("lstm-recurrent-path", Cause.TermMissing,
            "dhₜ is that of the output alone, only the cell carries on: dhₜ = dyₜ + daₜ₊₁ W_hh.",
            (_, s) => new LstmBackward(s) { Recurrent = false }.Run()),
        Mistake.In<Lstm>("lstm-cell-path", Cause.TermMissing,
            "dcₜ is that of hₜ alone, the cell after gives nothing: dcₜ = dhₜ o (1 − tanh² cₜ) + dcₜ₊₁ fₜ₊₁.",
            (_, s) => new LstmBackward(s) { CellPath = (dc, _) => zeros_like(dc) }.Run()),
        Mistake.In<Lstm>("lstm-forget-gate-missing", Cause.DerivativeMissing,
            "dcₜ₋₁ = dcₜ, past the forget gate: cₜ = f cₜ₋₁ + i g, so dcₜ₋₁ = dcₜ f.",
            (_, s) => new LstmBackward(s) { CellPath = (dc, _) => dc }.Run()),
        Mistake.In<Lstm>("lstm-cell-slope-missing", Cause.DerivativeMissing,
            "dcₜ += dhₜ o, without the derivative of tanh: dcₜ += dhₜ o (1 − tanh² cₜ).",
            (_, s) => new LstmBackward(s) { CellSlope = x => ones_like(x) }.Run()),
        Mistake.In<Lstm>("lstm-cell-slope-of-cell", Cause.DerivativeAtWrongPlace,
            "dcₜ += dhₜ o (1 − cₜ²), with the cell where its tanh belongs: dcₜ += dhₜ o (1 − tanh² cₜ).",
            (_, s) => new LstmBackward(s) { CellSlope = c => 1 - c * c }.Run()),
        Mistake.In<Lstm>("lstm-gate-slope-missing", Cause.DerivativeMissing,
            "di, df and do go on without σ′: da_i = dc g i (1 − i), and so for f and o.",
            (_, s) => new LstmBackward(s) { GateSlope = x => ones_like(x) }.Run()),
        Mistake.In<Lstm>("lstm-candidate-as-gate", Cause.OtherDerivative,
            "da_g = dc i g (1 − g), the derivative of a sigmoid: g is a tanh, da_g = dc i (1 − g²).",
            (_, s) => new LstmBackward(s) { CandidateSlope = g => g * (1 - g) }.Run()),
        Mistake.In<Lstm>("lstm-gates-swapped", Cause.Permuted,
            "da is packed as f, i, g, o: the rows of W, dW and b are those of i, f, g, o.",
            (_, s) => new LstmBackward(s) { Order = [1, 0, 2, 3] }.Run()),
        Mistake.In<Lstm>("lstm-output-before-candidate", Cause.Permuted,
            "da is packed as i, f, o, g: the rows of W, dW and b are those of i, f, g, o.",
            (_, s) => new LstmBackward(s) { Order = [0, 1, 3, 2] }.Run()),
        Mistake.In<Lstm>("lstm-forget-gate-shifted", Cause.TimeShifted,
            "df = dcₜ cₜ, a step too late: the forget gate weighs the cell before, df = dcₜ cₜ₋₁.",
            (_, s) => new LstmBackward(s) is var right ? new LstmBackward(s) { CellsBefore = right.Cells }.Run() : null),
        Mistake.In<Lstm>("lstm-states-shifted", Cause.TimeShifted,
            "dW_hh = Σₜ daₜᵀ hₜ, a step too late: dW_hh = Σₜ daₜᵀ hₜ₋₁.",
            (_, s) => new LstmBackward(s) { States = s.Y }.Run()),
        Mistake.In<Lstm>("lstm-truncated", Cause.TimeTruncated,
            "The loop goes back three steps and no further: dW_hh = Σₜ daₜᵀ hₜ₋₁ runs over all T.",
            (_, s) => Truncated(s, new LstmBackward(s) { Steps = Few })),
        Mistake.In<Lstm>("lstm-weights-overwritten", Cause.TermMissing,
            "Each step sets dW and db instead of adding to them, the first step's are left: dW_ih = Σₜ daₜᵀ xₜ.",
            (_, s) => new LstmBackward(s) { Overwritten = true }.Run()),
        Mistake.In<Lstm>("lstm-hidden-bias-forgotten", Cause.Zero,
            "db_hh is never given, only db_ih: both stand in aₜ, db_hh = db_ih = Σₜₙ da.",
            (_, s) => Weight("bias_hh", null)),
    ];

    private static IEnumerable<Mistake> Gru =>
    [
        Mistake.In<Gru>("gru-recurrent-path", Cause.TermMissing,
            "dhₜ₋₁ = dhₜ z, the path through the gates is missing: dhₜ₋₁ = dhₜ z + dqₜ W_hh.",
            (_, s) => new GruBackward(s) { Recurrent = false }.Run()),
        Mistake.In<Gru>("gru-direct-path", Cause.TermMissing,
            "dhₜ₋₁ = dqₜ W_hh, the path past the gates is missing: dhₜ₋₁ = dhₜ z + dqₜ W_hh.",
            (_, s) => new GruBackward(s) { Direct = false }.Run()),
        Mistake.In<Gru>("gru-reset-gate-missing", Cause.TermMissing,
            "dqₙ = dn, without the reset gate: n = tanh(aₙ + r qₙ), so dqₙ = dn r.",
            (_, s) => new GruBackward(s) { Reset = x => ones_like(x) }.Run()),
        Mistake.In<Gru>("gru-bias-past-reset-gate", Cause.TermMissing,
            "db_hh = db_ih, though b_hn stands under the reset gate: db_hn = Σₜₙ dn r.",
            (_, s) => new GruBackward(s).Run() is var right ? Weight("bias_hh", right.Tensors["bias_ih"]) : null),
        Mistake.In<Gru>("gru-reset-before-product", Cause.OtherDerivative,
            "dr = (dn W_hn) hₜ₋₁ r (1 − r), of a unit that resets hₜ₋₁: here r acts on the product, dr = dn qₙ r (1 − r).",
            (_, s) => new GruBackward(s) { ResetBeforeProduct = true }.Run()),
        Mistake.In<Gru>("gru-other-update", Cause.OtherDerivative,
            "The derivative of hₜ = z n + (1 − z) hₜ₋₁: here hₜ = (1 − z) n + z hₜ₋₁, so dn = dh (1 − z) and dhₜ₋₁ += dh z.",
            (_, s) => new GruBackward(s) { OtherUpdate = true }.Run()),
        Mistake.In<Gru>("gru-gates-swapped", Cause.Permuted,
            "da and dq are packed as z, r, n: the rows of W, dW and b are those of r, z, n.",
            (_, s) => new GruBackward(s) { Order = [1, 0, 2] }.Run()),
        Mistake.In<Gru>("gru-candidate-slope-missing", Cause.DerivativeMissing,
            "dn = dh (1 − z), without the derivative of tanh: dn = dh (1 − z)(1 − n²).",
            (_, s) => new GruBackward(s) { CandidateSlope = x => ones_like(x) }.Run()),
        Mistake.In<Gru>("gru-states-shifted", Cause.TimeShifted,
            "dW_hh = Σₜ dqₜᵀ hₜ, a step too late: dW_hh = Σₜ dqₜᵀ hₜ₋₁.",
            (_, s) => new GruBackward(s) { States = s.Y }.Run()),
        Mistake.In<Gru>("gru-truncated", Cause.TimeTruncated,
            "The loop goes back three steps and no further: dW_hh = Σₜ dqₜᵀ hₜ₋₁ runs over all T.",
            (_, s) => Truncated(s, new GruBackward(s) { Steps = Few })),
        Mistake.In<Gru>("gru-weights-overwritten", Cause.TermMissing,
            "Each step sets dW and db instead of adding to them, the first step's are left: dW_ih = Σₜ daₜᵀ xₜ.",
            (_, s) => new GruBackward(s) { Overwritten = true }.Run()),
    ];

    private static WrongGradients? Truncated(Symptoms s, ThroughTime loop) => s.X.size(0) > Few + 1 ? loop.Run() : null;
}
