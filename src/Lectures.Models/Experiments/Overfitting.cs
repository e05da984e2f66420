using Lectures.Models.Checking;
using Lectures.Models.Data;
using Lectures.Models.Data.Planes;
using Lectures.Models.Figures;
using Lectures.Models.Literal;
using Lectures.Models.Losses;
using Lectures.Models.Networks;
using Lectures.Models.Optimizers;
using Lectures.Models.Training;

namespace Lectures.Models.Experiments;

/// <summary>§7.2.4: a wide net on few points: training error → 0 while unknown data get worse; and what more data
/// do.</summary>
/// <param name="Patterns">Points to learn from, of two noisy moons.</param>
/// <param name="Iterations">Of Adam, on all points.</param>
/// <param name="Units">Hidden units of the net in the plane.</param>
/// <param name="Images">Images to learn from, in the largest of the sets.</param>
/// <param name="Epochs">Passes over the largest set of images; smaller ones are learned as many steps.</param>
public sealed record Overfitting(
    int Patterns = 40, int Iterations = 3_000, int Units = 100, int Images = 2_000, int Epochs = 30) : Experiment
{
    private const double Noise = 0.35, Rate = 0.01;
    private const int TestPoints = 1_000, TestImages = 1_000, Samples = 60, EarlyIterations = 30;
    private const int HiddenUnits = 100, Batch = 20;

    private static readonly int[] factors = [1, 4, 16];

    /// <summary>What is known before.</summary>
    public static ExperimentInfo Info { get; } = new(
        "overfitting", "7.2.4", new("Overfitting", "過学習"),
        new("A flexible network brings the error on its training data to 0, while it gets worse on unknown data.",
            "表現力の高いネットワークでは、学習データの誤差は 0 に近づくが、未知データに対する性能はかえって下がる。"),
        () => new Overfitting { Seeds = 5 },
        () => new Overfitting(Iterations: 1_500, Images: 500, Epochs: 20) { Seeds = 3 })
    { Seconds = 11, Needs = ExperimentNeeds.Images };

    /// <inheritdoc/>
    public override ExperimentResult Run(ExperimentData data, Action<double> progress)
    {
        int[] sizes = [.. factors.Select(factor => Patterns * factor)], sets = [Images / 16, Images / 4, Images];
        double cost = Seeds * sizes.Sum() / 2_000.0 * Iterations / 1_000, imageCost = Epochs * Images / 3_000.0;
        var parts = new PartProgress(progress, cost + imageCost);
        var planes = sizes.Select(size =>
            AllSeeds.Select(seed => LearnPlane(size, seed, parts.Next(cost * size / sizes.Sum() / Seeds))).ToList())
            .ToList();
        var images = sets.Select(count => LearnImages(data, count, parts.Next(imageCost / sets.Length))).ToList();
        var (few, many) = (planes[0], planes[^1]);
        double train = few.Average(run => run.Train[^1].Error), test = few.Average(run => run.Test[^1].Error),
            least = few.Average(run => run.Test.Min(point => point.Error)),
            loss = few.Average(run => run.Test[^1].Loss / run.Test.Min(point => point.Loss)),
            gap = many.Average(run => run.Test[^1].Error - run.Train[^1].Error);
        var (firstSet, lastSet) = (images[0][^1], images[^1][^1]);
        var leastImages = images[0].Min(round => Error(round.Validation!.Value));
        return new(
            new(Finding.Depends, new(
                $"Where classes overlap it is so: on {Patterns} noisy points the training error falls to "
                + $"{train:0.0 %}, while the test error, {least:0.0 %} at its best, ends at {test:0.0 %} and the test "
                + $"loss grows {loss:0.0}-fold; with {sizes[^1]} points the gap is {gap:0.0 %} in place of "
                + $"{test - train:0.0 %}. Images hardly overlap: with {sets[0]} of them the training error is "
                + $"{Error(firstSet.Train):0.0 %} too, and the test error ends at "
                + $"{Error(firstSet.Validation!.Value):0.0 %}, near the {leastImages:0.0 %} of its best epoch; "
                + $"{sets[^1]} images bring it to {Error(lastSet.Validation!.Value):0.0 %}.",
                $"クラスが重なるデータではそのとおりになる。ノイズのある {Patterns} 点では学習データの誤り率は {train:0.0 %} まで下がるが、テスト誤り率は最良の {least:0.0 %} "
                + $"から {test:0.0 %} に悪化し、損失は {loss:0.0} 倍になる。{sizes[^1]} 点に増やすと差は {test - train:0.0 %} から {gap:0.0 %} "
                + $"に縮まる。クラスがほとんど重ならない画像では、{sets[0]} 枚で学習データの誤り率は {Error(firstSet.Train):0.0 %}、テスト誤り率は "
                + $"{Error(firstSet.Validation!.Value):0.0 %} となり、差は大きいが途中の最良値({leastImages:0.0 %})とは大きく変わらない。"
                + $"{sets[^1]} 枚では {Error(lastSet.Validation!.Value):0.0 %} になる。")),
            [
                Claim.AtMost(new($"{Patterns} points: training error at the end, mean over the seeds",
                    $"{Patterns} 点:最後の学習データの誤り率(シード平均)"), train, 0.02, "0.0 %"),
                Claim.AtLeast(new($"{Patterns} points: test error at the end − at its best, mean",
                    $"{Patterns} 点:最後と最良のテスト誤り率の差(平均)"), test - least, 0.015, "0.0 %"),
                Claim.AtLeast(new($"{Patterns} points: test loss at the end over its least, mean",
                    $"{Patterns} 点:最後のテスト損失 ÷ 最小値(平均)"), loss, 2, "0.0"),
                Claim.AtMost(new($"{sizes[^1]} points: gap between test and training error over that of "
                    + $"{Patterns} points",
                    $"{sizes[^1]} 点でのテストと学習データの誤り率の差 ÷ {Patterns} 点での差"), gap / (test - train), 0.5, "0.00"),
                Claim.AtMost(new($"{sets[0]} images: training error at the end", $"画像 {sets[0]} 枚:最後の学習データの誤り率"),
                    Error(firstSet.Train), 0.01, "0.0 %"),
                Claim.AtMost(new($"{sets[0]} images: test error at the end − at its best",
                    $"画像 {sets[0]} 枚:最後と最良のテスト誤り率の差"),
                    Error(firstSet.Validation!.Value) - leastImages, 0.05, "0.0 %"),
                Claim.AtLeast(new($"test error with {sets[0]} images over that with {sets[^1]}",
                    $"画像 {sets[0]} 枚でのテスト誤り率 ÷ {sets[^1]} 枚での誤り率"),
                    Error(firstSet.Validation!.Value) / Error(lastSet.Validation!.Value), 1.5, "0.0"),
            ])
        {
            Tables =
            [
                new(new("Points of the plane: at the end, mean over the seeds", "平面上の点:最後の値(シード平均)"),
                    [new(new("training error", "学習データの誤り率"), "0.0 %"), new(new("test error", "テスト誤り率"), "0.0 %"),
                        new(new("test error, best on the way", "途中の最良のテスト誤り率"), "0.0 %"),
                        new(new("training loss", "学習データの損失"), "0.000"), new(new("test loss", "テスト損失"), "0.000")],
                    [.. sizes.Zip(planes, (size, runs) => new NumberRow(new($"{size} points", $"{size} 点"),
                        runs.Average(run => run.Train[^1].Error), runs.Average(run => run.Test[^1].Error),
                        runs.Average(run => run.Test.Min(point => point.Error)),
                        runs.Average(run => run.Train[^1].Loss), runs.Average(run => run.Test[^1].Loss)))]),
                new(new($"Images, {HiddenUnits} hidden units, {Epochs} epochs",
                    $"画像、中間ユニット {HiddenUnits} 個、{Epochs} エポック"),
                    [new(new("training error", "学習データの誤り率"), "0.0 %"), new(new("test error", "テスト誤り率"), "0.0 %"),
                        new(new("test loss", "テスト損失"), "0.000"), new(new("least test loss", "テスト損失の最小値"), "0.000")],
                    [.. sets.Zip(images, (count, rounds) => new NumberRow(new($"{count} images", $"{count} 枚"),
                        Error(rounds[^1].Train), Error(rounds[^1].Validation!.Value),
                        rounds[^1].Validation!.Value.Loss, rounds.Min(round => round.Validation!.Value.Loss)))]),
            ],
            Figures =
            [
                new("regions", new($"The same net after few and after {Iterations:N0} iterations on {Patterns} points: "
                    + "it ends by going round every point.",
                        $"{Patterns} 点を学習した同じネットワークの途中と {Iterations:N0} 回後。最後には個々の点をよけるように境界が曲がる。"),
                    () => new DecisionRegions(few[0].Panels) { Score = new(0, 1, "P(class 1)") }.Draw()),
                new("curves", new($"Errors and losses on {Patterns} training points and on {TestPoints:N0} "
                    + "unknown ones.", $"学習データ {Patterns} 点と未知の {TestPoints:N0} 点の誤り率と損失。"),
                    () => new Curves(
                    [
                        Panel("error (%)", few, point => 100 * point.Error),
                        Panel("loss (nats)", few, point => point.Loss),
                    ]).Draw()),
                new("sizes", new("Error at the end against the number of training points.", "学習データの数と最後の誤り率。"),
                    () => new Curves(new CurvePanel(
                    [
                        Curve.OfRuns("training", [.. sizes.Select(size => (double)size)],
                            OfSeeds(planes, run => run.Train)),
                        Curve.OfRuns("test", [.. sizes.Select(size => (double)size)], OfSeeds(planes, run => run.Test)),
                    ])
                    { X = "training points", Y = "error (%)", XAxis = AxisKind.Logarithmic, Including = [0] }).Draw()),
                new("images", new($"{sets[0]} images: a wide gap between training images and unknown ones "
                    + "(validation).", $"画像 {sets[0]} 枚:学習データと未知データ(validation)の差が大きい。"),
                    () => new LearningCurves(images[0]) { LossLabel = "loss (nats)" }.Draw()),
            ],
        };
    }

    private static double Error(Evaluation evaluation) => 1 - evaluation.Accuracy!.Value;

    private static IReadOnlyList<double>[] OfSeeds(
        List<List<LearnedPlane>> planes, Func<LearnedPlane, List<Measured>> set) =>
        [.. Enumerable.Range(0, planes[0].Count)
            .Select(seed => (IReadOnlyList<double>)[.. planes.Select(runs => 100 * set(runs[seed])[^1].Error)])];

    private static CurvePanel Panel(string title, List<LearnedPlane> runs, Func<Measured, double> value)
    {
        return new([Of("training", run => run.Train), Of("test", run => run.Test)])
        {
            X = "iteration",
            Y = title,
            XAxis = AxisKind.Logarithmic,
            Including = [0],
        };

        Curve Of(string name, Func<LearnedPlane, List<Measured>> set) => Curve.OfRuns(
            name, [.. runs[0].At.Select(at => (double)at)],
            [.. runs.Select(run => (IReadOnlyList<double>)[.. set(run).Select(value)])]);
    }

    private LearnedPlane LearnPlane(int size, long seed, Action<double> progress)
    {
        var (points, test) = (PlaneShapes.TwoMoons(size, Noise, seed), PlaneShapes.TwoMoons(TestPoints, Noise, ~seed));
        var classifier = new ScikitClassifier(points, new()
        {
            Hidden = [Units],
            Activation = UnitFunction.Tanh,
            Rate = Rate,
            Alpha = 0,
            Stops = false,
            Seed = seed,
        });
        var run = new LearnedPlane([], [], [], []);
        for (var at = 1; at <= Iterations; at = at == Iterations ? at + 1 : Next(at))
        {
            classifier.Learn(at);
            if (at == Iterations || (run.Panels.Count == 0 && at >= EarlyIterations))
                run.Panels.Add(PlaneGrid.Panel(PlaneGrid.Around(points), x => classifier.Network.Outputs(x), points,
                    $"iteration {at:N0}"));
            run.At.Add(at);
            run.Train.Add(Measure(classifier.Network, points));
            run.Test.Add(Measure(classifier.Network, test));
            progress(at / (double)Iterations);
        }
        return run;

        int Next(int at) => Math.Min(Iterations, Math.Max(at + 1, (int)(at * Math.Pow(Iterations, 1.0 / Samples))));
    }

    private IReadOnlyList<Round> LearnImages(ExperimentData data, int count, Action<double> progress)
    {
        using var train = new ImagePatterns(data.Images(Split.Train, count), ImageLayout.Flat);
        using var test = new ImagePatterns(data.Images(Split.Test, TestImages), ImageLayout.Flat);
        var set = data.Images(Split.Train, count);
        var task = ModelTask.Of(() => new Mlp(new(set.Height * set.Width, set.Classes) { Hidden = [HiddenUnits] }),
            LossFunction.CrossEntropy);
        using var net = (Mlp)ModelRun.Build(Seed, task.Build);
        return ModelRun.Train(task, net, train, test, new()
        {
            Epochs = Epochs * Images / count,       // as many steps for every set
            Batch = Batch,
            Seed = Seed,
            Optimizer = new() { Kind = OptimizerKind.Adam },
        }, progress);
    }

    private static Measured Measure(BatchNetwork network, PlanePoints points)
    {
        var loss = network.Backward(points.Features(), points.Teachers());
        return new(loss, 1 - network.Accuracy(points));
    }

    private sealed record LearnedPlane(
        List<double> At, List<Measured> Train, List<Measured> Test, List<RegionPanel> Panels);

    private readonly record struct Measured(double Loss, double Error);
}
