using Lectures.Models.Checking;
using Lectures.Models.Losses;
using Lectures.Models.Modules;
using Lectures.Models.Networks;
using Lectures.Models.Optimizers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using OptimizerOptions = Lectures.Models.Optimizers.OptimizerOptions;

namespace Lectures.Models.Tests.Training;

/// <summary>A model of ours, and the same of TorchSharp's own modules and optimizers as tutorials put them
/// together.</summary>
internal sealed record PlainLoop(
    ModelTask Task, OptimizerOptions Options, nn.Module Module, Func<Tensor, Tensor> Call,
    Func<IEnumerable<Parameter>, optim.Optimizer> Optimizer, long[] Shape)
{
    /// <summary>The loop of a model.</summary>
    public static PlainLoop Of(string model) => model switch
    {
        "mlp" => Of(
            () => new Mlp(new(300, 10) { Hidden = [131] }),
            new() { Kind = OptimizerKind.RmsProp, Rate = 0.0003 }, p => optim.RMSProp(p, 0.0003), [127, 300],
            nn.Sequential(nn.Linear(300, 131), nn.ReLU(), nn.Linear(131, 10))),
        "cnn" => Of(
            () => new Cnn(new(14, 13) { Filters = [16, 24], Hidden = [16] }),
            new() { Kind = OptimizerKind.Sgd, Rate = 0.1, Momentum = 0.9 }, p => optim.SGD(p, 0.1, momentum: 0.9), [31, 1, 14, 13],
            nn.Sequential(
                nn.Conv2d(1, 16, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 24, 3), nn.ReLU(), nn.MaxPool2d(2),
                nn.Flatten(), nn.Linear(24 * 2 * 1, 16), nn.ReLU(), nn.Linear(16, 10))),
        _ => Of(
            () => new RecurrentClassifier(new(9, 10) { Recurrent = new(RecurrentUnit.Lstm, Hidden: 24) }),
            new() { Rate = 0.01 }, p => optim.Adam(p, 0.01), [31, 7, 9], new LastOutput(9, 24, 10)),
    };

    private static PlainLoop Of<T>(
        Func<T> build, OptimizerOptions options, Func<IEnumerable<Parameter>, optim.Optimizer> optimizer, long[] shape,
        nn.Module<Tensor, Tensor> plain) where T : nn.Module<Tensor, Tensor>, IHandWritten =>
        new(ModelTask.Of(build, LossFunction.CrossEntropy), options, plain, plain.call, optimizer, shape);

    private sealed class LastOutput : nn.Module<Tensor, Tensor>
    {
        private readonly LSTM cell;
        private readonly Linear output;

        public LastOutput(long inputs, long hidden, long outputs) : base(nameof(LastOutput))
        {
            (cell, output) = (nn.LSTM(inputs, hidden, batchFirst: true), nn.Linear(hidden, outputs));
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => output.call(cell.call(x).Item1.select(1, -1));
    }
}
