using Lectures.Models.Checking;
using Lectures.Models.Data;
using Lectures.Models.Losses;
using Lectures.Models.Modules;
using Lectures.Models.Networks;
using static TorchSharp.torch;

namespace Lectures.Models.Experiments;

/// <summary>A memory task: which of K symbols stood at the first step, asked after T steps, all others of them
/// noise.</summary>
/// <param name="Steps">T.</param>
/// <remarks>Source: Bengio, Simard and Frasconi (1994), Learning long-term dependencies with gradient descent is
/// difficult.</remarks>
public sealed record FirstSymbol(int Steps)
{
    /// <summary>K; guessing is right in one of K cases.</summary>
    public const int Symbols = 4;

    private const int Patterns = 2_000, Tests = 500, Batch = 50, SymbolStream = 0x66697273;
    private const double Noise = 0.5, Rate = 0.003;

    /// <summary>The sequences of a set.</summary>
    /// <param name="count">N.</param>
    /// <param name="seed">Decides everything.</param>
    /// <param name="split">Training or test set.</param>
    /// <returns>x (N,T,K): one-hot at the first step, then U(−½, ½); and the symbols (N).</returns>
    public (Tensor X, Tensor Symbols) Draw(int count, long seed, Split split)
    {
        var (x, symbols) = (new float[count * Steps * Symbols], new long[count]);
        for (var n = 0; n < count; n++)
        {
            var random = SplitMix64.Stream(seed, SymbolStream, (long)split, n);
            var sequence = x.AsSpan(n * Steps * Symbols, Steps * Symbols);
            symbols[n] = random.Next(Symbols);
            sequence[(int)symbols[n]] = 1;
            foreach (ref var noise in sequence[Symbols..]) noise = (float)random.Uniform(-Noise, Noise);
        }
        return (tensor(x, [count, Steps, Symbols]), tensor(symbols));
    }

    /// <summary>A fresh network.</summary>
    /// <param name="unit">Its unit.</param>
    /// <param name="hidden">Hidden units H.</param>
    /// <param name="forgetBias">What is added to the bias of an LSTM's forget gate: above 0 it begins open (Gers et
    /// al., 2000).</param>
    /// <param name="seed">Decides the weights.</param>
    public static RecurrentClassifier Build(RecurrentUnit unit, int hidden, double forgetBias, long seed)
    {
        var net = (RecurrentClassifier)ModelRun.Build(seed, Task(unit, hidden).Build);
        using var off = no_grad();
        using var scope = NewDisposeScope();
        // gates in the order i, f, g, o
        if (unit == RecurrentUnit.Lstm) net.get_parameter("rnn.bias_ih_l0")!.narrow(0, hidden, hidden).add_(forgetBias);
        return net;
    }

    /// <summary>The share of symbols remembered in new sequences, after learning.</summary>
    /// <param name="unit">The network's unit.</param>
    /// <param name="hidden">Hidden units H.</param>
    /// <param name="forgetBias">What is added to the bias of an LSTM's forget gate.</param>
    /// <param name="epochs">Passes over 2,000 sequences.</param>
    /// <param name="seed">Decides weights and sequences.</param>
    /// <param name="progress">Told the share done in (0, 1].</param>
    public double Accuracy(
        RecurrentUnit unit, int hidden, double forgetBias, int epochs, long seed, Action<double>? progress = null)
    {
        using var scope = NewDisposeScope();
        using var net = Build(unit, hidden, forgetBias, seed);
        var (x, symbols) = Draw(Patterns, seed, Split.Train);
        var (testX, testSymbols) = Draw(Tests, seed, Split.Test);
        using var train = new TensorPatterns(x, symbols);
        using var test = new TensorPatterns(testX, testSymbols);
        return ModelRun.Accuracy(
            Task(unit, hidden), net, train, test, SequenceTraining.Clipped(epochs, Batch, Rate, seed), progress);
    }

    /// <summary>‖∂L/∂xₜ‖ in a fresh network for every step t, the mean over sequences.</summary>
    /// <inheritdoc cref="Build"/>
    public double[] Gradient(RecurrentUnit unit, int hidden, double forgetBias, long seed)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        using var net = Build(unit, hidden, forgetBias, seed);
        using var objective = new Objective(net.ByHand(), new CrossEntropy()) { Training = false };
        var (x, symbols) = Draw(Batch, seed, Split.Test);
        objective.Forward([x, symbols]);
        using var one = tensor(1.0);
        var dx = objective.Backward([one])[0]!;                              // (N,T,K) of the mean loss
        return [.. (linalg.vector_norm(dx.to(ScalarType.Float64), 2, [2]).sum(dim: 0)).data<double>()];
    }

    private static ModelTask Task(RecurrentUnit unit, int hidden) => ModelTask.Of(
        () => new RecurrentClassifier(new(Symbols, Symbols) { Recurrent = new(unit, hidden) }),
        LossFunction.CrossEntropy);
}
