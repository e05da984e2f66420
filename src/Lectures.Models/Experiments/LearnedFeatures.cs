using Lectures.Models.Checking;
using Lectures.Models.Data;
using Lectures.Models.Figures;
using Lectures.Models.Losses;
using Lectures.Models.Networks;
using Lectures.Models.Optimizers;
using static TorchSharp.torch;

namespace Lectures.Models.Experiments;

/// <summary>§7.3: the first layer learns features: smooth patterns of strokes, from which a linear model reads more
/// than from the pixels.</summary>
/// <param name="Images">Strokes to learn from.</param>
/// <param name="OwnImages">The user's images to learn from.</param>
/// <param name="Epochs">Passes over them, batches of 100, Adam with weight decay.</param>
/// <param name="Units">Units of the first layer.</param>
/// <param name="IsLearned">False to leave the first layer at its random start, which then must fail.</param>
public sealed record LearnedFeatures(
    int Images = 12_000, int OwnImages = 60_000, int Epochs = 20, int Units = 64, bool IsLearned = true) : Experiment
{
    private const int Batch = 100, Shown = 32, PerRow = 8;
    private const double Decay = 1, LeastInk = 0.02;

    /// <summary>What is known before.</summary>
    public static ExperimentInfo Info { get; } = new(
        "features", "7.3", new("What the first layer learns", "第 1 層が学習する特徴"),
        new("With many hidden layers the extraction of features is learned too.", "中間層を多くすると、特徴抽出も学習の対象になる。"),
        () => new LearnedFeatures { Seeds = 3 }, () => new LearnedFeatures(3_000, 3_000, 30))
    { Seconds = 8, Needs = ExperimentNeeds.Images };

    /// <inheritdoc/>
    public override ExperimentResult Run(ExperimentData data, Action<double> progress)
    {
        using var images = new DigitImages(data, Images, OwnImages);
        var parts = new PartProgress(progress, 4 * Seeds);
        var runs = AllSeeds.Select(seed => Learn(images, seed, parts)).ToList();
        var (pixels, start, learned) = (Mean(run => run.Pixels), Mean(run => run.AtStart), Mean(run => run.Learned));
        var (rough, smooth) = (Mean(run => run.SmoothAtStart), Mean(run => run.Smooth));
        var first = runs[0];
        return new(
            new(Finding.Shown, new(
                $"A linear model reads {learned:0.0 %} of the test images right from {Units} learned units, "
                + $"{pixels:0.0 %} from all {images.Pixels} pixels, and {start:0.0 %} from as many units with random "
                + $"weights. Neighbouring weights, unrelated at the start (correlation {rough:0.00}), become alike "
                + $"({smooth:0.00}): the units look for parts of strokes.",
                $"線形モデルの正解率は、学習した {Units} ユニットの出力からは {learned:0.0 %}、{images.Pixels} 画素そのものからは {pixels:0.0 %}、乱数の重みの "
                + $"{Units} ユニットからは {start:0.0 %} である。隣り合う重みの相関は {rough:0.00} から {smooth:0.00} に上がり、"
                + "ユニットは線の一部を検出するようになる。")),
            [
                Claim.AtLeast(new("linear model on the learned units: gain over the pixels",
                    "線形モデル:学習したユニットと画素の正解率の差"), learned - pixels, 0.01, "0.000"),
                Claim.AtLeast(new("linear model on the learned units: gain over units at random start",
                    "線形モデル:学習したユニットと乱数のユニットの正解率の差"),
                    learned - start, 0.03, "0.000"),
                Claim.AtLeast(new("correlation of neighbouring weights after learning", "学習後の隣り合う重みの相関"), smooth, 0.3,
                    "0.00"),
                Claim.AtMost(new("the same at the start", "学習前の同じ相関"), rough, 0.1, "0.00"),
            ])
        {
            Tables =
            [
                new(new("A linear model's test accuracy, mean over the seeds", "線形モデルのテスト正解率(シード平均)"),
                    [new(new("test accuracy", "テスト正解率"), "0.0 %")],
                    [
                        new(new($"from {images.Pixels} pixels", $"{images.Pixels} 画素から"), pixels),
                        new(new($"from {Units} units at random start", $"乱数の {Units} ユニットから"), start),
                        new(new($"from {Units} learned units", $"学習した {Units} ユニットから"), learned),
                    ]),
            ],
            Figures =
            [
                new("weights", new($"The weights of {Math.Min(Shown, Units)} units as images, at the start and after "
                    + "learning (first seed), each in its own range. One that still looks like noise has come to be 0 "
                    + "for every image.",
                    $"{Math.Min(Shown, Units)} ユニットの重みを画像として表示。学習前と学習後(最初のシード、範囲は各画像)。雑音のままのものは、"
                    + "どの画像にも反応しなくなったユニットである。"),
                    () => new ImageGrid([.. Rows("at the start", first.StartImages),
                        .. Rows("after learning", first.LearnedImages)]).Draw()),
                new("read-out", new("What a linear model reads from pixels and units.", "画素とユニットから線形モデルが読み取る正解率。"),
                    () => new Bars(["pixels", "units at start", "learned units"],
                        [new("test accuracy", [100 * pixels, 100 * start, 100 * learned])])
                    { Y = "test accuracy (%)", Including = [100] }.Draw()),
            ],
        };

        double Mean(Func<RunOfSeed, double> of) => runs.Average(of);
    }

    private static IEnumerable<ImageRow> Rows(string heading, IReadOnlyList<GridImage> images) =>
        images.Chunk(PerRow).Select((row, n) =>
            new ImageRow("", row) { IsSigned = true, Heading = n == 0 ? heading : "" });

    private RunOfSeed Learn(DigitImages images, long seed, PartProgress parts)
    {
        using var net = ModelRun.Build(seed,
            () => new Mlp(new(images.Pixels, images.Classes) { Hidden = [Units, 32] }));
        var weight = net.get_parameter("0.weight")!;
        using var start = weight.detach().clone();
        using var bias = net.get_parameter("0.bias")!.detach().clone();
        Fit(net, images.Train, seed, parts.Next(1), decays: true);
        using var learned = (IsLearned ? weight : start).detach().clone();
        using var learnedBias = (IsLearned ? net.get_parameter("0.bias")! : bias).detach().clone();
        return new(
            ReadOut(images, x => x, images.Pixels, seed, parts.Next(1)),
            ReadOut(images, x => Hidden(x, start, bias), Units, seed, parts.Next(1)),
            ReadOut(images, x => Hidden(x, learned, learnedBias), Units, seed, parts.Next(1)),
            Smoothness(start, images), Smoothness(learned, images), WeightImages(start, images),
            WeightImages(learned, images));

        static Tensor Hidden(Tensor x, Tensor weight, Tensor bias) => nn.functional.linear(x, weight, bias).relu();
    }

    private double Fit(
        Mlp net, IPatterns train, long seed, Action<double> progress, bool decays, IPatterns? test = null) =>
        ModelRun.Train(ModelTask.Of(() => net, LossFunction.CrossEntropy), net, train, test, new()
        {
            Epochs = Epochs,
            Batch = Batch,
            Seed = seed,
            Optimizer = new()
            {
                Kind = OptimizerKind.AdamW,
                WeightDecay = decays ? Decay : 0,
                Rate = decays ? 0.001 : 0.003,
            },
        }, progress)[^1].Validation?.Accuracy ?? 0;

    /// <summary>The test accuracy of a linear model on what a function makes of the images.</summary>
    private double ReadOut(DigitImages images, Func<Tensor, Tensor> of, long width, long seed, Action<double> progress)
    {
        using var scope = NewDisposeScope();
        using var train = Features(images.Train, of);
        using var test = Features(images.Test, of);
        using var linear = ModelRun.Build(seed, () => new Mlp(new(width, images.Classes) { Hidden = [] }));
        return Fit(linear, train, seed, progress, decays: false, test);
    }

    private static TensorPatterns Features(ImagePatterns images, Func<Tensor, Tensor> of)
    {
        using var off = no_grad();
        var all = images.Take(arange(images.Count, ScalarType.Int64));
        return new(of(all.Inputs[0]!), all.Target);
    }

    /// <summary>The correlation of weights of neighbouring pixels, over all units and the pixels that have
    /// ink.</summary>
    private static double Smoothness(Tensor weight, DigitImages images)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        int height = images.TrainSet.Height, width = images.TrainSet.Width;
        var ink = (images.FirstTests(DigitImages.Tests).Inputs[0]!.mean([0]) > LeastInk).reshape(height, width);
        var w = weight.reshape(-1, height, width);
        var right = Pairs(w.narrow(2, 0, width - 1), w.narrow(2, 1, width - 1),
            ink.narrow(1, 0, width - 1) & ink.narrow(1, 1, width - 1));
        var below = Pairs(w.narrow(1, 0, height - 1), w.narrow(1, 1, height - 1),
            ink.narrow(0, 0, height - 1) & ink.narrow(0, 1, height - 1));
        return corrcoef(cat([right, below], 1))[0, 1].item<float>();

        static Tensor Pairs(Tensor a, Tensor b, Tensor both) => stack([a.masked_select(both), b.masked_select(both)]);
    }

    private static IReadOnlyList<GridImage> WeightImages(Tensor weight, DigitImages images) =>
        PixelImages.All(weight.narrow(0, 0, Math.Min(Shown, weight.size(0))), images);

    private sealed record RunOfSeed(
        double Pixels, double AtStart, double Learned, double SmoothAtStart, double Smooth,
        IReadOnlyList<GridImage> StartImages, IReadOnlyList<GridImage> LearnedImages);
}
