using Lectures.Models.Native;
using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>One recurrent layer in one direction, hₜ = f(xₜ, hₜ₋₁), over a sequence with time first.</summary>
/// <remarks>
/// Inputs x (T,N,I) and the state before it, h₀ (N,H) and for an LSTM c₀ (N,H); a state not given is 0.
/// Outputs y (T,N,H), which is every hₜ, and the state after it, h_T and for an LSTM c_T.
/// What does not depend on the step before is one product over all steps: x W_ihᵀ ahead of the loop, the gradients
/// of the weights after it. Source: Werbos (1990), Backpropagation through time.
/// </remarks>
public abstract class Recurrent : GeneralLayer
{
    private static readonly string[] stateNames = ["h0", "c0"];

    private readonly Weight inputHidden, hiddenHidden;
    private readonly Weight? inputBias, hiddenBias;
    private Tensor x = null!, before = null!;
    private bool[] given = [];

    /// <summary>The layer on given weights.</summary>
    /// <param name="weights">The packed weights.</param>
    /// <param name="gates">G, the number of blocks the weights are packed of.</param>
    /// <param name="states">1 for a state h, 2 for h and c.</param>
    /// <exception cref="ArgumentException">The shapes do not fit each other.</exception>
    protected Recurrent(RecurrentWeights weights, int gates, int states = 1)
    {
        Expect.Shape(weights.HiddenHidden.Value, [$"{gates}·H", "H"], "weight_hh");
        Hidden = weights.HiddenHidden.Value.size(1);
        var rows = gates * Hidden;
        Expect.Shape(weights.HiddenHidden.Value, [rows, Hidden], "weight_hh");
        Expect.Further(weights.InputHidden, [rows, "I"], weights.HiddenHidden, "weight_ih");
        inputHidden = Add("weight_ih", weights.InputHidden);
        hiddenHidden = Add("weight_hh", weights.HiddenHidden);
        inputBias = AddBias("bias_ih", weights.InputBias);
        hiddenBias = AddBias("bias_hh", weights.HiddenBias);
        States = states;

        Weight? AddBias(string name, Weight? bias)
        {
            if (bias is null) return null;
            Expect.Further(bias, [rows], weights.HiddenHidden, name);
            return Add(name, bias);
        }
    }

    /// <summary>Features I of the input.</summary>
    public long Inputs => inputHidden.Value.size(1);

    /// <summary>Hidden units H.</summary>
    public long Hidden { get; }

    /// <summary>Tensors in the state: 1 for h, 2 for h and c.</summary>
    public int States { get; }

    /// <summary>σ in the memory of a step's own, unless autograd records and needs the operand.</summary>
    protected static Tensor Sigmoid(Tensor own) => is_grad_enabled() ? own.sigmoid() : own.sigmoid_();

    /// <summary>tanh y = 2σ(2y) − 1, likewise; libtorch's σ is several times as fast as its tanh.</summary>
    protected static Tensor Tanh(Tensor own) =>
        is_grad_enabled() ? own.tanh() : own.mul_(Scalars.Two).sigmoid_().mul_(Scalars.Two).sub_(Scalars.One);

    /// <summary>The derivative of tanh by its value, 1 − y², in memory of its own.</summary>
    protected static Tensor TanhSlope(Tensor y) => y.square().neg_().add_(Scalars.One);

    /// <summary>W_hh, shape (G·H, H).</summary>
    protected Tensor HiddenHidden => hiddenHidden.Value;

    /// <summary>b_ih, shape (G·H), or null.</summary>
    protected Tensor? InputBias => inputBias?.Value;

    /// <summary>b_hh, shape (G·H), or null.</summary>
    protected Tensor? HiddenBias => hiddenBias?.Value;

    /// <summary>The bias b that every step's product with x takes along, or null.</summary>
    protected virtual Tensor? Bias =>
        InputBias is { } b && HiddenBias is { } c ? b + c : InputBias ?? HiddenBias;

    /// <summary>W_ih, shape (G·H,I), and b as the product with x takes them.</summary>
    protected virtual (Tensor W, Tensor? B) InputMap => (inputHidden.Value, Bias);

