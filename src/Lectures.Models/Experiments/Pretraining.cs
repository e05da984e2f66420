using Lectures.Models.Figures;
using Lectures.Models.Networks;
using Lectures.Models.Optimizers;
using Lectures.Models.Training;
using static TorchSharp.torch;

namespace Lectures.Models.Experiments;

/// <summary>§7.3.2: a deep sigmoid net that does not learn from random weights learns from those of autoencoders, with
/// as many steps in all.</summary>
/// <param name="Images">Strokes to learn from.</param>
/// <param name="OwnImages">The user's images to learn from.</param>
/// <param name="Steps">Steps of 200 images in all.</param>
/// <param name="StepsPerLayer">How many of them each autoencoder gets; 0 for no pre-training.</param>
public sealed record Pretraining(
    int Images = 12_000, int OwnImages = 60_000, int Steps = 1_500, int StepsPerLayer = 150) : Experiment
{
    private const int Shown = 10;
    private const double Rate = 0.1, LargeRate = 0.5, PretrainingRate = 0.003;

    /// <summary>What is known before.</summary>
    public static ExperimentInfo Info { get; } = new(
        "pretraining", "7.3.2", new("Pre-training layer by layer", "事前学習"),
        new("Layer by layer an autoencoder, which learns to reproduce its own input, sets the initial weights; then "
            + "the whole net is fine-tuned. So a deep sigmoid net learns that fails from random weights.",
            "層ごとに、自分自身の入力を再現する自己符号化器を学習して初期値とし、その後に全体を微調整する。乱数の初期値では学習できない深いシグモイドのネットワークも、これで学習できる。"),
        () => new Pretraining { Seeds = 3 }, () => new Pretraining(3_000, 3_000, 900, 100))
    { Seconds = 40, Needs = ExperimentNeeds.Images };

    /// <inheritdoc/>
    public override ExperimentResult Run(ExperimentData data, Action<double> progress)
    {
        using var images = new DigitImages(data, Images, OwnImages);
        Start[] starts =
        [
            new("pre-trained, SGD 0.1", null, OptimizerKind.Sgd, Rate),
            new("random (PyTorch), SGD 0.1", Initialisation.PyTorch, OptimizerKind.Sgd, Rate),
            new("random (Keras), SGD 0.1", Initialisation.Keras, OptimizerKind.Sgd, Rate),
            new("random (Keras), SGD 0.5", Initialisation.Keras, OptimizerKind.Sgd, LargeRate),
            new("random (Keras), Adam", Initialisation.Keras, OptimizerKind.Adam, 0.001),
        ];
        var parts = new PartProgress(progress, starts.Length * Seeds);
        var stacks = AllSeeds.Select(seed => Pretrain(images, seed)).ToList();
        var runs = Array.ConvertAll(starts, start =>
            AllSeeds.Select((seed, k) => Learn(images, start, stacks[k], seed, parts.Next(1))).ToList());
        var grid = Reconstructions(images, stacks[0].Stack, Seed);
        stacks.ForEach(stack => stack.Stack.Dispose());
        return new(Says(runs), Claims(runs, stacks, grid.Untrained))
        {
            Tables = [Errors(stacks)],
            Figures =
            [
                new("accuracy", new("Test accuracy over all steps, those of pre-training included; bands: seeds.",
                    "テスト正解率の推移(事前学習のステップも含む。帯はシード)。"),
                    () => new Curves(new CurvePanel([.. starts.Zip(runs, (start, learned) => DeepDigits.Accuracy(
                        start.Name, learned.Select(run => run.Rounds), learned[0].Before))])
                    { X = "step", Y = "test accuracy (%)", Including = [0, 100] }).Draw()),
                new("reconstructions", new("Test images, and what the codes of the first 1, 2, 3 and 4 layers still "
                    + "say of them.",
                    "テスト画像と、1〜4 層目までの符号からの再構成。"), () => grid.Grid.Draw()),
            ],
        };
    }

    private Verdict Says(List<Learned>[] runs) => new(Finding.Depends, new(
        $"With {Steps:N0} steps of SGD (rate {Rate}) the pre-trained net reaches {Mean(runs[0]):0.0 %}, from random "
        + $"weights it stays at {Mean(runs[1]):0.0 %} and {Mean(runs[2]):0.0 %}. It depends on how one learns: with "
        + $"Adam the same random weights reach {Mean(runs[4]):0.0 %} without any pre-training, and with SGD at rate "
        + $"{LargeRate} {Mean(runs[3]):0.0 %}.",
        $"SGD(学習率 {Rate})の {Steps:N0} ステップで、事前学習したネットワークは {Mean(runs[0]):0.0 %} に達し、乱数の初期値では {Mean(runs[1]):0.0 %} と "
        + $"{Mean(runs[2]):0.0 %} にとどまる。ただし学習法による:Adam なら同じ乱数の初期値から事前学習なしで {Mean(runs[4]):0.0 %}、学習率 {LargeRate} の SGD "
        + $"では {Mean(runs[3]):0.0 %} になる。"));

    private IReadOnlyList<Claim> Claims(List<Learned>[] runs, List<Stacked> stacks, double untrained) =>
    [
        Claim.AtLeast(new("pre-trained, SGD: test accuracy, mean of the seeds", "事前学習あり、SGD:テスト正解率(シード平均)"),
            Mean(runs[0]), 0.6, "0.000"),
        Claim.AtMost(new("random weights (the better of two starts), SGD, as many steps in all",
            "乱数の初期値(2 種の良い方)、SGD、総ステップ数は同じ"),
            Math.Max(Mean(runs[1]), Mean(runs[2])), 0.3, "0.000"),
        Claim.AtLeast(new("random weights, Adam: pre-training does not matter", "乱数の初期値、Adam:事前学習は不要"), Mean(runs[4]),
            0.75, "0.000"),
        Claim.AtMost(new("first autoencoder: error of the reproduction over that of an untrained one",
            "第 1 の自己符号化器:再構成誤差 ÷ 学習前の誤差"),
                stacks.Average(stack => stack.Errors.Count == 0 ? double.NaN : stack.Errors[0]) / untrained, 0.6,
                "0.00"),
    ];

    private static NumberTable Errors(List<Stacked> stacks) => new(
        new("Mean squared error of each autoencoder, last step", "各自己符号化器の平均二乗誤差(最後のステップ)"),
        [new(new("error", "誤差"), "0.0000")],
        [.. Enumerable.Range(0, stacks[0].Errors.Count).Select(l =>
            new NumberRow(new($"layer {l + 1}", $"第 {l + 1} 層"), stacks.Average(stack => stack.Errors[l])))]);

    private Stacked Pretrain(DigitImages images, long seed)
    {
        var stack = NewStack(images, seed);
        var errors = new List<double>();
        if (StepsPerLayer == 0) return new(stack, errors);
        foreach (var stage in GreedyPretraining.Stages(stack, images.Train, new()
        {
            Steps = StepsPerLayer,
            Batch = DeepDigits.Batch,
            Seed = seed,
            Optimizer = new() { Kind = OptimizerKind.Adam, Rate = PretrainingRate },
        }))
            errors.Add(ModelRun.Train(stage.Task, stage.Trained, stage.Train, null, stage.Options,
                _ => { })[^1].Train.Loss);
        return new(stack, errors);
    }

    private static StackedAutoencoder NewStack(DigitImages images, long seed) =>
        ModelRun.Build(seed, () => new StackedAutoencoder(new(images.Pixels) { Hidden = DeepDigits.Hidden }));

    private Learned Learn(DigitImages images, Start start, Stacked stacked, long seed, Action<double> progress)
    {
        var before = start.Random is null ? StepsPerLayer * DeepDigits.Hidden.Length : 0;
        using var net = start.Random is { } random
            ? DeepDigits.Build(images, Activation.Sigmoid, random, seed)
            : ModelRun.Build(seed, () => stacked.Stack.ToMlp(images.Classes));
        return new(DeepDigits.Learn(net, images, start.Optimizer, start.Rate,
            new() { Steps = Steps - before, Seed = seed }, progress), before);
    }

    /// <summary>Test images with what the codes of every depth say of them; and the error of an untrained first
    /// autoencoder.</summary>
    private static (ImageGrid Grid, double Untrained) Reconstructions(DigitImages images, StackedAutoencoder stack,
        long seed)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        stack.eval();
        using var fresh = NewStack(images, seed);
        fresh.eval();
        var x = images.FirstTests(DigitImages.Tests).Inputs[0]!;
        var untrained = nn.functional.mse_loss(fresh.Layers[0].call(x), x).item<float>();
        x = x.narrow(0, 0, Shown);
        List<ImageRow> rows = [PixelImages.Row("image", x, images)];
        for (var depth = 1; depth <= stack.Layers.Count; depth++)
        {
            var layers = stack.Layers.Take(depth).ToList();
            var code = layers.Aggregate(x, (code, layer) => layer.Encode(code));
            rows.Add(PixelImages.Row(depth == 1 ? "1 layer" : $"{depth} layers",
                layers.AsEnumerable().Reverse().Aggregate(code, (code, layer) => layer.Decode(code)), images));
        }
        return (new(rows), untrained);
    }

    private static double Mean(List<Learned> runs) => runs.Average(run => run.Rounds[^1].TestAccuracy());

    private sealed record Start(string Name, Initialisation? Random, OptimizerKind Optimizer, double Rate);

    private sealed record Stacked(StackedAutoencoder Stack, List<double> Errors);

    private sealed record Learned(IReadOnlyList<Round> Rounds, int Before);
}
