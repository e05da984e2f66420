using Lectures.Models.Data.Planes;
using Lectures.Models.Figures;

namespace Lectures.Models.Experiments;

/// <summary>§7.2, N3: example 7.1, scikit-learn's classifier with its defaults on 100 points.</summary>
/// <param name="Iterations">How many the course allows first.</param>
/// <param name="MoreIterations">How many it allows then.</param>
/// <param name="Units">Hidden ReLU units.</param>
public sealed record ExampleSevenOne(int Iterations = 200, int MoreIterations = 500, int Units = 100) : Experiment
{
    /// <summary>What is known before.</summary>
    public static ExperimentInfo Info { get; } = new(
        "example-7-1", "7.2", new("Example 7.1: a classifier from a library", "例題 7.1:ライブラリの多層パーセプトロン"),
        new("scikit-learn's MLPClassifier with its defaults has not converged on the 100 points after 200 iterations; "
            + "up to 500 the boundary moves little.",
            "scikit-learn の MLPClassifier を既定値のまま 100 個の点で学習すると、200 回の繰り返しでは収束しない。500 回まで増やしても境界はほとんど動かない。"),
        () => new ExampleSevenOne { Seeds = 10 }, () => new ExampleSevenOne { Seeds = 3 })
    { Seconds = 1 };

    /// <inheritdoc/>
    public override ExperimentResult Run(ExperimentData data, Action<double> progress)
    {
        var points = PointsFile.Example71();
        var extent = PlaneGrid.Around(points);
        var runs = AllSeeds.Select((seed, k) => Learn(points, extent, seed, share => progress((k + share) / Seeds)))
            .ToList();
        var (first, moved) = (runs[0], runs.Max(run => run.Moved));
        return new(
            new(Finding.Shown, new(
                $"After {Iterations} iterations none of {Seeds} seeds has converged (loss "
                + $"{runs.Average(run => run.Loss):0.000}); learning stops after {runs.Min(run => run.Stop)} to "
                + $"{runs.Max(run => run.Stop)} iterations (loss {runs.Average(run => run.LastLoss):0.000}), and on "
                + $"the way at most {moved:0.0 %} of the plane changes its class.",
                $"{Iterations} 回では {Seeds} 個のシードのどれも収束していない(損失 {runs.Average(run => run.Loss):0.000})。"
                + $"{runs.Min(run => run.Stop)}〜{runs.Max(run => run.Stop)} 回で停止し(損失 "
                + $"{runs.Average(run => run.LastLoss):0.000})、その間にクラスが変わった領域は平面の {moved:0.0 %} 以下である。")),
            [
                Claim.Between(new($"loss after {Iterations} iterations, mean over the seeds",
                    $"{Iterations} 回後の損失(シード平均)"),
                    runs.Average(run => run.Loss), 0.155, 0.185, "0.000"),
                Claim.Between(new($"training accuracy after {Iterations} iterations, mean",
                    $"{Iterations} 回後の学習データの正解率(平均)"),
                    runs.Average(run => run.Accuracy), 0.93, 0.96, "0.000"),
                Claim.AtMost(new($"seeds that have converged after {Iterations} iterations",
                    $"{Iterations} 回で収束したシードの数"),
                    runs.Count(run => run.Converged), 0, "0"),
                Claim.Between(new("iterations up to the stop, mean", "停止までの繰り返し回数(平均)"),
                    runs.Average(run => run.Stop), 370, 465, "0"),
                Claim.Between(new("loss at the stop, mean", "停止時の損失(平均)"), runs.Average(run => run.LastLoss), 0.122,
                    0.143, "0.000"),
                Claim.AtMost(new($"share of the drawn plane that changes its class after iteration {Iterations}, "
                    + "largest",
                    $"{Iterations} 回以降にクラスが変わる領域の割合(最大)"), moved, 0.08, "0.0 %"),
            ])
        {
            Reproductions =
            [
                new("N3", new($"loss after {Iterations} iterations", $"{Iterations} 回後の損失"),
                    "0.161 … 0.179 (scikit-learn)",
                    [.. runs.Select(run => run.Loss)], "0.000"),
                new("N3", new($"training accuracy after {Iterations} iterations", $"{Iterations} 回後の正解率(学習データ)"),
                    "0.94 … 0.95 (scikit-learn)",
                    [.. runs.Select(run => run.Accuracy)], "0.000"),
                new("N3", new("iterations up to the stop", "停止までの繰り返し回数"), "389 … 448 (scikit-learn)",
                    [.. runs.Select(run => (double)run.Stop)], "0"),
                new("N3", new("loss at the stop", "停止時の損失"), "0.127 … 0.138 (scikit-learn)",
                    [.. runs.Select(run => run.LastLoss)],
                    "0.000"),
            ],
            Figures =
            [
                new("regions", new($"The boundary after {Iterations} iterations and at the stop, with the 100 points.",
                    $"{Iterations} 回後と停止時の境界、および 100 個の点。"),
                    () => new DecisionRegions(first.Panels) { Score = new(0, 1, "P(class 1)") }.Draw()),
                new("loss", new("The loss as scikit-learn counts it, every seed up to its stop.", "損失の推移(各シードの停止まで)。"),
                    () => new Curves(new CurvePanel([.. runs.Select(run => new Curve("each seed",
                        [.. run.Losses.Select((_, n) => n + 1.0)], run.Losses))])
                    { X = "iteration", Y = "loss", Including = [0] }).Draw()),
            ],
        };
    }

    private RunOfSeed Learn(PlanePoints points, Extent extent, long seed, Action<double> progress)
    {
        var classifier = new ScikitClassifier(points, new() { Hidden = [Units], Seed = seed });
        classifier.Learn(Iterations, Tell);
        var (loss, converged) = (classifier.Losses[^1], classifier.Converged);
        var accuracy = classifier.Network.Accuracy(points);
        var before = Map($"iteration {classifier.Losses.Count}");
        classifier.Learn(MoreIterations, Tell);
        var after = Map($"iteration {classifier.Losses.Count}");
        progress(1);
        var changed = before.Values.Cast<double>()
            .Zip(after.Values.Cast<double>(), (a, b) => a > 0.5 != b > 0.5 ? 1.0 : 0).Average();
        return new(loss, accuracy, converged, classifier.Losses.Count, changed, classifier.Losses, [before, after]);

        void Tell(int iterations) => progress(iterations / (double)MoreIterations);

        RegionPanel Map(string title) => PlaneGrid.Panel(extent, x => classifier.Network.Outputs(x), points, title);
    }

    private sealed record RunOfSeed(
        double Loss, double Accuracy, bool Converged, int Stop, double Moved,
        IReadOnlyList<double> Losses, RegionPanel[] Panels)
    {
        public double LastLoss => Losses[^1];
    }
}
