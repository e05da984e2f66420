using Lectures.Models.Checking;
using Lectures.Models.Data;
using Lectures.Models.Losses;
using Lectures.Models.Modules;
using Lectures.Models.Networks;
using Lectures.Models.Optimizers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using OptimizerOptions = Lectures.Models.Optimizers.OptimizerOptions;

namespace Lectures.Runner.Bench;

/// <summary>A training step that is measured: ours, and the same as every tutorial writes it.</summary>
/// <param name="Name">One word.</param>
/// <param name="Setting">Model, optimizer and batch.</param>
/// <param name="Task">Our model and its loss.</param>
/// <param name="Optimizer">Our optimizer.</param>
/// <param name="Plain">The same model of TorchSharp's own modules, and how it is called.</param>
/// <param name="PlainOptimizer">TorchSharp's optimizer of the same settings.</param>
/// <param name="Data">A batch.</param>
internal sealed record BenchCase(
    string Name, string Setting, ModelTask Task, OptimizerOptions Optimizer,
    Func<(nn.Module Module, Func<Tensor, Tensor> Call)> Plain,
    Func<IEnumerable<Parameter>, optim.Optimizer> PlainOptimizer, Func<Batch> Data)
{
    private const int Vocabulary = 65, Length = 64;

    /// <summary>All cases, in the lecture's order.</summary>
    public static IReadOnlyList<BenchCase> All { get; } =
    [
        Mlp("mlp-b1", "mlp 2-4-2 SGD b1", 1, [2, 4, 2], new() { Kind = OptimizerKind.Sgd, Rate = 0.1 },
            weights => optim.SGD(weights, 0.1)),
        Mlp("mlp-512", "mlp-512 RMSprop b128", 128, [784, 512, 10],
            new() { Kind = OptimizerKind.RmsProp, Rate = 0.001 }, weights => optim.RMSProp(weights, 0.001)),
        Mlp("mlp-4x128", "mlp-4x128 Adam b200", 200, [784, 128, 128, 128, 128, 10], new(), Adam),
        new("cnn", "cnn AdamW b200", ModelTask.Of(() => new Cnn(new()), LossFunction.CrossEntropy),
            new() { Kind = OptimizerKind.AdamW },
            () => Net(Convolutional()), weights => optim.AdamW(weights), () => Images(200, 10, 1, 28, 28)),
        Rows("elman", "elman-128 rows Adam b128", RecurrentUnit.Elman, () => nn.RNN(28, 128, batchFirst: true)),
        Rows("lstm", "lstm-128 rows Adam b128", RecurrentUnit.Lstm, () => nn.LSTM(28, 128, batchFirst: true)),
        new("encoder", "encoder rows Adam b128",
            ModelTask.Of(() => new EncoderClassifier(new()), LossFunction.CrossEntropy), new(),
            () => Net(new EncoderClassifier(new())), Adam, () => Images(128, 10, 28, 28)),
        new("gpt", "gpt 2x64 Adam b32", ModelTask.Of(new GptOptions(Vocabulary, Length)), new(), Gpt, Adam, Text),
    ];

    /// <summary>The case of a name.</summary>
    public static BenchCase Of(string name) => All.First(bench => bench.Name == name);

    private static BenchCase Mlp(
        string name, string setting, long batch, long[] widths, OptimizerOptions optimizer,
        Func<IEnumerable<Parameter>, optim.Optimizer> plain) => new(
        name, setting,
        ModelTask.Of(() => new Mlp(new(widths[0], widths[^1]) { Hidden = widths[1..^1] }), LossFunction.CrossEntropy),
        optimizer, () => Net(Dense(widths)), plain, () => Images(batch, widths[^1], widths[0]));

    private static BenchCase Rows(string name, string setting, RecurrentUnit unit, Func<nn.Module> cell) => new(
        name, setting,
        ModelTask.Of(() => new RecurrentClassifier(new() { Recurrent = new(unit) }), LossFunction.CrossEntropy), new(),
        () => Net(new PlainRows(cell())), Adam, () => Images(128, 10, 28, 28));

    private static optim.Optimizer Adam(IEnumerable<Parameter> weights) => optim.Adam(weights);

    private static (nn.Module Module, Func<Tensor, Tensor> Call) Net(nn.Module<Tensor, Tensor> net) => (net, net.call);

    private static Sequential Dense(long[] widths)
    {
        var layers = new List<nn.Module<Tensor, Tensor>>();
        for (var i = 1; i < widths.Length; i++)
        {
            if (i > 1) layers.Add(nn.ReLU());
            layers.Add(nn.Linear(widths[i - 1], widths[i]));
        }
        return nn.Sequential(layers);
    }

    private static Sequential Convolutional() => nn.Sequential(
        nn.Conv2d(1, 16, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(800, 128), nn.ReLU(), nn.Linear(128, 10));

    private static (nn.Module Module, Func<Tensor, Tensor> Call) Gpt()
    {
        var gpt = new Gpt(new(Vocabulary, Length));
        return (gpt, tokens => gpt.call(tokens, null));
    }

    private static Batch Images(long patterns, long classes, params long[] shape) =>
        new([rand([patterns, .. shape])], randint(0, classes, [patterns], ScalarType.Int64));

    private static Batch Text()
    {
        using var scope = NewDisposeScope();
        var tokens = randint(0, Vocabulary, [32, Length + 1], ScalarType.Int64);
        return new(
            [tokens.narrow(1, 0, Length).contiguous().MoveToOuterDisposeScope(), null],
            tokens.narrow(1, 1, Length).contiguous().MoveToOuterDisposeScope());
    }
}
