using Lectures.Models.Layers;
using Lectures.Models.Losses;
using static TorchSharp.torch;

namespace Lectures.Models.Tests.Checking;

/// <summary>A layer of the library, or a small tree, in a random size and setting, with inputs; all of it follows from
/// a seed.</summary>
internal sealed class RandomLayers(long seed, ScalarType type) : IDisposable
{
    private readonly Random random = new((int)seed);
    private readonly Generator generator = new((ulong)seed);

    /// <summary>What was made.</summary>
    public (GeneralLayer Layer, Tensor?[] Inputs) Draw()
    {
        long n = Size(1, 4), t = Size(1, 5), e = Size(1, 6), o = Size(1, 6);
        var width = 2 * (e % 3 + 2);    // a norm of two features is ±1 whatever they are: all that is left is rounding
        return random.Next(24) switch
        {
            0 => (Affine(e, o, Chance()), [Chance() ? X(n, e) : X(n, t, e)]),
            1 => (new TransposedAffine(W(e, o), Chance() ? W(o) : null), [X(n, e)]),
            2 => (Activation(), [X(n, e)]),
            3 => (new Softmax(), [X(n, e)]),
            4 => (new LogSoftmax(), [X(n, t, e)]),
            5 => (new Flatten(), [X(n, t, e)]),
            6 => (Dropout(), [X(n, e)]),
            7 => (new Noise(random.NextDouble(), seed) { Training = Chance() }, [X(n, e)]),
            8 => (new LayerNorm(W(e + 2), W(e + 2)), [X(n, t, e + 2)]),
            9 => (BatchNorm(o), [Chance() ? X(n + 2, o) : X(n + 2, o, t, e)]),
            10 => (Convolution(e % 3 + 1, o), [X(n, e % 3 + 1, Size(4, 7), Size(4, 7))]),
            11 => (new MaxPool2d((Size(2, 3), Size(2, 3)), Chance() ? null : Size(1, 3), Chance() ? 0 : 1),
                [X(n, o % 3 + 1, Size(3, 7), Size(3, 7))]),
            12 => (new AveragePool2d((Size(2, 3), 3), Chance() ? null : Size(1, 3), Chance() ? 0 : 1, Chance()),
                [X(n, o % 3 + 1, Size(3, 7), Size(3, 7))]),
            13 => (new Embedding(W(o + 1, e)), [randint(0, o + 1, [n, t], generator: generator)]),
            14 => (Cell(e, o), [X(t, n, e)]),
            15 => (Recurrent(e, o), [X(n, t, e)]),
            16 => (new AllSteps(Recurrent(e, o)), [X(n, t, e)]),
            17 => Attention(n, t, width),
            18 => (EncoderBlock(width, o), [X(n, t, width), Chance() ? Padding(n, t) : null]),
            19 => (DecoderBlock(width, o), [X(n, t, width), X(n, o, width), null, Chance() ? Padding(n, o) : null]),
            20 => (new Objective(Affine(e, o, true), new CrossEntropy()),
                [X(n, e), randint(0, o, [n], generator: generator)]),
            21 => (new Objective(Affine(e, o, true), Loss()), [X(n, e), X(n, o).sigmoid()]),
            22 => (new Residual(new Stack(Affine(e, o, true), Activation(), Affine(o, e, true))), [X(n, t, e)]),
            _ => (new Sequence(Affine(e, o, true), Activation(), o > 2 ? Norm(o) : new Tanh(), Affine(o, e, Chance())),
                [X(n, e)]),
        };
    }

    private bool Chance() => random.Next(2) == 0;

    private long Size(int least, int most) => random.Next(least, most + 1);

    // Made in float32's numbers, so that both types hold the same.
    private Tensor X(params long[] shape) => randn(shape, ScalarType.Float32, generator: generator).to(type);

    private Weight W(params long[] shape) => new(X(shape) / Math.Sqrt(shape[^1]));

    private Affine Affine(long inputs, long outputs, bool bias) => new(W(outputs, inputs), bias ? W(outputs) : null);

    private Layer Activation() => random.Next(6) switch
    {
        0 => new Sigmoid(),
        1 => new Tanh(),
        2 => new Relu(),
        3 => new LeakyRelu(0.1),
        4 => new Gelu(),
        _ => new Gelu(GeluForm.Tanh),
    };

    private Dropout Dropout() =>
        new(random.NextDouble() * 0.8, Chance() ? DropoutScaling.Inverted : DropoutScaling.Recognition, seed)
        {
            Training = Chance(),
        };

    private Loss Loss() => random.Next(3) switch
    {
        0 => new MeanSquaredError(),
        1 => new SquaredError(),
        _ => new BinaryCrossEntropy(),
    };

    private BatchNorm BatchNorm(long channels) =>
        new(W(channels), W(channels), X(channels), X(channels).square() + 0.5) { Training = Chance() };

    private Convolution2d Convolution(long inputs, long outputs) => new(
        W(outputs, inputs, Size(1, 3), Size(1, 3)), Chance() ? W(outputs) : null, Size(1, 2), Size(0, 2),
        Chance() ? 1 : null);

    private Recurrent Cell(long inputs, long hidden)
    {
        var kind = random.Next(4);
        var gates = kind switch { 2 => 4, 3 => 3, _ => 1 };
        var weights = new RecurrentWeights(
            W(gates * hidden, inputs), W(gates * hidden, hidden), Chance() ? W(gates * hidden) : null,
            Chance() ? W(gates * hidden) : null);
        return kind switch
        {
            0 => new Elman(weights),
            1 => new Elman(weights, relu: true),
            2 => new Lstm(weights),
            _ => new Gru(weights)
        };
    }

    private RecurrentStack Recurrent(long inputs, long hidden)
    {
        var (layers, both) = ((int)Size(1, 2), Chance());
        return new(layers, both, name => new Elman(new(
            W(hidden, name.StartsWith("l0", StringComparison.Ordinal) ? inputs : hidden * (both ? 2 : 1)),
                W(hidden, hidden), W(hidden), Chance() ? W(hidden) : null)));
    }

    private (GeneralLayer, Tensor?[]) Attention(long n, long t, long width)
    {
        var (causal, s) = (Chance(), Size(1, 5));
        return causal ? (Heads(width, true), [X(n, t, width)])
            : (Heads(width, false), [X(n, t, width), X(n, s, width), Chance() ? Padding(n, s) : null]);
    }

    private MultiHeadAttention Heads(long width, bool causal) => new(
        Affine(width, width, true), Affine(width, width, true), Affine(width, width, true), Affine(width, width, true),
            Chance() ? 1 : 2, causal);

    private EncoderBlock EncoderBlock(long width, long hidden) => new(
        Heads(width, Chance()), Norm(width), FeedForward(width, hidden), Norm(width), Chance());

    private DecoderBlock DecoderBlock(long width, long hidden) => new(
        Heads(width, true), Norm(width), Heads(width, false), Norm(width), FeedForward(width, hidden), Norm(width),
            Chance());

    private LayerNorm Norm(long width) => new(W(width), W(width));

    private FeedForward FeedForward(long width, long hidden) =>
        new(Affine(width, hidden, true), Activation(), Affine(hidden, width, true));

    private Tensor Padding(long n, long t) => rand([n, t], generator: generator).lt(0.3);

    public void Dispose() => generator.Dispose();
}
