using Lectures.Models.Checking;
using Lectures.Models.Data;
using Lectures.Models.Figures;
using Lectures.Models.Losses;
using Lectures.Models.Networks;
using Lectures.Models.Optimizers;
using static TorchSharp.torch;

namespace Lectures.Models.Experiments;

/// <summary>The notebook's convolutional network, N6, §7.3.3 (1): its filters and feature maps, and how far images may
/// be shifted with pooling and without.</summary>
/// <param name="Images">Strokes to learn from.</param>
/// <param name="OwnImages">The user's images to learn from; the lecture has 60,000.</param>
/// <param name="Epochs">Passes over them, batches of 200, AdamW.</param>
/// <param name="Pool">The pooling window; 1 to remove pooling, which then must fail.</param>
public sealed record CnnDigits(int Images = 8_000, int OwnImages = 60_000, int Epochs = 5, long Pool = 2) : Experiment
{
    private const int Judged = 3, Shifted = 500;
    private const long LecturesParameters = 108_618;

    private static readonly int[] shifts = [.. Enumerable.Range(0, 7)];

    /// <summary>What is known before.</summary>
    public static ExperimentInfo Info { get; } = new(
        "cnn-digits", "7.3.3 (1)", new("Digits by a convolutional network", "畳み込みネットワークによる数字認識"),
        new("Convolution extracts features by filters, pooling takes the maximum in a window and so blurs positions. "
            + "The notebook's network of 108,618 parameters reaches 0.9880 on the test images of MNIST after 5 epochs.",
            "畳み込みはフィルタで特徴を抽出し、プーリングは窓の中の最大値をとって位置のずれを吸収する。ノートブックのネットワーク(108,618 パラメータ)は 5 エポックで MNIST のテスト正解率 "
            + "0.9880 に達する。"),
        () => new CnnDigits { Seeds = 2 }, () => new CnnDigits(3_000, 3_000, 6))
    { Seconds = 45, Needs = ExperimentNeeds.Images };

    /// <inheritdoc/>
    public override ExperimentResult Run(ExperimentData data, Action<double> progress)
    {
        using var images = new DigitImages(data, Images, OwnImages, ImageLayout.Picture);
        CnnOptions lecture = new(images.TrainSet.Height, images.TrainSet.Width, Outputs: images.Classes)
        {
            Initialisation = Initialisation.Keras,
            PoolFirst = false,      // the lecture's order, whose maps are shown
        };
        Variant[] variants =
        [
            new("pooling (the lecture's)", lecture with { Pool = Pool }, 2),
            new("stride 2 in place of pooling", lecture with { Pool = 1, Stride = 2 }, 1),
            new("no pooling", lecture with { Pool = 1 }, 8),
        ];
        var recognition = new DigitRecognition(images, new()
        {
            Epochs = Epochs,
            Batch = 200,
            Optimizer = new()
            {
                Kind = OptimizerKind.AdamW,
                Rate = 0.001,
                WeightDecay = 0.004,
                Convention = OptimizerConvention.Keras,
            },
        });
        var parts = new PartProgress(progress, Seeds * variants.Sum(variant => variant.Cost));
        IReadOnlyList<ImageRow> filters = [];
        foreach (var variant in variants)
        {
            var task = ModelTask.Of(() => new Cnn(variant.Options), LossFunction.CrossEntropy);
            foreach (var seed in AllSeeds)
                variant.Runs.Add(recognition.Learn(task, seed, parts.Next(variant.Cost), net =>
                {
                    variant.Shifts.Add(ShiftTolerance(net, images));
                    variant.Blurs.Add(Blur((Cnn)net, images, variant.Options.Pool));
                    if (filters.Count == 0) filters = Inside((Cnn)net, images);
                }));
        }
        return Result(images, variants, filters);
    }

