using Lectures.Models.Data;
using Lectures.Models.Data.Planes;
using Lectures.Models.Figures;
using Lectures.Models.Literal;

namespace Lectures.Models.Experiments;

/// <summary>§7.1 (7): what 1, 2, 3, 4 and 8 hidden units can tell apart, and the Playground's demo to the letter: XOR,
/// 4 sigmoid units, noise 0.</summary>
/// <param name="Epochs">Passes over the points.</param>
/// <param name="Starts">Of each net that is drawn; the one of least training error is shown.</param>
/// <param name="Activation">The hidden units' function; the demo's is the sigmoid.</param>
/// <param name="DemoUnits">Hidden units of the demo.</param>
public sealed record HiddenUnits(
    int Epochs = 3_000, int Starts = 5, UnitFunction Activation = UnitFunction.Sigmoid, int DemoUnits = 4) : Experiment
{
    private const double Rate = 0.03, Bias = 0.1, Range = 0.5, Solved = 0.98, Stuck = 0.9;
    private const int Batch = 10, Watch = 50;
    private const int LeastDemos = 40;          // fewer starts say little of a share

    private static readonly int[] sizes = [1, 2, 3, 4, 8];
    private static readonly (PlaygroundSet Set, string Name, Bilingual Title)[] sets =
    [
        (PlaygroundSet.ExclusiveOr, "xor", new("exclusive or", "排他的論理和")),
        (PlaygroundSet.Circle, "circle", new("circle", "円")),
        (PlaygroundSet.Spiral, "spiral", new("spiral", "渦巻き")),
    ];

    /// <summary>What is known before.</summary>
    public static ExperimentInfo Info { get; } = new(
        "hidden-units", "7.1 (7)", new("How many hidden units", "中間ユニットの数"),
        new("The more hidden units, the more complex the boundary. Demo: TensorFlow Playground, one hidden layer of 4 "
            + "sigmoid units, Exclusive or, noise 0.",
            "中間ユニットを増やすと、より複雑な境界を表現できる。デモ:TensorFlow Playground、中間層 1 層・シグモイドユニット 4 個、Exclusive or、ノイズ 0。"),
        () => new HiddenUnits { Seeds = 200 }, () => new HiddenUnits(Starts: 2) { Seeds = 100 })
    { Seconds = 10, Needs = ExperimentNeeds.Points };

    /// <inheritdoc/>
    public override ExperimentResult Run(ExperimentData data, Action<double> progress)
    {
        var own = data.HasPoints ? new OwnPoints(data.Points(), sizes, Starts, Activation, Seed) : null;
        var demos = Math.Max(Seeds, LeastDemos);
        var parts = new PartProgress(progress, demos + sets.Length * sizes.Length * Starts + (own?.Cost ?? 0));
        var demo = Enumerable.Range(0, demos)
            .Select(start => Learn(PlaygroundSet.ExclusiveOr, DemoUnits, Seed + start, parts.Next(1))).ToList();
        var nets = sets.Select(set => sizes.Select(units => Enumerable.Range(0, Starts)
            .Select(start => Learn(set.Set, units, Seed + start, parts.Next(1))).ToList()).ToList()).ToList();
        own?.Learn(parts);
        var solved = demo.Average(run => run.Test >= Solved ? 1.0 : 0);
        var stuck = demo.Average(run => run.Test < Stuck ? 1.0 : 0);
        double line = Best(0, 0), circle = Best(1, 2), spiral = Best(2, sizes.Length - 1);
        return new(
            new(Finding.Shown, new(
                $"One unit draws one line and reaches {line:0.0 %} on the exclusive or; {DemoUnits} units reach "
                + $"{Solved:0 %} with {solved:0.0 %} of {demos} starts ({stuck:0.0 %} stay below {Stuck:0 %}). Three "
                + $"units enclose the disc ({circle:0.0 %}); on the spiral eight units reach {spiral:0.0 %} at "
                + $"best after {Epochs:N0} epochs.",
                $"ユニット 1 個では直線 1 本で、XOR の正解率は {line:0.0 %} にとどまる。{DemoUnits} 個では {demos} 個の初期値の {solved:0.0 %} が正解率 "
                + $"{Solved:0 %} に達し、{stuck:0.0 %} は {Stuck:0 %} に届かない。円は 3 個で囲める({circle:0.0 %})。渦巻きでは 8 "
                + $"個でも {Epochs:N0} エポック後に最良で {spiral:0.0 %} である。")),
            [
                Claim.AtLeast(new($"the demo: share of {demos} starts with {Solved:0 %} test accuracy after "
                    + $"{Epochs:N0} epochs",
                    $"デモ:{Epochs:N0} エポック後にテスト正解率 {Solved:0 %} に達した初期値の割合({demos} 通り中)"), solved, 0.7, "0.0 %"),
                Claim.AtMost(new("exclusive or, 1 unit: test accuracy, best of the starts", "XOR、1 個:テスト正解率(最良の初期値)"),
                    line, 0.85, "0.0 %"),
                Claim.AtLeast(new("circle, 3 units: test accuracy, best of the starts", "円、3 個:テスト正解率(最良の初期値)"),
                    circle, 0.95, "0.0 %"),
                Claim.AtLeast(new("borders of 8 units over borders of 1 unit in length, mean of the three sets",
                    "8 個の境界の長さ ÷ 1 個の境界の長さ(3 データの平均)"),
                    nets.Average(set => Border(set[^1])) / nets.Average(set => Border(set[0])), 1.3, "0.0"),
                .. own?.Claims() ?? [],
            ])
        {
            Reproductions =
            [
                new("", new($"the demo: test accuracy at least {Solved:0 %}", $"デモ:テスト正解率 {Solved:0 %} 以上"),
                    "80 % (Playground, 40 starts)", [solved], "0.0 %"),
                new("", new($"the demo: test accuracy below {Stuck:0 %}", $"デモ:テスト正解率 {Stuck:0 %} 未満"),
                    "2.5 % (Playground, 40 starts)", [stuck], "0.0 %"),
            ],
            Tables =
            [
                .. own?.Tables() ?? [],
                .. sets.Select((set, s) => new NumberTable(
                    new($"{set.Title.English}: {Starts} starts", $"{set.Title.Japanese}:初期値 {Starts} 通り"),
                    [
                        new(new("training accuracy, mean", "学習データの正解率(平均)"), "0.0 %"),
                        new(new("test accuracy, mean", "テスト正解率(平均)"), "0.0 %"),
                        new(new("test accuracy, best", "テスト正解率(最良)"), "0.0 %"),
                        new(new("length of the border / side", "境界の長さ / 一辺"), "0.0"),
                    ],
                    [.. sizes.Zip(nets[s], (units, runs) => new NumberRow(new(Name(units), $"{units} 個"),
                        runs.Average(run => run.Train), runs.Average(run => run.Test), runs.Max(run => run.Test),
                        Border(runs)))])),
            ],
            Figures =
            [
                .. own?.Figures() ?? [],
                .. sets.Select((set, s) => new ExperimentFigure(set.Name,
                    new($"{set.Title.English}: 1, 2, 3, 4 and 8 sigmoid units; training points.",
                        $"{set.Title.Japanese}:シグモイドユニット 1, 2, 3, 4, 8 個(点は学習データ)。"),
                    new DecisionRegions([.. nets[s].Select(runs => Shown(runs).Map)]) { Score = new(-1, 1) }.Draw)),
                new("demo", new($"The demo: test accuracy of {demos} starts.", $"デモ:{demos} 通りの初期値のテスト正解率。"),
                    () => new Histogram([new("", [.. demo.Select(run => 100 * run.Test)])])
                    {
                        X = "test accuracy (%)", Y = "share of starts (%)",
                        Marked = [new(100 * Solved, "solved from here")],
                    }.Draw()),
            ],
        };

        double Best(int set, int size) => nets[set][size].Max(run => run.Test);
    }

    /// <summary>The name of a net by its hidden units.</summary>
    internal static string Name(int units) => units == 1 ? "1 unit" : $"{units} units";

    private static Demo Shown(List<Demo> runs) => runs.MinBy(run => run.Error)!;

    private static double Border(List<Demo> runs) =>
        PlaneGrid.BorderLength(Shown(runs).Map with { Values = Signs(Shown(runs).Map.Values) });

    private static double[,] Signs(double[,] values)
    {
        var signs = new double[values.GetLength(0), values.GetLength(1)];
        for (var row = 0; row < signs.GetLength(0); row++)
            for (var column = 0; column < signs.GetLength(1); column++)
                signs[row, column] = values[row, column] > 0 ? 1 : 0;
        return signs;
    }

    /// <summary>As the page does: tanh output, ½ (output − label)², labels ±1, batches in the order of the
    /// points.</summary>
    private Demo Learn(PlaygroundSet set, int units, long seed, Action<double> progress)
    {
        var (train, test) = Playground.Draw(set, 0, seed).Cut(Playground.Count / 2);
        var network = new BatchNetwork(Activation, UnitFunction.Tanh, OutputError.Squared, 2, units, 1);
        var random = SplitMix64.Stream(seed, units);
        network.Initialize((_, _) => Range, ref random, Bias);
        var (x, b) = (train.Features(), train.Teachers(other: -1));
        var error = 0.0;
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            error = network.Epoch(x, b, Rate, Batch);
            if (epoch % Watch == Watch - 1) progress((epoch + 1.0) / Epochs);
        }
        Extent page = new(-Playground.Extent, Playground.Extent, -Playground.Extent, Playground.Extent);
        return new(error, network.Accuracy(train, middle: 0), network.Accuracy(test, middle: 0),
            PlaneGrid.Panel(page, inputs => network.Outputs(inputs), train, Name(units)));
    }

    private sealed record Demo(double Error, double Train, double Test, RegionPanel Map);
}
