using Lectures.Models.Figures;
using Lectures.Models.Networks;
using Lectures.Models.Optimizers;
using Lectures.Models.Training;
using static TorchSharp.torch;

namespace Lectures.Models.Experiments;

/// <summary>N7 to N10: 784-128-128-128-128-10 on images, batches of 200; with the gradient of every layer.</summary>
/// <param name="images">What is learned.</param>
/// <param name="steps">Steps of learning.</param>
/// <param name="sigmoid">The units that are said to make the gradient vanish.</param>
internal sealed class VanishingDigits(DigitImages images, int steps, Activation sigmoid)
{
    private const int Measured = 200;

    private static readonly double[] layers = [1, 2, 3, 4, 5];

    private readonly Setting[] settings =
    [
        new("N7", sigmoid, OptimizerKind.Sgd, Initialisation.Keras, "0.1135"),
        new("", Activation.Tanh, OptimizerKind.Sgd, Initialisation.Keras),
        new("N8", Activation.Relu, OptimizerKind.Sgd, Initialisation.Keras, "0.9090"),
        new("", Activation.Relu, OptimizerKind.Sgd, Initialisation.PyTorch),
        new("N9", sigmoid, OptimizerKind.Adam, Initialisation.Keras, "0.9570"),
        new("N10", Activation.Relu, OptimizerKind.Adam, Initialisation.Keras, "0.9755"),
    ];

    private List<Learned>[] runs = [];

    /// <summary>What was found.</summary>
    public Bilingual Words => new(
        $"of the sigmoid net with SGD the first layer's ε is {Shrinks(0):0.000} of the last one's at the start (tanh "
        + $"{Shrinks(1):0.00}, ReLU {Shrinks(2):0.00}), and it stays at {Accuracy(0):0.0 %} where ReLU reaches "
        + $"{Accuracy(2):0.0 %}.",
        $"SGD のシグモイドのネットワークでは、学習開始時の第 1 層の ε は最終層の {Shrinks(0):0.000} 倍しかなく(tanh {Shrinks(1):0.00}、ReLU "
        + $"{Shrinks(2):0.00})、正解率は {Accuracy(0):0.0 %} のまま変わらない(ReLU は {Accuracy(2):0.0 %})。");

    /// <summary>Where the lecture's statement does not hold.</summary>
    public Bilingual Limits => new(
        $"Adam, which rescales every weight's gradient, brings the same sigmoid net to {Accuracy(4):0.0 %}; and ReLU "
        + $"with SGD reaches only {Accuracy(3):0.0 %} from PyTorch's smaller initial weights.",
        $"勾配の大きさを重みごとにそろえる Adam なら、同じシグモイドのネットワークが {Accuracy(4):0.0 %} に達する。逆に ReLU でも、PyTorch の小さい初期値と SGD では "
        + $"{Accuracy(3):0.0 %} にとどまる。");

    /// <summary>Learns every setting from every seed.</summary>
    public void Run(long[] seeds, Action<double> progress)
    {
        var parts = new PartProgress(progress, settings.Length * seeds.Length);
        runs = Array.ConvertAll(settings, setting => seeds.Select(seed => Learn(setting, seed, parts.Next(1)))
            .ToList());
    }

    public IEnumerable<Claim> Claims() =>
    [
        Claim.AtMost(new("sigmoid: the largest ‖εₗ‖ / (‖εₗ₊₁‖ ‖Wₗ₊₁‖₂ / 4) of any pattern, layer, time and seed (never "
            + "above 1)",
            "シグモイド:‖εₗ‖ / (‖εₗ₊₁‖ ‖Wₗ₊₁‖₂ / 4) の最大(全パターン・層・時点・シード、1 を超えない)"),
            Math.Max(OfBound(0), OfBound(4)), 1, "0.00"),
        Claim.AtLeast(new("ReLU: the same ratio exceeds 1", "ReLU:同じ比は 1 を超える"), OfBound(2), 1.2, "0.00"),
        Claim.AtMost(new("sigmoid: ε of the first layer over that of the last at the start",
            "シグモイド:学習開始時の ε の比(第 1 層 ÷ 最終層)"),
            Shrinks(0), 0.02),
        Claim.AtLeast(new("tanh: the same", "tanh:同上"), Shrinks(1), 0.3),
        Claim.AtLeast(new("ReLU: the same", "ReLU:同上"), Shrinks(2), 0.1),
        Claim.AtMost(new("N7, sigmoid + SGD: test accuracy", "N7、シグモイド + SGD:テスト正解率"), Accuracy(0), 0.25, "0.000"),
        Claim.AtLeast(new("N8, ReLU + SGD: gain over N7", "N8、ReLU + SGD:N7 との差"), Accuracy(2) - Accuracy(0), 0.4,
            "0.000"),
        Claim.AtLeast(new("N8: gain by Keras's initialisation over PyTorch's", "N8:Keras の初期化と PyTorch の初期化の差"),
            Accuracy(2) - Accuracy(3), 0.2, "0.000"),
        Claim.AtLeast(new("N9, sigmoid + Adam: gain over N7", "N9、シグモイド + Adam:N7 との差"), Accuracy(4) - Accuracy(0),
            0.4, "0.000"),
        Claim.AtLeast(new("N10, ReLU + Adam: test accuracy", "N10、ReLU + Adam:テスト正解率"), Accuracy(5), 0.85, "0.000"),
    ];

