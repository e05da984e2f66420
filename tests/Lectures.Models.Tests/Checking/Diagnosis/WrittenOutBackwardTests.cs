using Lectures.Models.Checking.Diagnosis;
using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Checking.Diagnosis;

/// <summary>The backward passes that the catalogue writes out, with every switch in its place, are right.</summary>
public class WrittenOutBackwardTests
{
    private const long T = 5, N = 3, I = 4, H = 2;

    [Test]
    public void Elman_is_right_without_a_mistake([Values] bool relu)
    {
        using var scope = NewDisposeScope();
        var layer = new Elman(Weights(1), relu);
        Is_right(layer, [Random(T, N, I), Random(N, H)], s => new ElmanBackward(layer, s).Run());
    }

    [Test]
    public void Lstm_is_right_without_a_mistake()
    {
        using var scope = NewDisposeScope();
        Is_right(new Lstm(Weights(4)), [Random(T, N, I), Random(N, H), Random(N, H)], s => new LstmBackward(s).Run());
    }

    [Test]
    public void Gru_is_right_without_a_mistake()
    {
        using var scope = NewDisposeScope();
        Is_right(new Gru(Weights(3)), [Random(T, N, I), Random(N, H)], s => new GruBackward(s).Run());
    }

    [Test]
    public void Attention_is_right_without_a_mistake([Values] bool self)
    {
        using var scope = NewDisposeScope();
        var layer = new MultiHeadAttention(Square(), Square(), Square(), Square(), heads: 2, causal: self);
        Is_right(layer, [Random(N, T, 6), self ? null : Random(N, 4, 6)],
            s => HandedDown.Watch(s, _ => new AttentionBackward(layer, s).Run())!);
    }

    private static void Is_right(GeneralLayer layer, Tensor?[] inputs, Func<Symptoms, WrongGradients> written)
    {
        using var own = layer;
        var outputs = layer.Forward(inputs);
        var dy = Array.ConvertAll(outputs, y => (Tensor?)randn_like(y!));
        var dx = layer.Backward(dy);
        var right = layer.Weights.ToDictionary(named => named.Name, named => named.Weight.Gradient!.clone());
        for (var i = 0; i < dx.Length; i++) if (dx[i] is { } d) right[i == 0 ? "input" : $"input[{i}]"] = d;
        var found = written(new(layer, inputs, outputs, dy)).Tensors.Where(named => named.Value is not null).ToDictionary();
        Assert.That(found.Keys, Is.EquivalentTo(right.Keys));
        foreach (var (name, gradient) in right)     // rounding of sums in another order
            Assert.That((found[name]! - gradient).abs().max().item<double>(), Is.LessThan(1e-12), name);
    }

    private static RecurrentWeights Weights(long gates) =>
        new(new(Random(gates * H, I)), new(Random(gates * H, H)), new(Random(gates * H)), new(Random(gates * H)));

    private static Affine Square() => new(new(Random(6, 6)), new(Random(6)));

    private static Tensor Random(params long[] shape) => randn(shape, ScalarType.Float64);
}
