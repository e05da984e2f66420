using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>Recurrent layers one above the other, in one direction or both; the batch comes first.</summary>
/// <remarks>
/// Inputs x (N,T,I) and the states before, h₀ (L·D,N,H), for an LSTM c₀ (L·D,N,H) too, where D is 2 with both
/// directions and the order is layer 0, layer 0 reverse, layer 1 …; a state not given is 0.
/// Outputs y (N,T,D·H) of the top layer and the states after, h_T and for an LSTM c_T (L·D,N,H).
/// The layers are named as PyTorch's suffixes: <c>l0</c>, <c>l0_reverse</c>, <c>l1</c> …
/// Source: Schuster and Paliwal (1997) for both directions.
/// </remarks>
public sealed class RecurrentStack : GeneralLayer
{
    private readonly int directions;
    private readonly List<Recurrent> cells = [];
    private bool[] given = [];

    /// <summary>A stack of layers.</summary>
    /// <param name="layers">L, at least 1.</param>
    /// <param name="bidirectional">True for both directions.</param>
    /// <param name="make">Makes the layer of that name, <c>l0</c>, <c>l0_reverse</c>, <c>l1</c> …</param>
    /// <exception cref="ArgumentException">The layers do not fit each other.</exception>
    public RecurrentStack(int layers, bool bidirectional, Func<string, Recurrent> make)
    {
        Expect.AtLeast(layers, 1);
        directions = bidirectional ? 2 : 1;
        for (var k = 0; k < layers * directions; k++)
        {
            var name = $"l{k / directions}{(k % directions == 0 ? "" : "_reverse")}";
            cells.Add(Add(name, make(name)));
            var (inputs, hidden) = (cells[k].Inputs, cells[k].Hidden);
            if (cells[k].States != States)
                throw new ArgumentException($"{name}: expected {States} states as in l0, got {cells[k].States}.");
            if (hidden != Hidden)
                throw new ArgumentException($"weight_hh_{name}: expected {Hidden} units as in l0, got {hidden}.");
            var expected = k < directions ? cells[0].Inputs : directions * Hidden;
            if (inputs != expected)
                throw new ArgumentException($"weight_ih_{name}: expected {expected} inputs, got {inputs}.");
        }
    }

    private long Hidden => cells[0].Hidden;

    /// <summary>Tensors in the state: 1 for h, 2 for h and c.</summary>
    public int States => cells[0].States;

    /// <inheritdoc cref="GeneralLayer.Forward(Tensor?[])"/>
    /// <param name="x">The sequences, shape (N,T,I).</param>
    /// <param name="states">h₀ and for an LSTM c₀, or none.</param>
    /// <returns>y (N,T,D·H) and the states after.</returns>
    public (Tensor Y, Tensor[] States) Forward(Tensor x, params Tensor?[] states)
    {
        var outputs = Forward([x, .. states]);
        return (outputs[0]!, Array.ConvertAll(outputs[1..], s => s!));
    }

    /// <inheritdoc/>
    protected override IEnumerable<GeneralLayer> Entrances => cells[..directions];

    // xₗ₊₁ = [f(xₗ) reverse(f'(reverse(xₗ)))]      xₗ (T,N,I or D·H)
    /// <inheritdoc/>
    protected override Tensor?[] ForwardCore(Tensor?[] inputs)
    {
        var states = Checked(inputs);
        given = Array.ConvertAll(inputs[1..], state => state is not null);
        var last = Array.ConvertAll(states, _ => new List<Tensor>());
        var x = inputs[0]!.transpose(0, 1);                                  // (T,N,I)
        for (var k = 0; k < cells.Count; k += directions)
        {
            var y = new List<Tensor>();
            for (var d = 0; d < directions; d++)
            {
                var outputs = cells[k + d].Forward([Turn(x, d), .. states.Select(s => s?[k + d])]);
                y.Add(Turn(outputs[0]!, d));                                 // (T,N,H)
                for (var i = 0; i < States; i++) last[i].Add(outputs[i + 1]!);
            }
            x = directions == 1 ? y[0] : cat(y, -1);                         // (T,N,D·H)
        }
        return [x.transpose(0, 1), .. last.Select(s => stack(s))];
    }

    /// <inheritdoc/>
    protected override Tensor?[] BackwardCore(Tensor?[] outputGradients)
    {
        var initial = new Tensor[States, cells.Count];
        var dy = outputGradients[0]?.transpose(0, 1);                        // (T,N,D·H)
        for (var k = cells.Count - directions; k >= 0; k -= directions)
        {
            Tensor? dx = null;
            for (var d = 0; d < directions; d++)
            {
                var part = dy is null ? null : Turn(dy.narrow(-1, d * Hidden, Hidden), d);
                var gradients = cells[k + d].Backward([part, .. outputGradients[1..].Select(s => s?[k + d])]);
                dx = Sum(dx, gradients[0] is { } own ? Turn(own, d) : null);
                for (var i = 0; i < given.Length; i++) if (given[i]) initial[i, k + d] = gradients[i + 1]!;
            }
            dy = dx;
        }
        var states = given.Select((g, i) => g ? stack(cells.Select((_, k) => initial[i, k])) : null);
        return [dy?.transpose(0, 1), .. states];
    }

    /// <summary>Time turned round for the reverse direction.</summary>
    private static Tensor Turn(Tensor x, int direction) => direction == 0 ? x : x.flip(0);

    private Tensor?[] Checked(Tensor?[] inputs)
    {
        if (inputs is not [{ } x, ..] || inputs.Length > 1 + States) throw Expect.Inputs(this, 1 + States, inputs);
        Expect.Shape(x, ["N", "T", cells[0].Inputs]);
        for (var i = 1; i < inputs.Length; i++)
            if (inputs[i] is { } state)
                Expect.Shape(state, [cells.Count, x.size(0), Hidden], i == 1 ? "h0" : "c0");
        return [.. Enumerable.Range(1, States).Select(i => inputs.ElementAtOrDefault(i))];
    }
}