    public IEnumerable<Reproduction> Reproductions() =>
        from pair in settings.Zip(runs)
        where pair.First.Lecture is not null
        select new Reproduction(pair.First.Id, new(
            $"{pair.First.Net}: test accuracy after {steps:N0} steps ({images.Name.English})",
            $"{pair.First.Net}:{steps:N0} ステップ後のテスト正解率({images.Name.Japanese})"),
            pair.First.Lecture!, [.. pair.Second.Select(run => run.Accuracies[^1])]);

    public NumberTable Table() => new(
        new("‖ε‖ of each layer, mean over patterns and seeds", "各層の ‖ε‖(パターンとシードの平均)"),
        [.. layers.Select(layer => new NumberColumn(new($"layer {layer}", $"第 {layer} 層"), "0.0E+0")),
            new(new("test accuracy", "テスト正解率"), "0.0 %")],
        [.. settings.Zip(runs).SelectMany(pair => (NumberRow[])
        [
            new(new($"{pair.First.Name}: start", $"{pair.First.Name}:開始時"), [.. Mean(pair.Second, 0), null]),
            new(new($"{pair.First.Name}: end", $"{pair.First.Name}:終了時"),
                [.. Mean(pair.Second, ^1), pair.Second.Average(run => run.Accuracies[^1])]),
        ])]);

    public IEnumerable<ExperimentFigure> Figures() =>
    [
        new("gradients", new("‖ε‖ of every layer with SGD, at the start and at the end of learning; bands: seeds.",
            "SGD での各層の ‖ε‖。学習の開始時と終了時(帯はシード)。"),
            () => new Curves([Norms("at the start", 0), Norms($"after {steps:N0} steps", ^1)]).Draw()),
        new("accuracy", new("Test accuracy while the six nets learn.", "6 つのネットワークのテスト正解率の推移。"),
            () => new Curves(new CurvePanel([.. settings.Zip(runs).Select(pair => Curve.OfRuns(
                pair.First.Name, pair.Second[0].At,
                [.. pair.Second.Select(run =>
                (IReadOnlyList<double>)[.. run.Accuracies.Select(share => 100 * share)])]))])
            { X = "step", Y = "test accuracy (%)", Including = [0, 100] }).Draw()),
        new("first-layer", new("‖∂J/∂W‖ of the first layer while learning.", "第 1 層の ‖∂J/∂W‖ の推移。"),
            () => new Curves(new CurvePanel([.. settings.Zip(runs).Select(pair => Curve.OfRuns(
                pair.First.Name, pair.Second[0].At,
                [.. pair.Second.Select(run =>
                (IReadOnlyList<double>)[.. run.Gradients.Select(net => net[0].Weight)])], AxisKind.Logarithmic))])
            { X = "step", Y = "‖∂J/∂W‖ of layer 1", YAxis = AxisKind.Logarithmic }).Draw()),
    ];

    private CurvePanel Norms(string title, Index time) => new([.. settings.Zip(runs)
        .Where(pair => pair.First is { Optimizer: OptimizerKind.Sgd })
        .Select(pair => Curve.OfRuns(pair.First.Name, layers,
            [.. pair.Second.Select(run =>
                (IReadOnlyList<double>)[.. run.Gradients[time].Select(layer => layer.Epsilon)])], AxisKind.Logarithmic))])
    {
        Title = title,
        X = "layer (1: next to the input)",
        Y = "‖ε‖",
        YAxis = AxisKind.Logarithmic,
    };

    private Learned Learn(Setting setting, long seed, Action<double> progress)
    {
        using var net = DeepDigits.Build(images, setting.Activation, setting.Initialisation, seed);
        var learned = new Learned();
        Measure(0, Evaluator.Run(DeepDigits.Task(net), net, images.Test).Accuracy!.Value);
        DeepDigits.Learn(net, images, setting.Optimizer, setting.Optimizer == OptimizerKind.Sgd ? 0.01 : 0.001,
            new() { Steps = steps, Seed = seed }, progress, round => Measure(round.Step, round.TestAccuracy()));
        return learned;

        void Measure(double step, double accuracy)
        {
            using var scope = NewDisposeScope();
            var batch = images.FirstTests(Measured);
            learned.At.Add(step);
            learned.Gradients.Add(GradientNorms.Measure(net, batch.Inputs[0]!, batch.Target));
            learned.Accuracies.Add(accuracy);
        }
    }

    private double Accuracy(int setting) => runs[setting].Average(run => run.Accuracies[^1]);

    private double Shrinks(int setting) => runs[setting]
        .Average(run => run.Gradients[0][0].Epsilon / run.Gradients[0][^1].Epsilon);

    private double OfBound(int setting) => runs[setting].SelectMany(run => run.Gradients).SelectMany(net => net)
        .Max(layer => layer.OfBound ?? 0);

    private static IEnumerable<double?> Mean(List<Learned> runs, Index time) =>
        layers.Select((_, l) => (double?)runs.Average(run => run.Gradients[time][l].Epsilon));

    private sealed record Setting(
        string Id, Activation Activation, OptimizerKind Optimizer, Initialisation Initialisation,
            string? Lecture = null)
    {
        public string Name => Id.Length > 0 ? $"{Id}: {Net}" : Net;

        public string Net => $"{Activation} + {(Optimizer == OptimizerKind.Sgd ? "SGD" : "Adam")}"
            .Replace("Relu", "ReLU").Replace("Sigmoid", "sigmoid").Replace("Tanh", "tanh")
            + (Initialisation == Initialisation.PyTorch ? ", PyTorch's start" : "");
    }

    private sealed class Learned
    {
        public List<double> At { get; } = [];

        public List<IReadOnlyList<LayerGradient>> Gradients { get; } = [];

        public List<double> Accuracies { get; } = [];
    }
}
