using Lectures.Models.Checking;
using Lectures.Models.Data;
using Lectures.Models.Figures;
using Lectures.Models.Layers;
using Lectures.Models.Losses;
using Lectures.Models.Networks;
using Lectures.Models.Training;
using static TorchSharp.torch;

namespace Lectures.Models.Experiments;

/// <summary>§7.3.2: dropout narrows the gap between what was learned and what was not; in recognition the weights times
/// 1 − p stand for the mean over all masks.</summary>
/// <param name="Images">Few images to learn from.</param>
/// <param name="Epochs">Passes over them, batches of 50, Adam. With wrong labels the gain is 7 points after 40 and 3
/// after 60: in the end they are learned with dropout too.</param>
/// <param name="Dropped">p, the share of the hidden units that is dropped.</param>
/// <param name="Masks">Masks that the deep net's mean is taken over.</param>
/// <param name="WrongLabels">The share of labels that are made wrong in the second setting, so that there is much to
/// learn that is not so.</param>
/// <param name="Width">Units of each of the two hidden layers.</param>
public sealed record DropoutGap(
    int Images = 1_000, int Epochs = 40, double Dropped = 0.5, int Masks = 500, double WrongLabels = 0.3,
    long Width = 256) : Experiment
{
    private const int Batch = 50, Compared = 500, LinearInputs = 12;
    private const double LinearDropped = 0.3;       // not ½, so that masks differ in probability

    /// <summary>What is known before.</summary>
    public static ExperimentInfo Info { get; } = new(
        "dropout", "7.3.2", new("Dropout", "ドロップアウト"),
        new("While learning a random share p of the units is dropped (in the figure p = 0.5), against overfitting; in "
            + "recognition all units are used, with the learned weights times the kept share.",
            "過学習を防ぐため、学習時は割合 p(図では 0.5)のユニットを無作為に取り除く。認識時は全ユニットを使い、学習した重みに残した割合を掛ける。"),
        () => new DropoutGap { Seeds = 2 }, () => new DropoutGap(Masks: 100))
    { Seconds = 25, Needs = ExperimentNeeds.Images };

    /// <inheritdoc/>
    public override ExperimentResult Run(ExperimentData data, Action<double> progress)
    {
        using var images = new DigitImages(data, Images, Images);
        using var wrong = new ImagePatterns(WithWrongLabels(images.TrainSet), ImageLayout.Flat);
        var parts = new PartProgress(progress, 4 * Seeds);
        var without = Runs(images.Train, 0);
        var with = Runs(images.Train, Dropped);
        var wrongWithout = Runs(wrong, 0);
        var wrongWith = Runs(wrong, Dropped);
        var linear = LinearDifference(Seed);
        var (gapWithout, gapWith) = (without.Average(run => run.Gap), with.Average(run => run.Gap));
        var (same, difference) = (with.Average(run => run.Masks.SameClass), with.Average(run => run.Masks.Difference));
        return new(
            new(Finding.Depends, new(
                $"After {Epochs} epochs of {Images:N0} images the gap between training and test loss is "
                + $"{gapWithout:0.00} without and {gapWith:0.00} with dropout, but the test accuracy is much the same "
                + $"({Test(without):0.0 %} and {Test(with):0.0 %}). With {WrongLabels:0 %} wrong labels it is "
                + $"{Test(wrongWithout):0.0 %} without and {Test(wrongWith):0.0 %} with dropout. For a linear unit the "
                + "weights times 1 − p are exactly the mean over all masks; in the deep net they name the same class "
                + $"as the mean over {Masks} masks for {same:0.0 %} of the images.",
                $"{Images:N0} 枚を {Epochs} エポック学習した後、学習データとテストデータの損失の差は、ドロップアウトなしで {gapWithout:0.00}、ありで {gapWith:0.00} "
                + $"だが、テスト正解率はほぼ同じである({Test(without):0.0 %} と {Test(with):0.0 %})。ラベルの {WrongLabels:0 %} が誤っていると、なしで "
                + $"{Test(wrongWithout):0.0 %}、ありで {Test(wrongWith):0.0 %} になる。線形ユニットでは重みの 1 − p 倍が全マスクの平均に正確に一致し、"
                + $"深いネットワークでも {same:0.0 %} の画像で {Masks} 個のマスクの平均と同じクラスを答える。")),
            [
                Claim.AtMost(new("gap between test and training loss: with dropout over without",
                    "損失の差(テスト − 学習)の比:あり ÷ なし"),
                    gapWith / gapWithout, 0.95, "0.00"),
                Claim.AtLeast(new($"{WrongLabels:0 %} wrong labels: gain in test accuracy by dropout",
                    $"ラベルの {WrongLabels:0 %} が誤り:ドロップアウトによるテスト正解率の向上"),
                    Test(wrongWith) - Test(wrongWithout), 0.03, "0.000"),
                Claim.AtMost(new($"linear unit, {LinearInputs} inputs, p = {LinearDropped}: difference from the mean "
                    + $"over all {1 << LinearInputs:N0} masks",
                    $"線形ユニット({LinearInputs} 入力、p = {LinearDropped}):全 {1 << LinearInputs:N0} マスクの平均との差"), linear,
                        1e-12, "0.0E+0"),
                Claim.AtLeast(new($"deep net: same class as the mean over {Masks} masks",
                    $"深いネットワーク:{Masks} マスクの平均と同じクラスになる割合"), same, 0.97, "0.000"),
                Claim.AtMost(new("deep net: difference of the right class's probability, mean",
                    "深いネットワーク:正解クラスの確率の差(平均)"),
                    difference, 0.1, "0.000"),
            ])
        {
            Tables =
            [
                new(new("Accuracy after learning, mean over the seeds", "学習後の正解率(シード平均)"),
                    [new(new("training", "学習"), "0.0 %"), new(new("test", "テスト"), "0.0 %"),
                        new(new("training loss", "学習損失"), "0.000"), new(new("test loss", "テスト損失"), "0.000")],
                    [Row(new("without dropout", "ドロップアウトなし"), without), Row($"p = {Dropped}", with),
                        Row(new($"without dropout, {WrongLabels:0 %} wrong labels", $"なし、ラベルの {WrongLabels:0 %} が誤り"),
                            wrongWithout),
                        Row(new($"p = {Dropped}, {WrongLabels:0 %} wrong labels",
                            $"p = {Dropped}、ラベルの {WrongLabels:0 %} が誤り"), wrongWith)]),
                new(new("Recognition with dropout's weights", "ドロップアウトで学習した重みでの認識"),
                    [new(new("test accuracy", "テスト正解率"), "0.0 %")],
                    [
                        new(new("weights times 1 − p", "重み × (1 − p)"), with.Average(run => run.Masks.Scaled)),
                        new(new($"mean over {Masks} masks", $"{Masks} マスクの平均"), with.Average(run => run.Masks.Mean)),
                        new(new("a single mask", "マスク 1 個"), with.Average(run => run.Masks.Single)),
                    ]),
            ],
            Figures =
            [
                new("curves", new("Accuracy in recognition while learning, on training and on test images; "
                    + "bands: seeds.",
                    "学習中の認識時の正解率(学習データとテストデータ、帯はシード)。"),
                    () => new Curves([Panel("without dropout", without), Panel($"p = {Dropped}", with),
                        Panel($"{WrongLabels:0 %} wrong labels, without", wrongWithout),
                        Panel($"{WrongLabels:0 %} wrong labels, p = {Dropped}", wrongWith)]).Draw()),
                new("masks", new("Probability of the right class: the mean over the masks, and with the weights "
                    + "times 1 − p.",
                    "正解クラスの確率:マスクの平均と、重みの 1 − p 倍。"),
                    () => new Curves(new CurvePanel([new("test images", with[0].Masks.Means,
                        with[0].Masks.Scales) { IsJoined = false },
                        new("equal", [0, 1], [0, 1]) { Markers = false }])
                    { X = "mean over masks", Y = "weights × (1 − p)" }).Draw()),
            ],
        };

        List<Learned> Runs(ImagePatterns train, double dropped) =>
            [.. AllSeeds.Select(seed => Learn(images, train, dropped, seed, parts.Next(1)))];
    }

    /// <summary>The images, some of them with a class that is not theirs.</summary>
    private ImageSet WithWrongLabels(ImageSet set)
    {
        var random = SplitMix64.Stream(Seed);
        var labels = set.Labels.ToArray();
        for (var n = 0; n < labels.Length; n++)
            if (random.Uniform() < WrongLabels) labels[n] =
                (byte)((labels[n] + 1 + random.Next(set.Classes - 1)) % set.Classes);
        return new(set.Pixels.ToArray(), labels, set.Height, set.Width, set.Classes);
    }

    private static CurvePanel Panel(string title, List<Learned> runs) => new(
    [
        Curve.OfRuns("training", [.. runs[0].Train.Select((_, n) => n + 1.0)],
            [.. runs.Select(run => Percent(run.Train))]),
        Curve.OfRuns("test", [.. runs[0].Test.Select((_, n) => n + 1.0)], [.. runs.Select(run => Percent(run.Test))]),
    ])
    { Title = title, X = "epoch", Y = "accuracy (%)", Including = [50, 100] };

    private static IReadOnlyList<double> Percent(List<Evaluation> course) =>
        [.. course.Select(judged => 100 * judged.Accuracy!.Value)];

    private static double Test(List<Learned> runs) => runs.Average(run => run.Test[^1].Accuracy!.Value);

    private static NumberRow Row(Bilingual name, List<Learned> runs) =>
        new(name, runs.Average(run => run.Train[^1].Accuracy!.Value), Test(runs),
        runs.Average(run => run.Train[^1].Loss), runs.Average(run => run.Test[^1].Loss));

    private Learned Learn(DigitImages images, ImagePatterns train, double dropped, long seed, Action<double> progress)
    {
        using var net = ModelRun.Build(seed, () => new Mlp(new(images.Pixels, images.Classes)
        {
            Hidden = [Width, Width],
            Dropout = dropped,
            DropoutScaling = DropoutScaling.Recognition,
        }));
        var task = ModelTask.Of(() => net, LossFunction.CrossEntropy);
        var learned = new Learned();
        ModelRun.Train(task, net, train, images.Test,
            new() { Epochs = Epochs, Batch = Batch, Seed = seed, Optimizer = new() },
            progress, round =>
            {
                learned.Train.Add(Evaluator.Run(task, net, train));
                learned.Test.Add(round.Validation!.Value);
            });
        if (dropped > 0) learned.Masks = Compare(net, images, seed);
        return learned;
    }

    private Comparison Compare(Mlp net, DigitImages images, long seed)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var batch = images.FirstTests(Compared);
        var (x, target) = (batch.Inputs[0]!, batch.Target);
        net.eval();
        var scaled = net.call(x).softmax(-1);
        net.train();
        var random = net.modules().OfType<IRandom>().ToList();
        var (sum, single) = (zeros_like(scaled), 0.0);
        for (var m = 0; m < Masks; m++)
        {
            using var step = NewDisposeScope();
            for (var k = 0; k < random.Count; k++)
                random[k].Generator.manual_seed((long)SplitMix64.Stream(seed, m, k).Next());
            var masked = net.call(x).softmax(-1);
            sum.add_(masked);
            single += Accuracy(masked, target) / Masks;
        }
        var mean = sum / (double)Masks;
        double[] means = Right(mean), scales = Right(scaled);
        return new(means, scales, means.Zip(scales, (a, b) => Math.Abs(a - b)).Average(),
            (mean.argmax(-1) == scaled.argmax(-1)).to(ScalarType.Float64).mean().item<double>(),
            Accuracy(scaled, target), Accuracy(mean, target), single);

        double[] Right(Tensor shares) =>
            [.. shares.gather(1, target.unsqueeze(1)).squeeze(1).to(ScalarType.Float64).data<double>()];
    }

    private static double Accuracy(Tensor shares, Tensor target) =>
        (shares.argmax(-1) == target).to(ScalarType.Float64).mean().item<double>();

    /// <summary>|(1 − p) wᵀx − Σ_m P(m) wᵀ(m ∘ x)| of a random linear unit, over all masks m.</summary>
    private static double LinearDifference(long seed)
    {
        var random = SplitMix64.Stream(seed);
        // w_i x_i
        double[] terms = [.. Enumerable.Range(0, LinearInputs).Select(_ => random.Normal() * random.Normal())];
        var mean = 0.0;
        for (var mask = 0; mask < 1 << LinearInputs; mask++)
        {
            var (probability, output) = (1.0, 0.0);
            for (var i = 0; i < LinearInputs; i++)
            {
                var isKept = (mask >> i & 1) == 1;
                probability *= isKept ? 1 - LinearDropped : LinearDropped;
                if (isKept) output += terms[i];
            }
            mean += probability * output;
        }
        return Math.Abs((1 - LinearDropped) * terms.Sum() - mean);
    }

    private sealed record Comparison(
        double[] Means, double[] Scales, double Difference, double SameClass, double Scaled, double Mean,
        double Single);

    private sealed class Learned
    {
        public List<Evaluation> Train { get; } = [];

        public List<Evaluation> Test { get; } = [];

        public Comparison Masks { get; set; } = new([], [], double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);

        public double Gap => Test[^1].Loss - Train[^1].Loss;
    }
}
