using static TorchSharp.torch;

namespace Lectures.Models.Checking.Diagnosis;

// cₜ = f cₜ₋₁ + i g, hₜ = o tanh cₜ:   dcₜ += dhₜ o (1 − tanh² cₜ)     dcₜ₋₁ = dcₜ f
// da = [dc g i(1 − i)   dc cₜ₋₁ f(1 − f)   dc i(1 − g²)   dh tanh cₜ o(1 − o)]
/// <summary>Backpropagation through time of <see cref="Layers.Lstm"/>.</summary>
internal sealed class LstmBackward : ThroughTime
{
    private readonly Tensor i, f, g, o;              // (T,N,H)
    private Tensor dc;

    public LstmBackward(Symptoms s) : base(s)
    {
        var parts = (InputProduct + HiddenProduct).chunk(4, -1);
        (i, f, g, o) = (parts[0].sigmoid(), parts[1].sigmoid(), parts[2].tanh(), parts[3].sigmoid());
        var initial = s.Inputs.ElementAtOrDefault(2) ?? zeros_like(i[0]);
        var (c, cells) = (initial, new List<Tensor>());
        for (var t = 0; t < s.X.size(0); t++) cells.Add(c = f[t] * c + i[t] * g[t]);
        Cells = stack(cells);
        CellsBefore = Shifted(Cells, initial);
        dc = s.OutputGradients.ElementAtOrDefault(2) ?? zeros_like(c);
    }

    /// <summary>cₜ (T,N,H).</summary>
    public Tensor Cells { get; }

    /// <summary>The cells that the forget gate was given, cₜ₋₁ (T,N,H).</summary>
    public Tensor CellsBefore { get; init; }

    /// <summary>tanh′ at the cell, by cₜ.</summary>
    public Func<Tensor, Tensor> CellSlope { get; init; } = c => 1 - c.tanh().square();

    /// <summary>σ′ by the gate's value.</summary>
    public Func<Tensor, Tensor> GateSlope { get; init; } = gate => gate * (1 - gate);

    /// <summary>tanh′ by the candidate's value.</summary>
    public Func<Tensor, Tensor> CandidateSlope { get; init; } = g => 1 - g * g;

    /// <summary>What the cell before gets, by dcₜ and f.</summary>
    public Func<Tensor, Tensor, Tensor> CellPath { get; init; } = (dc, f) => dc * f;

    /// <summary>What da's blocks are packed from, of i, f, g, o.</summary>
    public int[] Order { get; init; } = [0, 1, 2, 3];

    /// <inheritdoc/>
    protected override Tensor? CellGradient => dc;

    /// <inheritdoc/>
    protected override (Tensor Da, Tensor Dq, Tensor? Direct) Step(int t, Tensor dh)
    {
        dc = dc + dh * o[t] * CellSlope(Cells[t]);
        Tensor[] blocks =
        [
            dc * g[t] * GateSlope(i[t]),
            dc * CellsBefore[t] * GateSlope(f[t]),
            dc * i[t] * CandidateSlope(g[t]),
            dh * Cells[t].tanh() * GateSlope(o[t]),
        ];
        var da = cat([.. Order.Select(block => blocks[block])], -1);
        dc = CellPath(dc, f[t]);
        return (da, da, null);
    }
}