    /// <summary>The loop over the steps; keeps what <see cref="Rewind"/> needs.</summary>
    /// <param name="a">x W_ihᵀ + b of <see cref="InputMap"/>, shape (T,N,G·H), to be overwritten unless autograd records.</param>
    /// <param name="initial">The state before the first step, each (N,H).</param>
    /// <returns>h₀ … h_T, shape (T+1,N,H), and c_T where there is one.</returns>
    protected abstract (Tensor H, Tensor? C) Unroll(Tensor a, Tensor[] initial);

    /// <summary>The loop back over the steps.</summary>
    /// <param name="dh">∂L/∂hₜ as far as it comes from outside the loop, shape (T,N,H), to be overwritten.</param>
    /// <param name="dc">∂L/∂c_T, or null.</param>
    /// <returns>∂L/∂(x W_ihᵀ) and ∂L/∂(h W_hhᵀ), each (T,N,G·H), and ∂L/∂ of the state before, each (N,H).</returns>
    protected abstract (Tensor Input, Tensor Hidden, Tensor[] Initial) Rewind(Tensor dh, Tensor? dc);

    // a = x W_ihᵀ + b               x (T,N,I)   W_ih (G·H,I)   b (G·H)   a (T,N,G·H)
    /// <inheritdoc/>
    protected sealed override Tensor?[] ForwardCore(Tensor?[] inputs)
    {
        if (inputs is not [{ } x, ..] || inputs.Length > 1 + States) throw Expect.Inputs(this, 1 + States, inputs);
        Expect.Shape(x, ["T", "N", Inputs]);
        Expect.SameKind(x, HiddenHidden);
        var initial = new Tensor[States];
        for (var i = 0; i < States; i++) initial[i] = State(inputs.ElementAtOrDefault(i + 1), x, i);
        given = Array.ConvertAll(inputs[1..], state => state is not null);
        var (w, b) = InputMap;
        var (h, c) = Unroll(AffineMap.Of(x.contiguous(), w, b), initial);
        this.x = Keep(x.reshape(-1, Inputs));                                // (T·N,I)
        before = Keep(h.narrow(0, 0, x.size(0)));
        Tensor y = h.narrow(0, 1, x.size(0)), last = h[-1];
        return c is null ? [y, last] : [y, last, c.view_as(c)];               // a view: the loop uses c_T too
    }

    // da = ∂L/∂(x W_ihᵀ):   dx = da W_ih     dW_ih = Σₜ daₜᵀ xₜ       db_ih = Σₜₙ da
    // dg = ∂L/∂(h W_hhᵀ):                    dW_hh = Σₜ dgₜᵀ hₜ₋₁     db_hh = Σₜₙ dg
    /// <inheritdoc/>
    protected sealed override Tensor?[] BackwardCore(Tensor?[] outputGradients)
    {
        var dh = before.new_empty(before.shape);
        if (outputGradients[0] is { } dy) dh.copy_(dy);
        else dh.zero_();
        if (outputGradients[1] is { } last) dh[-1].add_(last);
        var (da, dg, initial) = Rewind(dh, outputGradients.ElementAtOrDefault(2));
        var da2 = da.reshape(-1, da.size(-1));                               // (T·N,G·H)
        var dg2 = ReferenceEquals(da, dg) ? da2 : dg.reshape(-1, dg.size(-1));
        var db = da2.sum(dim: 0);
        inputHidden.Accumulate(Product.Transposed(x, da2).t());              // (xᵀ da)ᵀ = daᵀ x, the faster order
        hiddenHidden.Accumulate(Product.Transposed(before.reshape(-1, Hidden), dg2).t());
        inputBias?.Accumulate(db);
        hiddenBias?.Accumulate(ReferenceEquals(da, dg) ? db : dg2.sum(dim: 0));
        var dx = InputGradients ? Product.Of(da2, inputHidden.Value).view(da.size(0), -1, Inputs) : null;
        return [dx, .. given.Select((g, i) => g ? initial[i] : null)];
    }

    private Tensor State(Tensor? state, Tensor x, int i)
    {
        if (state is null) return x.new_zeros(x.size(1), Hidden);
        Expect.Shape(state, [x.size(1), Hidden], stateNames[i]);
        Expect.SameKind(state, HiddenHidden, stateNames[i]);
        return state;
    }
}
