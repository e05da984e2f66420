using Lectures.Models.Checking;
using Lectures.Models.Data;
using Lectures.Models.Data.Sound;
using Lectures.Models.Figures;
using Lectures.Models.Losses;
using Lectures.Models.Modules;
using Lectures.Models.Networks;
using static TorchSharp.torch;

namespace Lectures.Models.Experiments;

/// <summary>§7.3.3 (2): recurrent networks tell sounds apart by their order in time, and what they remember.</summary>
/// <param name="Sounds">Tones to learn from, where no recordings are given; a quarter as many to judge by.</param>
/// <param name="Epochs">Passes over the sounds.</param>
/// <param name="Horizons">Over how many steps T the first symbol is to be remembered, at least two, rising.</param>
/// <param name="MemoryEpochs">Passes over the sequences of the memory task.</param>
public sealed record RecurrentSignal(
    int Sounds, int Epochs, IReadOnlyList<int> Horizons, int MemoryEpochs) : Experiment
{
    private const int Batch = 64, Hidden = 48, Remembering = 16, GradientSteps = 60;
    private const double Rate = 0.003;

    private static readonly (RecurrentUnit Unit, string Name, double Cost)[] units =
        [(RecurrentUnit.Elman, "Elman", 1), (RecurrentUnit.Lstm, "LSTM", 3), (RecurrentUnit.Gru, "GRU", 3)];

    /// <summary>The experiment with the report's sizes.</summary>
    public RecurrentSignal() : this(2_400, 12, [5, 10, 20, 40, 80], 15)
    {
    }

    /// <summary>What is added to the bias of the forget gate, so that an LSTM begins with it open.</summary>
    public double ForgetBias { get; init; } = 4;

    /// <summary>What is known before.</summary>
    public static ExperimentInfo Info { get; } = new(
        "rnn-signal", "7.3.3 (2)", new("Recurrent networks on signals", "リカレントネットワークと時系列信号"),
        new("An RNN is for time-series signals: the hidden output feeds the next time step, and unrolled in time it "
            + "learns by backpropagation.",
            "RNN は時系列信号の認識に使える。中間層の出力が次の時刻の入力となり、時間方向に展開して誤差逆伝播で学習する。"),
        () => new RecurrentSignal { Seeds = 3 }, () => new RecurrentSignal(1_500, 9, [5, 20, 40], 10))
    { Needs = ExperimentNeeds.Speech, Seconds = 70 };

    /// <inheritdoc/>
    public override ExperimentResult Run(ExperimentData data, Action<double> progress)
    {
        var (train, test) = data.HasSpeech
            ? (data.Speech().Part(Split.Train), data.Speech().Part(Split.Test))
            : (Tones.Generate(Sounds, Seed, Split.Train), Tones.Generate(Sounds / 4, Seed, Split.Test));
        Rememberer[] rememberers =
        [
            new("Elman", RecurrentUnit.Elman, 0, 1), new("LSTM, gate half open", RecurrentUnit.Lstm, 0, 3),
            new("LSTM, gate open", RecurrentUnit.Lstm, ForgetBias, 3),
        ];
        var chance = 1.0 / train.Classes.Count;
        double soundCost = Epochs * train.All.Count, memoryCost = MemoryEpochs * 30.0;
        var part = new PartProgress(progress, Seeds * (soundCost * units.Sum(unit => unit.Cost)
            + memoryCost * Horizons.Sum() * rememberers.Sum(one => one.Cost)));
        using var learned = new RecordingPatterns(train, new LogMel());
        using var tested = new RecordingPatterns(test, new LogMel(), learned.Steps, learned.Scale);
        double[][] heard = [.. units.Select(unit => (double[])[.. AllSeeds.Select(seed =>
            Listen(unit.Unit, learned, tested, train.Classes.Count, seed, part.Next(soundCost * unit.Cost)))])];

        // [rememberer][seed][T]
        double[][][] remembered = [.. rememberers.Select(one => (double[][])[.. AllSeeds.Select(seed =>
            (double[])[.. Horizons.Select(steps => new FirstSymbol(steps).Accuracy(
                one.Unit, Remembering, one.ForgetBias, MemoryEpochs, seed,
                part.Next(memoryCost * steps * one.Cost)))])])];
        double[][][] gradients = [.. rememberers.Select(one => (double[][])[.. AllSeeds.Select(seed =>
            new FirstSymbol(GradientSteps).Gradient(one.Unit, Remembering, one.ForgetBias, seed))])];
        double[] reach = [.. gradients.Select(runs => runs.Average(run => Math.Log10(run[0] / run[^1])))];
        var (elman, gated) = (heard[0].Average(), Math.Max(heard[1].Average(), heard[2].Average()));
        var lost = Array.FindIndex([.. Horizons], steps => At(0, steps) <= 1.2 / FirstSymbol.Symbols);
        var horizon = Horizons[lost < 0 ? Horizons.Count - 1 : lost];
        // The middle one of the seeds: now and then an Elman network gets through, or an LSTM is late.
        double At(int one, int steps) => Shares(one, steps).Order().ElementAt((Seeds - 1) / 2);
        IEnumerable<double> Shares(int one, int steps) =>
            remembered[one].Select(run => run[Horizons.ToList().IndexOf(steps)]);
        return new(
            new(Finding.Depends, new(
                $"Which of {train.Classes.Count} classes a sound is: Elman {elman:0.0 %}, LSTM "
                + $"{heard[1].Average():0.0 %}, GRU {heard[2].Average():0.0 %} (guessing {chance:0.0 %}). The hidden "
                + $"output does carry the past, but not far: after {horizon} steps of noise the Elman network "
                + $"remembers the first symbol in {At(0, horizon):0.0 %} of the cases (median of the seeds; guessing "
                + $"25 %), an LSTM whose forget gate begins open in {At(2, horizon):0.0 %}. The gradient that reaches "
                + $"back {GradientSteps - 1} steps is 10^{reach[0]:0.0} of that at the last step for Elman, "
                + $"10^{reach[2]:0.0} for that LSTM: vanishing, in time this time.",
                $"音を {train.Classes.Count} クラスに分類する正解率は Elman {elman:0.0 %}、LSTM {heard[1].Average():0.0 %}、GRU "
                + $"{heard[2].Average():0.0 %}(チャンスレベル {chance:0.0 %})。中間層の出力は過去を伝えるが、遠くまでは届かない。雑音を {horizon} ステップはさむと、"
                + $"最初の記号を覚えている割合は Elman {At(0, horizon):0.0 %}(チャンスレベル 25 %)、忘却ゲートを開いて始めた LSTM {At(2, horizon):0.0 %}。"
                + $"{GradientSteps - 1} ステップ前に届く勾配は最終時刻の Elman 10^{reach[0]:0.0} 倍、LSTM 10^{reach[2]:0.0} 倍で、"
                + "時間方向の勾配消失である。")),
            [
                Claim.AtLeast(new("sounds: the better of LSTM and GRU, accuracy on unseen sounds",
                    "音:LSTM と GRU のよい方の、未知の音に対する正解率"), gated, 2.5 * chance, "0.0 %"),
                Claim.AtLeast(new("sounds: that accuracy over Elman's", "音:その正解率と Elman の正解率の差"), gated - elman, 0.05,
                    "0.0 %"),
                Claim.AtMost(new($"memory over {Horizons[^1]} steps: Elman, share remembered, median of the seeds "
                    + "(guessing 25 %)",
                    $"{Horizons[^1]} ステップの記憶:Elman の正解率のシード中央値(チャンスレベル 25 %)"), At(0, Horizons[^1]), 0.35, "0.0 %"),
                Claim.AtLeast(new($"memory over {Horizons[^1]} steps: LSTM with an open forget gate, share remembered, "
                    + "median of the seeds",
                    $"{Horizons[^1]} ステップの記憶:忘却ゲートを開いた LSTM の正解率のシード中央値"), At(2, Horizons[^1]), 0.6, "0.0 %"),
                Claim.AtLeast(new($"memory over {Horizons[^2]} steps: that LSTM, median of the seeds",
                    $"{Horizons[^2]} ステップの記憶:その LSTM の正解率のシード中央値"), At(2, Horizons[^2]), 0.95, "0.0 %"),
                Claim.AtMost(new($"gradient over {GradientSteps - 1} steps: Elman, log₁₀ of first over last",
                    $"{GradientSteps - 1} ステップの勾配:Elman、最初と最後の比の log₁₀"), reach[0], -6, "0.0"),
                Claim.AtLeast(new($"gradient over {GradientSteps - 1} steps: LSTM with an open forget gate, log₁₀ of "
                    + "first over last",
                    $"{GradientSteps - 1} ステップの勾配:忘却ゲートを開いた LSTM、最初と最後の比の log₁₀"), reach[2], -3, "0.0"),
            ])
        {
            Tables =
            [
                new(new("Accuracy on unseen sounds", "未知の音に対する正解率"),
                    [new(new("mean", "平均"), "0.0 %"), new(new("worst seed", "最低のシード"), "0.0 %"),
                        new(new("best seed", "最高のシード"), "0.0 %")],
                    [.. units.Zip(heard, (unit, runs) =>
                        new NumberRow(unit.Name, runs.Average(), runs.Min(), runs.Max()))]),
                new(new("Share of first symbols remembered over T steps", "T ステップ後に最初の記号を覚えている割合"),
                    [.. Horizons.Select(steps => new NumberColumn($"T = {steps}", "0.0 %"))],
                    [.. rememberers.Select((one, k) =>
                        new NumberRow(one.Name, [.. Horizons.Select(steps => (double?)Shares(k, steps).Average())]))]),
            ],
            Figures =
            [
                new("memory", new("Share of first symbols remembered, by the number of steps of noise.",
                    "雑音のステップ数と、最初の記号を覚えている割合。"), () => new Curves(new CurvePanel(
                    [.. rememberers.Select((one, k) => Curve.OfRuns(
                        one.Name, [.. Horizons.Select(steps => (double)steps)],
                        [.. remembered[k].Select(run => (double[])[.. run.Select(share => 100 * share)])]))])
                    {
                        X = "steps T", Y = "remembered (%)", XAxis = AxisKind.Logarithmic, Including = [0, 100],
                        References = [new(100.0 / FirstSymbol.Symbols, "guessing")],
                    }).Draw()),
                new("gradient", new("How much of the gradient reaches back through time, before learning, T = "
                    + $"{GradientSteps}.",
                    $"時間をさかのぼる勾配の大きさ(学習前、T = {GradientSteps})。"), () => new Curves(new CurvePanel(
                    [.. rememberers.Select((one, k) => Curve.OfRuns(
                        one.Name, [.. Enumerable.Range(1, GradientSteps).Select(t => (double)t)], gradients[k],
                        AxisKind.Logarithmic))])
                    {
                        X = "time step t", Y = "‖∂L/∂xₜ‖", YAxis = AxisKind.Logarithmic,
                    }).Draw()),
                new("sounds", new("Accuracy on unseen sounds.", "未知の音に対する正解率。"), () => new Bars(
                    [.. units.Select(unit => unit.Name)],
                    [new("accuracy", [.. heard.Select(runs => 100 * runs.Average())])])
                    { Y = "accuracy (%)" }.Draw()),
            ],
        };
    }

    private double Listen(
        RecurrentUnit unit, RecordingPatterns train, RecordingPatterns test, int classes, long seed,
        Action<double> progress)
    {
        using var scope = NewDisposeScope();
        var task = ModelTask.Of(() => new RecurrentClassifier(
            new(train.Features, classes) { Recurrent = new(unit, Hidden) }), LossFunction.CrossEntropy);
        using var net = ModelRun.Build(seed, task.Build);
        return ModelRun.Accuracy(
            task, net, train, test, SequenceTraining.Clipped(Epochs, Batch, Rate, seed), progress);
    }

    private sealed record Rememberer(string Name, RecurrentUnit Unit, double ForgetBias, double Cost);
}
