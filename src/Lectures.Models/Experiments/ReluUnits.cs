using Lectures.Models.Figures;
using Lectures.Models.Layers;
using Lectures.Models.Losses;
using Lectures.Models.Networks;
using Lectures.Models.Optimizers;
using Lectures.Models.Training;
using static TorchSharp.torch;

namespace Lectures.Models.Experiments;

/// <summary>§7.3.2: ReLU's derivative is 1 or 0 where the sigmoid's is at most ¼; what this does to a deep
/// net.</summary>
/// <param name="Images">Strokes to learn from.</param>
/// <param name="OwnImages">The user's images to learn from.</param>
/// <param name="Epochs">Passes over them, batches of 200, Adam.</param>
/// <param name="Activation">The units that are compared with the sigmoid.</param>
public sealed record ReluUnits(
    int Images = 12_000, int OwnImages = 60_000, int Epochs = 12, Activation Activation = Activation.Relu) : Experiment
{
    private const int Singles = 20;
    private const double Level = 0.8, Reach = 6;

    /// <summary>What is known before.</summary>
    public static ExperimentInfo Info { get; } = new(
        "relu", "7.3.2", new("ReLU in place of the sigmoid", "ReLU"),
        new("The sigmoid's derivative is at most 0.25; ReLU's is 1 where its input is positive, so that pre-training "
            + "became unnecessary. Negative inputs give 0, which thins out what is trained.",
            "シグモイドの導関数は最大でも 0.25 だが、ReLU は入力が正なら 1 であり、事前学習は不要になった。入力が負なら 0 なので、学習される結合が間引かれる。"),
        () => new ReluUnits { Seeds = 3 }, () => new ReluUnits(3_000, 3_000, 25))
    { Seconds = 10, Needs = ExperimentNeeds.Images };

    /// <inheritdoc/>
    public override ExperimentResult Run(ExperimentData data, Action<double> progress)
    {
        using var images = new DigitImages(data, Images, OwnImages);
        double[] h = [.. Enumerable.Range(-240, 481).Select(n => n * Reach / 240)];
        var (sigmoid, relu) = (Derivative(Activation.Sigmoid, h), Derivative(Activation, h));
        var parts = new PartProgress(progress, 2 * Seeds);
        var slow = AllSeeds.Select(seed => Learn(images, Activation.Sigmoid, seed, parts.Next(1))).ToList();
        var fast = AllSeeds.Select(seed => Learn(images, Activation, seed, parts.Next(1))).ToList();
        var (slowSteps, fastSteps) = (slow.Average(run => run.StepsTo(Level)), fast.Average(run => run.StepsTo(Level)));
        var (dense, sparse) = (slow.Average(run => run.Untrained), fast.Average(run => run.Untrained));
        int[] layers = [.. Enumerable.Range(0, DeepDigits.Hidden.Length)];
        double[] inactive = [.. layers.Select(l => fast.Average(run => run.After[l].Inactive))];
        return new(
            new(Finding.Shown, new(
                $"The sigmoid's derivative is at most {sigmoid.Max():0.00}, ReLU's is "
                + $"{relu.Where((_, n) => h[n] > 0).Min():0} for positive inputs. In the same net ReLU reaches "
                + $"{Level:0 %} after {fastSteps:0} steps, the sigmoid after {slowSteps:0}. Between "
                + $"{inactive.Min():0 %} and {inactive.Max():0 %} of a layer's units are 0 for an image, so that one "
                + $"image leaves {sparse:0 %} of the weights between hidden layers as they are (sigmoid {dense:0 %}).",
                $"シグモイドの導関数は最大 {sigmoid.Max():0.00}、ReLU は正の入力で {relu.Where((_, n) => h[n] > 0).Min():0} である。同じネットワークで "
                + $"ReLU は {fastSteps:0} ステップ、シグモイドは {slowSteps:0} ステップで {Level:0 %} に達する。1 枚の画像に対して各層の "
                + $"{inactive.Min():0 %}〜{inactive.Max():0 %} のユニットが 0 で、中間層間の結合の {sparse:0 %} は修正されない(シグモイドは "
                + $"{dense:0 %})。")),
            [
                Claim.Between(new("the largest derivative of the sigmoid", "シグモイドの導関数の最大値"), sigmoid.Max(), 0.25,
                    0.25, "0.######"),
                Claim.Between(new("ReLU: the least derivative for a positive input", "ReLU:正の入力での導関数の最小値"),
                    relu.Where((_, n) => h[n] > 0).Min(), 1, 1, "0.######"),
                Claim.AtMost(new("ReLU: the largest derivative for a negative input", "ReLU:負の入力での導関数の最大値"),
                    relu.Where((_, n) => h[n] < 0).Max(), 0, "0.######"),
                Claim.AtLeast(new($"steps to {Level:0 %} test accuracy: sigmoid over ReLU",
                    $"テスト正解率 {Level:0 %} までのステップ数の比(シグモイド ÷ ReLU)"),
                    slowSteps / fastSteps, 1.5, "0.0"),
                Claim.AtLeast(new("ReLU: share of the weights between hidden layers that one image does not move",
                    "ReLU:1 枚の画像で修正されない中間層間の結合の割合"), sparse, 0.25, "0.00"),
                Claim.AtMost(new("sigmoid: the same", "シグモイド:同上"), dense, 0.01, "0.00"),
            ])
        {
            Tables =
            [
                new(new("ReLU: units that are 0, by layer, test images", "ReLU:出力が 0 のユニット(テスト画像、層ごと)"),
                    [new(new("per image, start", "画像ごと、開始時"), "0 %"), new(new("per image, end", "画像ごと、終了時"), "0 %"),
                        new(new("for every image, start", "全画像で、開始時"), "0.0 %"),
                        new(new("for every image, end", "全画像で、終了時"), "0.0 %")],
                    [.. layers.Select(l => new NumberRow(new($"layer {l + 1}", $"第 {l + 1} 層"),
                        fast.Average(run => run.Before[l].Inactive), inactive[l],
                        fast.Average(run => run.Before[l].Dead), fast.Average(run => run.After[l].Dead)))]),
            ],
            Figures =
            [
                new("derivatives", new("The derivatives.", "導関数。"), () => new Curves(new CurvePanel([
                    new("sigmoid", h, sigmoid) { Markers = false }, new("ReLU", h, relu) { Markers = false }])
                    { X = "h", Y = "f′(h)", References = [new(0.25, "0.25")] }).Draw()),
                new("learning", new("Test accuracy in the same net with Adam; bands: seeds.",
                    "同じネットワーク(Adam)でのテスト正解率(帯はシード)。"),
                    () => new Curves(new CurvePanel(
                    [
                        DeepDigits.Accuracy("sigmoid", slow.Select(run => run.Rounds)),
                        DeepDigits.Accuracy("ReLU", fast.Select(run => run.Rounds)),
                    ])
                    { X = "step", Y = "test accuracy (%)", Including = [0, 100] }).Draw()),
                new("inactive", new("Share of ReLU units that are 0 for an image.", "画像に対して出力が 0 の ReLU ユニットの割合。"),
                    () => new Bars([.. layers.Select(l => $"layer {l + 1}")],
                    [
                        new("start", [.. layers.Select(l => 100 * fast.Average(run => run.Before[l].Inactive))]),
                        new("end", [.. inactive.Select(share => 100 * share)]),
                    ]) { Y = "units that are 0 (%)", Including = [100] }.Draw()),
            ],
        };
    }

    private static double[] Derivative(Activation activation, double[] h)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        using var layer = activation.ByHand();
        layer.Forward(tensor(h));
        return [.. layer.Backward(ones(h.Length, ScalarType.Float64))!.data<double>()];
    }

    private Learned Learn(DigitImages images, Activation activation, long seed, Action<double> progress)
    {
        using var net = DeepDigits.Build(images, activation, Initialisation.Keras, seed);
        var before = Zeros(net, images);
        var rounds = DeepDigits.Learn(
            net, images, OptimizerKind.Adam, 0.001, new() { Epochs = Epochs, Seed = seed }, progress);
        return new(rounds, before, Zeros(net, images), Unmoved(net, images));
    }

    /// <summary>Of every hidden layer the share of outputs that are 0, and of units that are 0 for every
    /// image.</summary>
    private static LayerZeros[] Zeros(Mlp net, DigitImages images)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var g = images.FirstTests(DigitImages.Tests).Inputs[0]!;
        var zeros = new List<LayerZeros>();
        foreach (var (name, part) in net.named_children())
        {
            g = ((nn.Module<Tensor, Tensor>)part).call(g);
            if (int.Parse(name) % 2 == 0) continue;        // affine layers have even numbers
            var isZero = (g == 0).to(ScalarType.Float32);
            zeros.Add(new(isZero.mean().item<float>(),
                (isZero.mean([0]) == 1).to(ScalarType.Float32).mean().item<float>()));
        }
        return [.. zeros];
    }

    /// <summary>The share of weights between hidden layers whose gradient is 0 for one image, mean over
    /// images.</summary>
    private static double Unmoved(Mlp net, DigitImages images)
    {
        using var off = no_grad();
        using var objective = new Objective(net.ByHand(), new CrossEntropy()) { Training = false };
        var between = objective.NamedLayers().Select(named => named.Layer).OfType<Affine>().Skip(1).SkipLast(1)
            .ToList();
        var share = 0.0;
        for (var n = 0; n < Singles; n++)
        {
            using var scope = NewDisposeScope();
            var image = images.Test.Take(tensor([(long)n]));
            objective.Forward([.. image.Inputs, image.Target]);
            objective.Backward();
            share += between.Average(layer =>
                (layer.Weights[0].Weight.Gradient! == 0).to(ScalarType.Float32).mean().item<float>());
        }
        return share / Singles;
    }

    private sealed record LayerZeros(double Inactive, double Dead);

    private sealed record Learned(
        IReadOnlyList<Round> Rounds, LayerZeros[] Before, LayerZeros[] After, double Untrained)
    {
        /// <summary>Steps after which a test accuracy is reached; one round more than all where it is not.</summary>
        public double StepsTo(double level) =>
            Rounds.FirstOrDefault(round => round.TestAccuracy() >= level)?.Step
            ?? Rounds[^1].Step + Rounds[0].Step;
    }
}
