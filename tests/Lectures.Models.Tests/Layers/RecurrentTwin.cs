using Lectures.Models.Checking;
using Lectures.Models.Layers;
using Lectures.Models.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Layers;

/// <summary>The recurrent layers under test.</summary>
public enum RecurrentKind { Elman, ElmanRelu, Lstm, Gru }

/// <summary>torch's recurrent module, and ours on the same weights.</summary>
internal sealed class RecurrentTwin : IDisposable
{
    private readonly RecurrentKind kind;
    private readonly nn.Module module;
    private readonly ModuleWeights weights;
    private readonly int inputs, hidden, layers, directions;
    private readonly ScalarType type;

    public RecurrentTwin(
        RecurrentKind kind, int inputs, int hidden, int layers = 1, bool bidirectional = false, bool bias = true,
        ScalarType type = ScalarType.Float64)
    {
        (this.kind, this.inputs, this.hidden, this.layers, this.type) = (kind, inputs, hidden, layers, type);
        directions = bidirectional ? 2 : 1;
        module = kind switch
        {
            RecurrentKind.Lstm => nn.LSTM(inputs, hidden, layers, bias, true, 0, bidirectional, dtype: type),
            RecurrentKind.Gru => nn.GRU(inputs, hidden, layers, bias, true, 0, bidirectional, dtype: type),
            _ => nn.RNN(inputs, hidden, layers,
                kind == RecurrentKind.Elman ? nn.NonLinearities.Tanh : nn.NonLinearities.ReLU,
                bias, true, 0, bidirectional, dtype: type),
        };
        weights = new ModuleWeights(module);
    }

    /// <summary>Tensors in the state.</summary>
    public int States => kind == RecurrentKind.Lstm ? 2 : 1;

    public RecurrentStack ByHand() => new(layers, directions == 2, Cell);

    public Recurrent Cell(string name)
    {
        var w = new RecurrentWeights(
            weights[$"weight_ih_{name}"], weights[$"weight_hh_{name}"],
            weights.Optional($"bias_ih_{name}"), weights.Optional($"bias_hh_{name}"));
        return kind switch
        {
            RecurrentKind.Lstm => new Lstm(w),
            RecurrentKind.Gru => new Gru(w),
            _ => new Elman(w, relu: kind == RecurrentKind.ElmanRelu),
        };
    }

    public Tensor[] RandomStates(long n) =>
        [.. Enumerable.Range(0, States).Select(_ => randn(layers * directions, n, hidden, type))];

    /// <summary>Outputs, states after and all gradients agree.</summary>
    /// <param name="n">N.</param>
    /// <param name="t">T.</param>
    /// <param name="states">True to give the states before.</param>
    /// <param name="used">Which outputs the loss uses.</param>
    public void AgreesOn(int n, int t, bool states, Func<int, bool> used)
    {
        using var scope = NewDisposeScope();
        using var layer = ByHand();
        Tensor?[] given = [randn(n, t, inputs, type), .. states ? RandomStates(n) : new Tensor?[States]];
        var leaves = Array.ConvertAll(given, s => s?.detach().clone().requires_grad_(true));
        var expected = Call(leaves[0]!, leaves[1..]!);
        var dy = expected.Select((y, i) => used(i) ? randn(y.shape, type) : null).ToArray();
        module.zero_grad();
        expected.Zip(dy).Where(p => p.Second is not null).Select(p => (p.First * p.Second!).sum())
            .Aggregate((a, b) => a + b).backward();

        using var hand = Gradients.ByHand(layer, given, dy);
        for (var i = 0; i < expected.Length; i++) Agree(hand.Outputs[i], expected[i].detach(), $"output {i}");
        for (var i = 0; i < given.Length; i++)
            Agree(hand.All[new("", TensorPath.Boundary("input", i))], leaves[i]?.grad, $"input {i}");
        var parameters = module.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        Assert.That(layer.NamedWeights().Count(), Is.EqualTo(parameters.Count));
        foreach (var (path, weight) in layer.NamedWeights())
            Agree(weight.Gradient, parameters[weight.Source!.Name].grad, path);
    }

    private Tensor[] Call(Tensor x, Tensor?[] states)
    {
        switch (module)
        {
            case LSTM lstm:
                var (y, h, c) = lstm.call(x, states[0] is { } h0 ? (h0, states[1]!) : null);
                return [y, h, c];
            case GRU gru:
                var (yg, hg) = gru.call(x, states[0]);
                return [yg, hg];
            default:
                var (yr, hr) = ((RNN)module).call(x, states[0]);
                return [yr, hr];
        }
    }

    // float64: rounding of a few dozen additions; float32: the same at 2⁻²⁴, through three layers and T steps
    private void Agree(Tensor? got, Tensor? expected, string what)
    {
        Assert.That(got is null, Is.EqualTo(expected is null), what);
        if (expected is null) return;
        Assert.That(got!.shape, Is.EqualTo(expected.shape), what);
        var scale = Math.Max(1, expected.abs().max().to(ScalarType.Float64).item<double>());
        var error = (got - expected).abs().max().to(ScalarType.Float64).item<double>();
        Assert.That(error / scale, Is.LessThan(type == ScalarType.Float64 ? 1e-10 : 1e-5), what);
    }

    public void Dispose() => module.Dispose();
}
