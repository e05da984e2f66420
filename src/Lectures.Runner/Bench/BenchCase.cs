using Lectures.Models.Checking;
using Lectures.Models.Data;
using Lectures.Models.Losses;
using Lectures.Models.Modules;
using Lectures.Models.Networks;
using Lectures.Models.Optimizers;
using TorchSharp.Modules;
using OptimizerOptions = Lectures.Models.Optimizers.OptimizerOptions;
using static TorchSharp.torch;

namespace Lectures.Runner.Bench;

/// <summary>A training step that is measured: ours, and the same as every tutorial writes it.</summary>
/// <param name="Name">Model, optimizer and batch, in one line.</param>
/// <param name="Task">Our model and its loss.</param>
/// <param name="Optimizer">Our optimizer.</param>
/// <param name="Plain">The same model of TorchSharp's own modules, and how it is called.</param>
/// <param name="PlainOptimizer">TorchSharp's optimizer of the same settings.</param>
/// <param name="Data">A batch.</param>
internal sealed record BenchCase(
    string Name, ModelTask Task, OptimizerOptions Optimizer,
    Func<(nn.Module Module, Func<Tensor, Tensor> Call)> Plain,
    Func<IEnumerable<Parameter>, optim.Optimizer> PlainOptimizer, Func<Batch> Data)
{
    private const int Vocabulary = 65;

    /// <summary>All cases, in the lecture's order.</summary>
    public static IReadOnlyList<BenchCase> All { get; } =
    [
        new("mlp 2-4-2 SGD b1", Mlp(2, [4], 2), new() { Kind = OptimizerKind.Sgd, Rate = 0.1 },
            () => Net(Dense(2, 4, 2)), weights => optim.SGD(weights, 0.1), () => Images(1, 2, [2])),
        new("mlp 784-512-10 RMSprop b128", Mlp(784, [512], 10), new() { Kind = OptimizerKind.RmsProp, Rate = 0.001 },
            () => Net(Dense(784, 512, 10)), weights => optim.RMSProp(weights, 0.001), () => Images(128, 10, [784])),
        new("mlp 784-4×128-10 Adam b200", Mlp(784, [128, 128, 128, 128], 10), new(),
            () => Net(Dense(784, 128, 128, 128, 128, 10)), weights => optim.Adam(weights), () => Images(200, 10, [784])),
        new("cnn AdamW b200", ModelTask.Of(() => new Cnn(new()), LossFunction.CrossEntropy), new() { Kind = OptimizerKind.AdamW },
            () => Net(Convolutional()), weights => optim.AdamW(weights), () => Images(200, 10, [1, 28, 28])),
        Rows("elman", RecurrentUnit.Elman, () => nn.RNN(28, 128, batchFirst: true)),
        Rows("lstm", RecurrentUnit.Lstm, () => nn.LSTM(28, 128, batchFirst: true)),
        new("encoder rows Adam b128", ModelTask.Of(() => new EncoderClassifier(new()), LossFunction.CrossEntropy), new(),
            () => Net(new EncoderClassifier(new())), weights => optim.Adam(weights), () => Images(128, 10, [28, 28])),
        new("gpt 2×64 Adam b32", ModelTask.Of(new GptOptions(Vocabulary)), new(),
            () =>
            {
                var gpt = new Gpt(new(Vocabulary));
                return (gpt, x => gpt.call(x, null));
            },
            weights => optim.Adam(weights), Text),
    ];

    private static ModelTask Mlp(long inputs, long[] hidden, long outputs) =>
        ModelTask.Of(() => new Mlp(new(inputs, outputs) { Hidden = hidden }), LossFunction.CrossEntropy);

    private static BenchCase Rows(string name, RecurrentUnit unit, Func<nn.Module> cell) => new(
        $"{name} rows Adam b128",
        ModelTask.Of(() => new RecurrentClassifier(new() { Recurrent = new(unit) }), LossFunction.CrossEntropy), new(),
        () => Recurrent(cell()), weights => optim.Adam(weights), () => Images(128, 10, [28, 28]));

    private static (nn.Module Module, Func<Tensor, Tensor> Call) Net(nn.Module<Tensor, Tensor> net) => (net, net.call);

    private static Sequential Dense(params long[] widths)
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

    private static (nn.Module Module, Func<Tensor, Tensor> Call) Recurrent(nn.Module cell)
    {
        var output = nn.Linear(128, 10);
        var both = new ModuleList<nn.Module>(cell, output);
        return (both, x => output.call((cell is RNN elman ? elman.call(x).Item1 : ((LSTM)cell).call(x).Item1).select(1, -1)));
    }

    private static Batch Images(long patterns, long classes, long[] shape) =>
        new([rand([patterns, .. shape])], randint(0, classes, [patterns], ScalarType.Int64));

    private static Batch Text()
    {
        var tokens = randint(0, Vocabulary, [32, 65], ScalarType.Int64);
        return new([tokens.narrow(1, 0, 64).contiguous(), null], tokens.narrow(1, 1, 64).contiguous());
    }
}
