using Lectures.Models.Data;
using Lectures.Models.Data.Planes;
using Lectures.Models.Figures;
using Lectures.Models.Literal;

namespace Lectures.Models.Experiments;

/// <summary>§7.1 (6): the weighted sum of a few hidden units, each with a line of its own, bounds a disc.</summary>
/// <param name="Hidden">Sigmoid units of the hidden layer.</param>
/// <param name="Epochs">Passes over the points.</param>
public sealed record HiddenLines(int Hidden = 3, int Epochs = 4_000) : Experiment
{
    private const int Batch = 10, Angles = 180;
    private const double Rate = 0.3;

    /// <summary>What is known before.</summary>
    public static ExperimentInfo Info { get; } = new(
        "hidden-lines", "7.1 (6)", new("The lines of the hidden units", "中間ユニットの直線"),
        new("The weighted sum of linear discriminants, one for each hidden unit, approximates a non-linear one.",
            "中間ユニットが表す線形識別関数の重み付き和で、非線形の識別関数を近似できる。"),
        () => new HiddenLines { Seeds = 10 }, () => new HiddenLines { Seeds = 3 })
    { Seconds = 1.5 };

    /// <inheritdoc/>
    public override ExperimentResult Run(ExperimentData data, Action<double> progress)
    {
        var runs = AllSeeds.Select((seed, k) => Learn(seed, share => progress((k + share) / Seeds))).ToList();
        var shown = runs.MaxBy(run => run.Accuracy)!;
        var difference = shown.SumDifference();
        double net = runs.Average(run => run.Accuracy), line = runs.Average(run => run.BestLine);
        return new(
            new(Finding.Shown, new(
                $"The best single line classifies {line:0.0 %} of the points of a disc in a ring, {Hidden} lines under "
                + $"one output unit {net:0.0 %} (mean of {Seeds} seeds). The output is the sigmoid of the weighted sum "
                + $"of the units' maps, to {difference:0e+0}.",
                $"円とそれを囲む輪のデータで、1 本の直線では最良でも {line:0.0 %} しか識別できないが、{Hidden} 本の直線を出力ユニットでまとめると {net:0.0 %} "
                + $"になる({Seeds} シードの平均)。出力は各ユニットの出力の重み付き和のシグモイドに等しい(差 {difference:0e+0})。")),
            [
                Claim.AtMost(new("σ(weighted sum of the hidden maps) against the network's output, largest difference "
                    + "on the points",
                    "中間ユニットの出力の重み付き和のシグモイドとネットワークの出力の差(全データ点での最大)"), difference, 1e-14, "0.0e+0"),
                Claim.AtLeast(new("accuracy of the network, mean over the seeds", "ネットワークの正解率(シード平均)"), net, 0.95,
                    "0.0 %"),
                Claim.AtMost(new("accuracy of the best single line, mean over the seeds", "最良の 1 本の直線の正解率(シード平均)"),
                    line, 0.8, "0.0 %"),
            ])
        {
            Tables = [shown.Sums()],
            Figures = [Units(shown), Sum(shown)],
        };
    }

    private ExperimentFigure Units(LearnedDisc run)
    {
        var extent = PlaneGrid.Around(run.Points);
        RegionPanel[] panels = [.. Enumerable.Range(1, Hidden).Select(j =>
            PlaneGrid.Panel(extent, x => run.Network.Outputs(x, j, layer: 1), run.Points,
                $"unit {j}, weight {run.Weights[j]:0.0}"))];
        return new("units", new("The output of each hidden unit: it rises from 0 to 1 across a line.",
            "各中間ユニットの出力。直線を境に 0 から 1 に変わる。"),
            () => new DecisionRegions(panels) { Score = new(0, 1, "g") }.Draw());
    }

    private ExperimentFigure Sum(LearnedDisc run)
    {
        var extent = PlaneGrid.Around(run.Points);
        PlaneLine[] lines = [.. Enumerable.Range(1, Hidden).Select(j => run.Network.Line(j, $"line of unit {j}"))];
        var panel = PlaneGrid.Panel(extent, x => run.Network.Outputs(x), run.Points) with { Lines = lines };
        return new("sum", new($"The output of the network with the {Hidden} lines: the border (black) is no line "
            + "any more.",
                $"ネットワークの出力と {Hidden} 本の直線。識別境界(黒)はもはや直線ではない。"),
            () => new DecisionRegions([panel]) { Score = new(0, 1, "output") }.Draw());
    }

    private LearnedDisc Learn(long seed, Action<double> progress)
    {
        var points = Playground.Draw(PlaygroundSet.Circle, 0, seed);
        var network = new BatchNetwork(UnitFunction.Sigmoid, UnitFunction.Sigmoid, OutputError.CrossEntropy, 2,
            Hidden, 1);
        var random = SplitMix64.Stream(seed);
        network.Initialize((_, _) => 1, ref random);
        var (x, b) = (points.Features(), points.Teachers());
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            network.Epoch(x, b, Rate, Batch);
            if (epoch % 100 == 99) progress((epoch + 1.0) / Epochs);
        }
        return new(points, network, network.Accuracy(points), BestLine(points));
    }

    /// <summary>The best accuracy of any line at one of the angles.</summary>
    private static double BestLine(PlanePoints points)
    {
        var (best, positives) = (0.0, points.All.Count(point => point.Class == 1));
        for (var angle = 0; angle < Angles; angle++)
        {
            var (sin, cos) = Math.SinCos(Math.PI * angle / Angles);
            var right = positives;          // all are said to be positive; the line moves on, point after point
            foreach (var point in points.All.OrderBy(point => cos * point.X1 + sin * point.X2))
            {
                right += point.Class == 1 ? -1 : 1;
                best = Math.Max(best, Math.Max(right, points.Count - right));
            }
        }
        return best / points.Count;
    }

    private sealed record LearnedDisc(PlanePoints Points, BatchNetwork Network, double Accuracy, double BestLine)
    {
        public double[] Weights => Network.W(2).ToArray();

        /// <summary>Largest difference of σ(w₀ + Σ_j w_j σ(line j)) from the network's output on the points.</summary>
        public double SumDifference()
        {
            var outputs = Network.Outputs(Points.Features());
            return Points.All.Select((point, p) => Math.Abs(Sigmoid(Terms(point.X1, point.X2).Sum()) - outputs[p]))
                .Max();
        }

        /// <summary>The terms of the sum at the centre, in the ring and outside.</summary>
        public NumberTable Sums()
        {
            string[] names = [.. Enumerable.Range(1, Weights.Length - 1).Select(j => $"w{j} g{j}")];
            return new(new("The weighted sum at three points", "3 点での重み付き和"),
                [new("w0"), .. names.Select(name => new NumberColumn(name)), new(new("sum h", "和 h")), new("σ(h)")],
                [Row(0, 0), Row(0, 4.5), Row(4.5, 0)]);

            NumberRow Row(double x1, double x2)
            {
                var terms = Terms(x1, x2);
                return new($"({x1}, {x2})", [.. terms, terms.Sum(), Sigmoid(terms.Sum())]);
            }
        }

        private double[] Terms(double x1, double x2)
        {
            double[] lines = Network.W(1).ToArray(), weights = Weights;
            return [weights[0], .. weights.Skip(1).Select((w, j) =>
                w * Sigmoid(lines[3 * j] + lines[3 * j + 1] * x1 + lines[3 * j + 2] * x2))];
        }

        private static double Sigmoid(double h) => 1 / (1 + Math.Exp(-h));
    }
}
