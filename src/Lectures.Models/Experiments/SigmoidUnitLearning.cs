using Lectures.Models.Data.Planes;
using Lectures.Models.Figures;
using Lectures.Models.Literal;

namespace Lectures.Models.Experiments;

/// <summary>§7.1 (4): on overlapping clouds gradient descent takes a sigmoid unit to the least error, and its output is
/// a probability.</summary>
/// <param name="Patterns">Points of both clouds together.</param>
/// <param name="Distance">Between the centres, in standard deviations.</param>
/// <param name="Epochs">Steps of gradient descent on all points together.</param>
/// <param name="Rate">ρ, for the mean error over the points.</param>
public sealed record SigmoidUnitLearning(
    int Patterns = 400, double Distance = 2, int Epochs = 5_000, double Rate = 1) : Experiment
{
    private const int TestPoints = 20_000, Bins = 10, PerceptronEpochs = 200;

    /// <summary>What is known before.</summary>
    public static ExperimentInfo Info { get; } = new(
        "sigmoid-unit", "7.1 (4)", new("The sigmoid unit", "シグモイドユニット"),
        new("The output of a sigmoid unit is read as the probability of the positive class. Gradient descent finds the "
            + "line of least error even when the data are not separable.",
            "シグモイドユニットの出力は正例である確率とみなせる。線形分離できないデータに対しても、最急降下法で誤差が最小の直線が求まる。"),
        () => new SigmoidUnitLearning { Seeds = 10 }, () => new SigmoidUnitLearning { Seeds = 3 })
    { Seconds = 1.5 };

    /// <inheritdoc/>
    public override ExperimentResult Run(ExperimentData data, Action<double> progress)
    {
        var runs = AllSeeds.Select((seed, k) =>
        {
            var points = PlaneShapes.Clouds(Patterns, Distance, 1, seed);
            var learned = new LearnedUnit(
                points, Descend(points, OutputError.Squared), Descend(points, OutputError.CrossEntropy),
                Mistakes(points, seed));
            progress((k + 1.0) / Seeds);
            return learned;
        }).ToList();
        var first = runs[0];
        var (bins, apart) = Calibration(first.CrossEntropy.W);
        double squared = runs.Max(run => run.Squared.Excess), entropy = runs.Max(run => run.CrossEntropy.Excess);
        return new(
            new(Finding.Shown, new(
                $"After {Epochs:N0} steps the error is within {Math.Max(squared, entropy):0.0e+0} (relative) of the "
                + "optimum that Newton's method finds, for the squared error and for the cross-entropy, while a "
                + "threshold unit on the same points still makes mistakes in every epoch. Learned by cross-entropy, "
                + $"the output differs from the true probability by {apart:0.000} on average.",
                $"{Epochs:N0} 回の更新後、誤差は(二乗誤差でも交差エントロピーでも)ニュートン法で求めた最小値と相対差 {Math.Max(squared, entropy):0.0e+0} 以内で"
                + $"一致した。同じデータでしきい値ユニットは誤り続ける。交差エントロピーで学習した出力と真の確率の差は平均 {apart:0.000} である。")),
            [
                Claim.AtMost(new("squared error: relative distance from the optimum, worst of all seeds",
                    "二乗誤差:最小値との相対差(全シードの最大)"), squared, 1e-6, "0.0e+0"),
                Claim.AtMost(new("cross-entropy: relative distance from the optimum, worst of all seeds",
                    "交差エントロピー:最小値との相対差(全シードの最大)"), entropy, 1e-6, "0.0e+0"),
                Claim.AtLeast(new($"threshold unit: fewest mistakes in any of {PerceptronEpochs} epochs",
                    $"しきい値ユニット:{PerceptronEpochs} エポック中の最少の誤り数"), runs.Min(run => run.PerceptronMistakes), 1, "0"),
                Claim.AtMost(new("output against true probability, mean difference on fresh points",
                    "出力と真の確率の差(新しい点での平均)"), apart, 0.06, "0.000"),
            ])
        {
            Tables = [bins],
            Figures = [Map(first), Fall(first)],
        };
    }

    private Descent Descend(PlanePoints points, OutputError error)
    {
        var (x, b) = (points.Features(), points.Teachers());
        var unit = new BatchNetwork(UnitFunction.Sigmoid, UnitFunction.Sigmoid, error, 2, 1);
        var errors = new double[Epochs + 1];
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            errors[epoch] = unit.Backward(x, b);
            unit.Descend(Rate);
        }
        errors[Epochs] = unit.Backward(x, b);
        return new(errors, unit.W(1).ToArray(), SigmoidUnitOptimum.Find(points, error));
    }

    private static int Mistakes(PlanePoints points, long seed)
    {
        var (x, b) = (points.Features(), points.All.Select(point => point.Class).ToArray());
        var (unit, shuffle) = (new LiteralPerceptron(2), new Random((int)seed));
        return Enumerable.Range(0, PerceptronEpochs).Min(_ => unit.Epoch(x, b, 1, shuffle));
    }

    /// <summary>The output beside the share of positives on fresh points; its mean difference from P(1 | x).</summary>
    private (NumberTable Table, double Apart) Calibration(double[] w)
    {
        var fresh = PlaneShapes.Clouds(TestPoints, Distance, 1, ~Seed).All;
        double[] outputs = [.. fresh.Select(point => SigmoidUnitOptimum.Output(w, point.X1, point.X2))];
        // Clouds with one deviation: P(1 | x) = σ(2 c (x₁ + x₂)), centres ±(c, c).
        double[] truth = [0, 2 * Distance / Math.Sqrt(8), 2 * Distance / Math.Sqrt(8)];
        var apart = fresh.Select((point, n) =>
            Math.Abs(outputs[n] - SigmoidUnitOptimum.Output(truth, point.X1, point.X2))).Average();
        var rows = Enumerable.Range(0, Bins).Select(bin =>
        {
            List<int> inside = [.. Enumerable.Range(0, fresh.Count)
                .Where(n => Math.Min((int)(outputs[n] * Bins), Bins - 1) == bin)];
            return new NumberRow($"{bin / (double)Bins:0.0} – {(bin + 1) / (double)Bins:0.0}", inside.Count,
                inside.Count == 0 ? null : inside.Average(n => outputs[n]),
                inside.Count == 0 ? null : inside.Average(n => fresh[n].Class));
        });
        return (new(new($"Output and share of positives on {TestPoints:N0} fresh points (cross-entropy)",
                $"出力と正例の割合({TestPoints:N0} 個の新しい点、交差エントロピー)"),
            [new(new("points", "点の数"), "N0"), new(new("mean output", "出力の平均"), "0.000"),
                new(new("share of positives", "正例の割合"), "0.000")],
            [.. rows]), apart);
    }

    private static ExperimentFigure Map(LearnedUnit run)
    {
        var extent = PlaneGrid.Around(run.Points);
        var (w, best) = (run.CrossEntropy.W, run.CrossEntropy.Optimum.W);
        var panel = PlaneGrid.Panel(
            extent, x => x.Select(pattern => SigmoidUnitOptimum.Output(w, pattern[0], pattern[1])), run.Points);
        PlaneLine line = new(best[0], best[1], best[2], "optimum by Newton's method");
        return new("probability",
            new("The output of the unit learned by cross-entropy, the points, and the optimum's line.",
                "交差エントロピーで学習したユニットの出力、データ、および最適な直線。"),
            () => new DecisionRegions([panel with { Lines = [line] }]) { Score = new(0, 1, "P(positive)") }.Draw());
    }

    private static ExperimentFigure Fall(LearnedUnit run) =>
        new("error", new("The error falls to the optimum's (dashed).", "誤差は最小値(破線)まで下がる。"),
            () => new Curves([Panel("squared error", run.Squared), Panel("cross-entropy", run.CrossEntropy)]).Draw());

    private static CurvePanel Panel(string title, Descent descent) =>
        new([new Curve("gradient descent", [.. descent.Errors.Select((_, epoch) => epoch + 1.0)], descent.Errors)])
        {
            Title = title,
            X = "epoch",
            Y = "J, mean over the points",
            XAxis = AxisKind.Logarithmic,
            References = [new(descent.Optimum.Error, "optimum by Newton's method")],
        };

    private sealed record LearnedUnit(
        PlanePoints Points, Descent Squared, Descent CrossEntropy, int PerceptronMistakes);

    private sealed record Descent(double[] Errors, double[] W, (double[] W, double Error) Optimum)
    {
        public double Excess => Math.Abs(Errors[^1] - Optimum.Error) / Optimum.Error;
    }
}
