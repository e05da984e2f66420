using Lectures.Models.Layers;
using Lectures.Models.Networks;
using static TorchSharp.torch;

namespace Lectures.Models.Modules;

/// <summary>The unit of a recurrent layer.</summary>
public enum RecurrentUnit
{
    /// <summary>Elman's: the hidden output feeds the next time step, §7.3.3 (2).</summary>
    Elman,

    /// <summary>Long short-term memory.</summary>
    Lstm,

    /// <summary>Gated recurrent unit.</summary>
    Gru,
}

/// <summary>The shape of the recurrent layers of a network.</summary>
/// <param name="Unit">Elman, LSTM or GRU.</param>
/// <param name="Hidden">Hidden units H in each layer and direction.</param>
/// <param name="Layers">Layers L one above the other.</param>
public sealed record RecurrentOptions(RecurrentUnit Unit = RecurrentUnit.Elman, long Hidden = 128, int Layers = 1)
{
    /// <summary>The function of Elman's units, tanh or ReLU; the gated units have their own.</summary>
    public Activation Activation { get; init; } = Activation.Tanh;
}

/// <summary>TorchSharp's RNN, LSTM or GRU over sequences with the batch first, and the same by hand.</summary>
internal sealed class RecurrentModule
{
    private readonly RecurrentOptions options;
    private readonly bool bidirectional;
    private readonly Func<Tensor, Tensor> all, last;

    /// <summary>The module with fresh weights.</summary>
    /// <exception cref="ArgumentException">A size is below 1, or Elman's function is neither tanh nor ReLU.</exception>
    public RecurrentModule(RecurrentOptions options, long inputs, bool bidirectional = false)
    {
        (this.options, this.bidirectional) = (options, bidirectional);
        Expect.AtLeast(inputs, 1);
        var hidden = Expect.AtLeast(options.Hidden, 1);
        var layers = Expect.Few(options.Layers, "layers");
        switch (options.Unit)
        {
            case RecurrentUnit.Lstm:
                var lstm = nn.LSTM(inputs, hidden, layers, batchFirst: true, bidirectional: bidirectional);
                (Module, all, last) = (lstm, x => lstm.call(x).Item1, x => Top(lstm.call(x).Item2));
                break;
            case RecurrentUnit.Gru:
                var gru = nn.GRU(inputs, hidden, layers, batchFirst: true, bidirectional: bidirectional);
                (Module, all, last) = (gru, x => gru.call(x).Item1, x => Top(gru.call(x).Item2));
                break;
            default:
                var rnn = nn.RNN(inputs, hidden, layers, Nonlinearity, batchFirst: true, bidirectional: bidirectional);
                (Module, all, last) = (rnn, x => rnn.call(x).Item1, x => Top(rnn.call(x).Item2));
                if (layers > 1 || bidirectional || options.Activation != Activation.Tanh) break;
                var loop = new TanhRecurrence(rnn);
                (all, last) = (loop.All, loop.Last);
                break;
        }
        if (bidirectional) last = x => all(x).select(1, -1);                  // backwards the state is of step 1

        static Tensor Top(Tensor states) => states[-1];                       // (L,N,H)
    }

    /// <summary>TorchSharp's module, to be registered; parameters weight_ih_l0, bias_ih_l0 …</summary>
    public nn.Module Module { get; }

    /// <summary>Features of the outputs, D·H.</summary>
    public long Outputs => (bidirectional ? 2 : 1) * options.Hidden;

    private nn.NonLinearities Nonlinearity => options.Activation switch
    {
        Activation.Tanh => nn.NonLinearities.Tanh,
        Activation.Relu => nn.NonLinearities.ReLU,
        _ => throw new ArgumentException(
            $"activation: expected Tanh or Relu in an Elman network, got {options.Activation}."),
    };

    /// <summary>Every hₜ of the top layer: x (N,T,I) → (N,T,D·H), from state 0.</summary>
    public Tensor All(Tensor x) => all(x);

    /// <summary>The last step of that alone: x (N,T,I) → (N,D·H), with less to go back through.</summary>
    public Tensor Last(Tensor x) => last(x);

    /// <summary>The same by hand, on the same memory.</summary>
    public AllSteps ByHand(ModuleWeights weights) => new(new RecurrentStack(options.Layers, bidirectional, name =>
    {
        var packed = new RecurrentWeights(
            weights[$"weight_ih_{name}"], weights[$"weight_hh_{name}"],
            weights[$"bias_ih_{name}"], weights[$"bias_hh_{name}"]);
        return options.Unit switch
        {
            RecurrentUnit.Lstm => new Lstm(packed),
            RecurrentUnit.Gru => new Gru(packed),
            _ => new Elman(packed, relu: options.Activation == Activation.Relu),
        };
    }));
}
