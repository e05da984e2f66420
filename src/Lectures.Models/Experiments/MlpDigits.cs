using Lectures.Models.Checking;
using Lectures.Models.Losses;
using Lectures.Models.Networks;
using Lectures.Models.Optimizers;

namespace Lectures.Models.Experiments;

/// <summary>The notebook's multi-layer perceptron, N5: 784-512-10, ReLU, RMSprop, batches of 128.</summary>
/// <param name="Images">Strokes to learn from.</param>
/// <param name="OwnImages">The user's images to learn from; the lecture has 60,000.</param>
/// <param name="Epochs">Passes over them.</param>
/// <param name="Hidden">Hidden units; 0 for a linear model, which then must fail.</param>
public sealed record MlpDigits(int Images = 12_000, int OwnImages = 60_000, int Epochs = 5, long Hidden = 512)
    : Experiment
{
    /// <summary>What is known before.</summary>
    public static ExperimentInfo Info { get; } = new(
        "mlp-digits", "notebook", new("Digits by a multi-layer perceptron", "多層パーセプトロンによる数字認識"),
        new("784-512-10 with ReLU and RMSprop, batches of 128: after 5 epochs 0.9887 on the training images, 0.9779 on "
            + "the test images of MNIST.",
            "784-512-10(ReLU、RMSprop、バッチ 128)は MNIST で 5 エポック後に学習データ 0.9887、テストデータ 0.9779 の正解率となる。"),
        () => new MlpDigits { Seeds = 3 }, () => new MlpDigits(3_000, 6_000))
    { Seconds = 5, Needs = ExperimentNeeds.Images };

    /// <inheritdoc/>
    public override ExperimentResult Run(ExperimentData data, Action<double> progress)
    {
        using var images = new DigitImages(data, Images, OwnImages);
        var recognition = new DigitRecognition(images, new()
        {
            Epochs = Epochs,
            Batch = 128,
            Optimizer = new() { Kind = OptimizerKind.RmsProp, Rate = 0.001, Convention = OptimizerConvention.Keras },
        });
        var parts = new PartProgress(progress, 1.2 * Seeds);
        var runs = AllSeeds.Select(seed => recognition.Learn(Task(Hidden), seed, parts.Next(1))).ToList();
        var linear = AllSeeds.Select(seed => recognition.Learn(Task(0), seed, parts.Next(0.2))).ToList();
        var (train, test, line) = (runs.Average(run => run.Train), runs.Average(run => run.Test),
            linear.Average(run => run.Test));
        var wrong = runs[0].MostConfused();
        var isLectures = data.HasImages && images.Train.Count >= 60_000;
        var hint = isLectures ? "" : new Bilingual(
            " The lecture's numbers are those of 60,000 images of MNIST: give them with --data.",
            "講義の数値は MNIST の 60,000 枚によるもので、--data で与えると比べられる。");
        return new(
            new(isLectures ? Finding.Shown : Finding.Depends, new(
                $"On {images.Name.English}: {train:0.0 %} while learning the last epoch, {test:0.0 %} on the test "
                + $"images (a linear model {line:0.0 %}); most often {wrong.True} was taken for {wrong.Said}."
                + hint.English,
                $"{images.Name.Japanese}:最後のエポックの学習中に {train:0.0 %}、テスト画像で {test:0.0 %}(線形モデルは {line:0.0 %})。最も多い誤りは "
                + $"{wrong.True} を {wrong.Said} とするものである。{hint.Japanese}")),
            [
                Claim.AtLeast(new("test accuracy, mean of the seeds", "テスト正解率(シード平均)"), test, 0.85, "0.0000"),
                Claim.AtLeast(new("gain over a linear model", "線形モデルとの差"), test - line, 0.015, "0.0000"),
            ])
        {
            Reproductions =
            [
                new("N5", new($"training accuracy, last epoch ({images.Name.English})",
                    $"学習データの正解率、最終エポック({images.Name.Japanese})"), "0.9887", [.. runs.Select(run => run.Train)]),
                new("N5", new($"test accuracy ({images.Name.English})", $"テスト正解率({images.Name.Japanese})"), "0.9779",
                    [.. runs.Select(run => run.Test)]),
            ],
            Figures =
            [
                new("learning", new("Accuracy while learning; bands: seeds.", "正解率の推移(帯はシード)。"),
                    () => DigitRecognition.Learning(runs).Draw()),
                new("confusion", new("Test images of the first seed: true and predicted classes.",
                    "テスト画像の正解クラスと認識結果(最初のシード)。"), () => runs[0].Confusion().Draw()),
            ],
        };

        ModelTask Task(long hidden) => ModelTask.Of(() => new Mlp(new(images.Pixels, images.Classes)
        {
            Hidden = hidden > 0 ? [hidden] : [],
            Initialisation = Initialisation.Keras,
        }), LossFunction.CrossEntropy);
    }
}
