using static TorchSharp.torch;

namespace Lectures.Models.Checking.Diagnosis;

/// <summary>Backpropagation through time of a recurrent layer as a plain loop, with a switch for each mistake; as it comes,
/// it is right.</summary>
/// <param name="s">x (T,N,I); y, every hₜ (T,N,H); W_ih (G·H,I), W_hh (G·H,H) and biases (G·H).</param>
internal abstract class ThroughTime(Symptoms s)
{
    /// <summary>Steps that the loop goes back.</summary>
    public long Steps { get; init; } = s.X.size(0);

    /// <summary>False when the step after gives nothing to dhₜ through W_hh.</summary>
    public bool Recurrent { get; init; } = true;

    /// <summary>True when each step replaces dW and db where it should add to them.</summary>
    public bool Overwritten { get; init; }

    /// <summary>The states that dW_hh is made of, hₜ₋₁ (T,N,H).</summary>
    public Tensor States { get; init; } = Shifted(s.Y, s.Inputs.ElementAtOrDefault(1));

    /// <summary>W_hh on the way back.</summary>
    public Tensor HiddenHidden { get; init; } = s.Weight("weight_hh");

    /// <summary>hₜ₋₁ (T,N,H).</summary>
    protected Tensor Before { get; } = Shifted(s.Y, s.Inputs.ElementAtOrDefault(1));

    /// <summary>x W_ihᵀ + b_ih, of all steps (T,N,G·H).</summary>
    protected Tensor InputProduct { get; } = nn.functional.linear(s.X, s.Weight("weight_ih"), Bias(s, "bias_ih"));

    /// <summary>hₜ₋₁ W_hhᵀ + b_hh, of all steps (T,N,G·H).</summary>
    protected Tensor HiddenProduct { get; } = nn.functional.linear(
        Shifted(s.Y, s.Inputs.ElementAtOrDefault(1)), s.Weight("weight_hh"), Bias(s, "bias_hh"));

    /// <summary>What the layer saw.</summary>
    protected Symptoms Seen { get; } = s;

    /// <summary>What the steps so far left to the cell before them, ∂L/∂cₜ₋₁ (N,H); null for a unit without one.</summary>
    protected virtual Tensor? CellGradient => null;

    /// <summary>One step back.</summary>
    /// <param name="t">The step.</param>
    /// <param name="dh">∂L/∂hₜ (N,H), complete.</param>
    /// <returns>∂L/∂(xₜ W_ihᵀ) and ∂L/∂(hₜ₋₁ W_hhᵀ), (N,G·H), and what hₜ₋₁ gets on another way than through W_hh, or
    /// null.</returns>
    protected abstract (Tensor Da, Tensor Dq, Tensor? Direct) Step(int t, Tensor dh);

    // dxₜ = da W_ih   dW_ih += daᵀ xₜ   db_ih += Σₙ da   dW_hh += dqᵀ hₜ₋₁   db_hh += Σₙ dq   dhₜ₋₁ += dq W_hh
    /// <summary>The loop, from the last step to the first.</summary>
    public WrongGradients Run()
    {
        var sums = Seen.Layer.Weights.ToDictionary(own => own.Name, own => zeros_like(own.Weight.Value));
        var dx = zeros_like(Seen.X);
        var dh = Seen.OutputGradients[1] ?? zeros_like(Before[0]);
        for (var t = (int)Seen.X.size(0) - 1; t >= Math.Max(0, Seen.X.size(0) - Steps); t--)
        {
            if (Seen.OutputGradients[0] is { } dy) dh = dh + dy[t];
            var (da, dq, direct) = Step(t, dh);
            dx[t] = da.mm(Seen.Weight("weight_ih"));
            Add("weight_ih", da.t().mm(Seen.X[t]));
            Add("weight_hh", dq.t().mm(States[t]));
            Add("bias_ih", da.sum(dim: 0));
            Add("bias_hh", dq.sum(dim: 0));
            dh = Recurrent ? dq.mm(HiddenHidden) : zeros_like(dh);
            if (direct is not null) dh = dh + direct;
        }
        var gradients = WrongGradients.Input(dx);
        foreach (var (name, dW) in sums) gradients.And(name, dW);
        if (Seen.Inputs.ElementAtOrDefault(1) is not null) gradients.And("input[1]", dh);
        if (Seen.Inputs.ElementAtOrDefault(2) is not null) gradients.And("input[2]", CellGradient);
        return gradients;

        void Add(string name, Tensor step)
        {
            if (sums.TryGetValue(name, out var sum)) sums[name] = Overwritten ? step : sum + step;
        }
    }

    /// <summary>The states one step earlier, beginning with the one before the sequence (0 when not given).</summary>
    protected static Tensor Shifted(Tensor states, Tensor? initial) =>
        cat([(initial ?? zeros_like(states[0])).unsqueeze(0), states.narrow(0, 0, states.size(0) - 1)]);

    private static Tensor? Bias(Symptoms s, string name) => s.Layer.Weights.FirstOrDefault(own => own.Name == name).Weight?.Value;
}
