using Lectures.Models.Data;
using Lectures.Models.Data.Planes;
using Lectures.Models.Figures;
using Lectures.Models.Literal;
using Lectures.Models.Networks;

namespace Lectures.Models.Experiments;

/// <summary>The Playground's demo: 6 hidden layers of 4 units, Gaussian, noise 30, by the page's rules.</summary>
/// <param name="epochs">Passes over the 250 points.</param>
/// <param name="sigmoid">The units that are said not to learn.</param>
internal sealed class VanishingOnPage(int epochs, Activation sigmoid)
{
    private const double Noise = 0.3, Rate = 0.03, Range = 0.5, Bias = 0.1;
    private const int Batch = 10, Watch = 10;

    private static readonly string[] names = ["sigmoid", "tanh", "ReLU"];

    private List<Demo>[] demos = [];

    /// <summary>What was found.</summary>
    public Bilingual Words => new(
        $"On the Playground's page the sigmoid net ends at {Mean(0):0.0 %} after {epochs:N0} epochs (tanh "
        + $"{Mean(1):0.0 %}, ReLU {Mean(2):0.0 %}).",
        $"Playground のシグモイドのネットワークは {epochs:N0} エポック後も {Mean(0):0.0 %} である(tanh {Mean(1):0.0 %}、ReLU "
        + $"{Mean(2):0.0 %})。");

    /// <summary>Learns from every start.</summary>
    public void Run(long seed, int starts, Action<double> progress)
    {
        UnitFunction[] functions = [sigmoid == Activation.Relu ? UnitFunction.Relu : UnitFunction.Sigmoid,
            UnitFunction.Tanh, UnitFunction.Relu];
        var parts = new PartProgress(progress, functions.Length * starts);
        demos = Array.ConvertAll(functions, function =>
            Enumerable.Range(0, starts).Select(start => Learn(function, seed + start, parts.Next(1))).ToList());
    }

    public IEnumerable<Claim> Claims() =>
    [
        Claim.AtMost(new("Playground, sigmoid: test accuracy, mean of the starts", "Playground、シグモイド:テスト正解率(初期値の平均)"),
            Mean(0), 0.6, "0.000"),
        Claim.AtLeast(new("Playground, tanh: the same", "Playground、tanh:同上"), Mean(1), 0.9, "0.000"),
    ];

    public IEnumerable<ExperimentFigure> Figures() =>
    [
        new("playground", new($"The Playground's demo after {epochs:N0} epochs, first start: sigmoid, tanh, ReLU.",
            $"Playground のデモ({epochs:N0} エポック後、最初の初期値):シグモイド、tanh、ReLU。"),
            () => new DecisionRegions([.. demos.Select(starts => starts[0].Map)]) { Score = new(-1, 1) }.Draw()),
        new("playground-error",
            new("Its training error while learning, mean of the starts; 0.5 is that of a constant output.",
            "学習誤差の推移(初期値の平均)。定数出力の誤差は 0.5。"),
            () => new Curves(new CurvePanel([.. demos.Select((starts, k) => Curve.OfRuns(names[k],
                [.. starts[0].Errors.Select((_, n) => 1.0 + n * Watch)], [.. starts.Select(start => start.Errors)]))])
            { X = "epoch", Y = "mean of (output − label)² / 2", Including = [0] }).Draw()),
    ];

    private double Mean(int function) => demos[function].Average(demo => demo.Accuracy);

    private Demo Learn(UnitFunction function, long seed, Action<double> progress)
    {
        var (train, test) = Playground.Draw(PlaygroundSet.Gaussian, Noise, seed).Cut(Playground.Count / 2);
        var network = new BatchNetwork(function, UnitFunction.Tanh, OutputError.Squared, 2, 4, 4, 4, 4, 4, 4, 1);
        var random = SplitMix64.Stream(seed);
        network.Initialize((_, _) => Range, ref random, Bias);
        var (x, b) = (train.Features(), train.Teachers(other: -1));
        var errors = new List<double>();
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            var error = network.Epoch(x, b, Rate, Batch);
            if (epoch % Watch != 0) continue;
            errors.Add(error);
            progress((epoch + 1.0) / epochs);
        }
        Extent page = new(-Playground.Extent, Playground.Extent, -Playground.Extent, Playground.Extent);
        return new(errors, network.Accuracy(test, middle: 0),
            PlaneGrid.Panel(page, inputs => network.Outputs(inputs), train,
                function == UnitFunction.Relu ? "ReLU" : $"{function}".ToLowerInvariant()));
    }

    private sealed record Demo(List<double> Errors, double Accuracy, RegionPanel Map);
}