    private ExperimentResult Result(DigitImages images, Variant[] variants, IReadOnlyList<ImageRow> filters)
    {
        var (pooled, strided, plain) = (variants[0], variants[1], variants[2]);
        return new(
            new(Finding.Depends, new(
                $"On {images.Name.English} the network reaches {pooled.Test:0.0 %}. Shifted by {Judged} pixels it "
                + $"keeps {pooled.Kept(Judged):0.0 %} of that; with stride 2 in place of pooling "
                + $"({strided.Runs[0].Parameters:N0} parameters) {strided.Kept(Judged):0.0 %}: that much pooling is "
                + $"worth. The same convolutions at full resolution without pooling keep {plain.Kept(Judged):0.0 %}, "
                + $"but with {plain.Runs[0].Parameters:N0} parameters.",
                $"{images.Name.Japanese}で正解率は {pooled.Test:0.0 %}。{Judged} 画素ずらしても正解率の {pooled.Kept(Judged):0.0 %} "
                + $"が保たれ、プーリングの代わりにストライド 2 としたネットワーク({strided.Runs[0].Parameters:N0} パラメータ)では "
                + $"{strided.Kept(Judged):0.0 %} である。同じ畳み込みでプーリングなしのネットワークは {plain.Kept(Judged):0.0 %} だが、"
                + $"{plain.Runs[0].Parameters:N0} パラメータを要する。")),
            [
                Claim.AtLeast(new("test accuracy, mean of the seeds", "テスト正解率(シード平均)"), pooled.Test, 0.8, "0.0000"),
                Claim.AtMost(new("an image shifted by 1 pixel: how much the first maps change after pooling, over how "
                    + "much before",
                    "1 画素ずらした画像:第 1 層の特徴マップの変化の比(プーリング後 ÷ 前)"), pooled.Blurs.Average(), 0.95, "0.00"),
                Claim.AtLeast(new($"share of the accuracy that is kept when images are shifted by {Judged} pixels: "
                    + "pooling over stride 2",
                    $"{Judged} 画素のずれで保たれる正解率の割合:プーリング − ストライド 2"),
                    pooled.Kept(Judged) - strided.Kept(Judged), 0.02, "0.000"),
                .. images is { TrainSet: { Height: 28, Width: 28 }, Classes: 10 }
                    ? (Claim[])[Claim.Between(new("parameters", "パラメータ数"), pooled.Runs[0].Parameters,
                        LecturesParameters, LecturesParameters, "N0")] : [],
            ])
        {
            Reproductions =
            [
                new("N6", new($"training accuracy, last epoch ({images.Name.English})",
                    $"学習データの正解率、最終エポック({images.Name.Japanese})"), "0.9880", [.. pooled.Runs.Select(run => run.Train)]),
                new("N6", new($"test loss ({images.Name.English})", $"テスト損失({images.Name.Japanese})"), "0.0359",
                    [.. pooled.Runs.Select(run => run.TestLoss)]),
                new("N6", new($"test accuracy ({images.Name.English})", $"テスト正解率({images.Name.Japanese})"), "0.9880",
                    [.. pooled.Runs.Select(run => run.Test)]),
            ],
            Tables =
            [
                new(new("Test accuracy of shifted images, by pixels (mean of four directions)",
                    "ずらしたテスト画像の正解率(画素数ごと、4 方向の平均)"),
                    [
                        new(new("parameters", "パラメータ数"), "N0"),
                        .. shifts.Select(shift => new NumberColumn($"{shift}", "0.0 %")),
                    ],
                    [.. variants.Select(variant => new NumberRow(variant.Name,
                        [variant.Runs[0].Parameters, .. shifts.Select(shift => (double?)variant.At(shift))]))]),
            ],
            Figures =
            [
                new("shift", new("Test accuracy of images shifted up, down, left and right; bands: seeds.",
                    "上下左右にずらしたテスト画像の正解率(帯はシード)。"),
                    () => new Curves(new CurvePanel([.. variants.Select(variant => Curve.OfRuns(
                        variant.Name, [.. shifts.Select(shift => (double)shift)],
                        [.. variant.Shifts.Select(run => (double[])[.. run.Select(share => 100 * share)])]))])
                    { X = "shift (pixels)", Y = "test accuracy (%)", Including = [0, 100] }).Draw()),
                new("maps", new("The filters of the first convolution, and what the layers make of a test image.",
                    "第 1 畳み込み層のフィルタと、テスト画像に対する各層の特徴マップ。"),
                    () => new ImageGrid(filters).Draw()),
                new("learning", new("Accuracy of the lecture's network while learning; bands: seeds.",
                    "講義のネットワークの正解率の推移(帯はシード)。"), () => DigitRecognition.Learning(pooled.Runs).Draw()),
                new("confusion", new("Test images of the first seed: true and predicted classes.",
                    "テスト画像の正解クラスと認識結果(最初のシード)。"), () => pooled.Runs[0].Confusion().Draw()),
            ],
        };
    }

    /// <summary>The accuracy of test images shifted by 0, 1, 2 … pixels, mean of four directions.</summary>
    private static double[] ShiftTolerance(nn.Module net, DigitImages images)
    {
        using var scope = NewDisposeScope();
        net.eval();
        var batch = images.FirstTests(Shifted);
        return [.. shifts.Select(shift => ShiftedImages.Accuracy(((Cnn)net).call, batch, shift))];
    }

    /// <summary>How much the first maps change when images move by one pixel, relative to their size: after pooling
    /// over before.</summary>
    private static double Blur(Cnn net, DigitImages images, long pool)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var x = images.FirstTests(Shifted).Inputs[0]!;
        var (at, moved) = (Maps(x), Maps(ShiftedImages.Shift(x, 0, 1)));
        return Change(nn.functional.max_pool2d(at, pool), nn.functional.max_pool2d(moved, pool)) / Change(at, moved);

        Tensor Maps(Tensor x) => net.named_children().Take(2)
            .Aggregate(x, (map, part) => ((nn.Module<Tensor, Tensor>)part.module).call(map));

        static double Change(Tensor a, Tensor b) => ((a - b).norm() / a.norm()).item<float>();
    }

    /// <summary>The first filters, a test image, and the maps of every convolution and pooling.</summary>
    private static IReadOnlyList<ImageRow> Inside(Cnn net, DigitImages images)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var x = images.FirstTests(1).Inputs[0]!;
        return
        [
            new("", PixelImages.All(net.get_parameter("0.weight")!.squeeze(1)))
            { Heading = "filters of the first convolution", IsSigned = true },
            new("", PixelImages.All(x[0])) { Heading = "a test image" },
            .. FeatureMaps.Of(net, x),
        ];
    }

    private sealed record Variant(string Name, CnnOptions Options, double Cost)
    {
        public List<Recognised> Runs { get; } = [];

        public List<double[]> Shifts { get; } = [];

        public List<double> Blurs { get; } = [];

        public double Test => Runs.Average(run => run.Test);

        public double Kept(int shift) => At(shift) / At(0);

        public double At(int shift) => Shifts.Average(shifts => shifts[shift]);
    }
}
