using Lectures.Models.Checking;
using Lectures.Models.Data;
using Lectures.Models.Figures;
using Lectures.Models.Literal;
using Lectures.Models.Losses;
using Lectures.Models.Networks;
using Lectures.Models.Optimizers;
using Lectures.Models.Training;
using static TorchSharp.torch;

namespace Lectures.Models.Experiments;

/// <summary>§7.2, N1 and N2: the algorithm of the lecture on XOR from thousands of starts; some end in a local
/// minimum.</summary>
/// <param name="Starts">Starts of the net with two hidden units; larger nets get a share of them.</param>
/// <param name="Epochs">Passes over the four patterns, ρ = 1.</param>
/// <param name="KerasEpochs">Of the 2-10-1 net with Adam (N2).</param>
public sealed record XorLearning(int Starts = 2_000, int Epochs = 10_000, int KerasEpochs = 1_000) : Experiment
{
    private static readonly double[][] x = XorProblem.X, b = XorProblem.B;
    private static readonly MarkedValue first = XorProblem.Minima[0], second = XorProblem.Minima[1];

    /// <summary>What is known before.</summary>
    public static ExperimentInfo Info { get; } = new(
        "xor", "7.2", new("XOR from many starts", "XOR と初期値"),
        new("Backpropagation finds a minimum of the squared error; which one depends on the start. The course's run of "
            + "XOR with two hidden units ended with the error 0.0667 and the outputs 0.012, 0.484, 0.988, 0.484.",
            "誤差逆伝播法は二乗誤差の極小を見つけるが、どの極小かは初期値による。講義の XOR(中間ユニット 2 個)の実行は、"
            + "誤差 0.0667、出力 0.012, 0.484, 0.988, 0.484 で終わった。"),
        () => new XorLearning { Seeds = 10 }, () => new XorLearning(300, 10_000) { Seeds = 3 })
    { Seconds = 19 };

    /// <inheritdoc/>
    public override ExperimentResult Run(ExperimentData data, Action<double> progress)
    {
        Setting[] settings =
        [
            new(2, 0, 1, false, Starts, 0.67, 0.28, 0.044),
            new(2, 0, 1, true, Starts, 0.85, 0.13, 0.02),
            new(2, -0.5, 0.5, false, Starts, 0.77),
            new(3, 0, 1, false, Math.Max(300, Starts / 4), 0.95),
            new(4, 0, 1, false, 300, 1),
            new(10, 0, 1, false, 300, 1),
        ];
        var cost = settings.Sum(setting => setting.Cost);
        var (ends, done) = (new List<double[]>(), 0.0);
        foreach (var setting in settings)
        {
            ends.Add(Learn(setting, share => progress(0.95 * (done + share * setting.Cost) / cost)));
            done += setting.Cost;
        }
        var keras = AllSeeds.Select(Keras).ToList();
        progress(1);
        var stuck = Share(ends[0], first);
        return new(
            new(Finding.Shown, new(
                $"With two hidden units {Solved(ends[0]):0.0 %} of the starts solve XOR and {stuck:0.0 %} end in the "
                + $"lecture's local minimum at 0.0667. Shuffling the patterns helps ({Solved(ends[1]):0.0 %}), more "
                + $"hidden units remove the trap ({Solved(ends[4]):0.0 %} with four).",
                $"中間ユニット 2 個では初期値の {Solved(ends[0]):0.0 %} が XOR を解き、{stuck:0.0 %} が講義と同じ 0.0667 の極小に落ちる。"
                + $"パターンの順をシャッフルすると改善し({Solved(ends[1]):0.0 %})、中間ユニットを増やすと極小は消える(4 個で {Solved(ends[4]):0.0 %})。")),
            [.. settings.Zip(ends).SelectMany(pair => Claims(pair.First, pair.Second)),
                Claim.AtMost(new($"{settings[0].Name.English}: neither solved nor within {XorProblem.Near} of a known "
                    + "minimum",
                    $"{settings[0].Name.Japanese}:成功でも既知の極小から {XorProblem.Near} 以内でもない割合"), Elsewhere(ends[0]), 0.04,
                        "0.0 %"),
                Claim.AtLeast(new($"N2: mean squared error after {KerasEpochs:N0} epochs of Adam, mean over the seeds "
                    + "(not finished learning)",
                    $"N2:Adam で {KerasEpochs:N0} エポック後の平均二乗誤差(シード平均、学習は未完了)"),
                    keras.Average(run => run.Error), 0.05)])
        {
            Reproductions =
            [
                new("N1", new($"share of {Starts:N0} starts that end at 0.0667, fixed order",
                    $"固定順で 0.0667 に落ちる初期値の割合({Starts:N0} 通り)"),
                    "28 % (numpy, 2,000 starts)", [stuck], "0.0 %"),
                .. Enumerable.Range(0, 4).Select(p => new Reproduction(
                    "N2", new($"output for {x[p][0]}{x[p][1]}", $"入力 {x[p][0]}{x[p][1]} の出力"),
                    ((string[])["0.298", "0.640", "0.618", "0.454"])[p], [.. keras.Select(run => run.Outputs[p])],
                    "0.000")),
            ],
            Tables =
            [
                new(new("Where learning ends", "学習の行き先"),
                    [new("starts", "N0"), new(new("solved", "成功"), "0.0 %"), new("0.0667", "0.0 %"),
                        new("0.0875", "0.0 %"),
                        new(new("elsewhere", "その他"), "0.0 %")],
                    [.. settings.Zip(ends).Select(pair => new NumberRow(pair.First.Name,
                        pair.First.Starts, Solved(pair.Second), Share(pair.Second, first), Share(pair.Second, second),
                        Elsewhere(pair.Second)))]),
                .. Outputs(settings[0], ends[0]),
            ],
            Figures =
            [
                new("errors", new($"Two hidden units, {settings[0].Starts:N0} starts in fixed order: where "
                    + "learning ends.",
                        $"中間ユニット 2 個、固定順、{settings[0].Starts:N0} 通りの初期値:学習が終わったときの誤差。"),
                    () => new Histogram([new("", ends[0])])
                    { X = "error at the end", Y = "share of starts (%)", Bins = 60,
                        Marked = XorProblem.Marks }.Draw()),
                new("settings", new("Shares of the starts in each setting (shuffled: patterns in random order; "
                    + "±0.5: weights from U(−0.5, 0.5)): shuffling and more hidden units help.",
                        "各設定での初期値の割合(shuffled はパターンをシャッフル、±0.5 は U(−0.5, 0.5) の初期値)。シャッフルや中間ユニットの追加で局所最適解が減る。"),
                    () => new Bars([.. settings.Select(setting => setting.Short)],
                        [
                            Shares("solved", Solved),
                            .. XorProblem.Marks.Select(minimum => Shares(minimum.Label, ends => Share(ends, minimum))),
                        ])
                    { X = "hidden units", Y = "share of starts (%)", Including = [100] }.Draw()),
            ],
        };

        BarSeries Shares(string name, Func<double[], double> share) =>
            new(name, [.. ends.Select(end => 100 * share(end))]);
    }

    /// <summary>The mean error of the last epoch, summed while the weights change, for every start.</summary>
    private double[] Learn(Setting setting, Action<double> progress)
    {
        var errors = new double[setting.Starts];
        for (var start = 0; start < errors.Length; start++)
        {
            errors[start] = Learn(setting, start).Error;
            progress((start + 1.0) / errors.Length);
        }
        return errors;
    }

    private (LiteralNetwork Net, double Error) Learn(Setting setting, int start)
    {
        var (net, error) = (new LiteralNetwork(2, setting.Hidden, 1), 0.0);
        var seed = (int)(SplitMix64.Stream(Seed, start).Next() >> 33);
        net.Initialize(setting.Low, setting.High, seed);
        var shuffle = setting.Shuffled ? new Random(seed) : null;
        for (var epoch = 0; epoch < Epochs; epoch++) error = net.Epoch(x, b, 1, shuffle);
        return (net, error);
    }

    /// <summary>The outputs of the first start that solved XOR, and of the first one in each local minimum.</summary>
    private IEnumerable<NumberTable> Outputs(Setting setting, double[] ends)
    {
        var rows = new List<NumberRow>
        {
            new(new("the course's run", "講義の実行例"), 0.012, 0.484, 0.988, 0.484, first.At),
        };
        foreach (var (label, isIt) in ((Bilingual, Predicate<double>)[])
            [
                (new("solved", "成功"), XorProblem.IsSolved),
                (new("stuck at 0.0667", "0.0667 で停滞"), error => XorProblem.IsAt(error, first)),
                (new("stuck at 0.0875", "0.0875 で停滞"), error => XorProblem.IsAt(error, second)),
            ])
            if (Array.FindIndex(ends, isIt) is >= 0 and var start)
            {
                var (net, error) = Learn(setting, start);
                rows.Add(new(label, [.. x.Select(pattern => (double?)net.Forward(pattern)[0]), error]));
            }
        yield return new(new($"Outputs at the end ({setting.Name.English})", $"最後の出力({setting.Name.Japanese})"),
            [.. x.Select(pattern => new NumberColumn($"{pattern[0]}{pattern[1]}", "0.000")),
                new(new("error", "誤差"), "0.0000")], rows);
    }

    /// <summary>N2: Keras's 2-10-1 net with Adam on all four patterns at once.</summary>
    private (double[] Outputs, double Error) Keras(long seed)
    {
        using var scope = NewDisposeScope();
        var task = ModelTask.Of(() => new Mlp(new(2, 1)
        {
            Hidden = [10],
            Activation = Activation.Sigmoid,
            Output = OutputUnit.Sigmoid,
            Loss = LossFunction.MeanSquaredError,
            Initialisation = Initialisation.Keras,
        }), LossFunction.MeanSquaredError);
        using var net = (Mlp)Seeded.Build(seed, task.Build, ScalarType.Float32);
        var inputs = tensor([.. x.SelectMany(pattern => pattern)], 4, 2, dtype: ScalarType.Float32);
        using var patterns = new TensorPatterns(inputs, tensor([0f, 1f, 1f, 0f], 4, 1));
        using var trainer = new Trainer(task, net, patterns, null, new()
        {
            Epochs = KerasEpochs,
            Batch = 4,
            Seed = seed,
            Optimizer = new() { Kind = OptimizerKind.Adam, Convention = OptimizerConvention.Keras },
        });
        while (!trainer.Finished) trainer.RunRound();
        using var off = no_grad();
        net.eval();
        double[] outputs = [.. net.call(inputs).to(ScalarType.Float64).data<double>()];
        return (outputs, outputs.Select((g, p) => Math.Pow(g - b[p][0], 2)).Average());
    }

    private IEnumerable<Claim> Claims(Setting setting, double[] ends)
    {
        yield return Agrees(new("solved", "成功"), Solved(ends), setting.Solved);
        if (setting.First is { } one) yield return Agrees(first.Label, Share(ends, first), one);
        if (setting.Second is { } other) yield return Agrees(second.Label, Share(ends, second), other);

        // Three points, or three standard errors of the difference: the lecture's shares are of 2,000 and 300 starts
        // too.
        Claim Agrees(Bilingual what, double share, double expected)
        {
            var variance = Math.Max(expected * (1 - expected), 0.01)
                * (1.0 / setting.Starts + 1.0 / (setting.Hidden == 2 ? 2_000 : 300));
            var tolerance = Math.Max(0.03, 3 * Math.Sqrt(variance));
            return Claim.Between(new($"{setting.Name.English}: {what.English}",
                $"{setting.Name.Japanese}:{what.Japanese}"),
                share, Math.Max(0, expected - tolerance), Math.Min(1, expected + tolerance), "0.0 %");
        }
    }

    private static double Solved(double[] ends) => ends.Count(XorProblem.IsSolved) / (double)ends.Length;

    private static double Share(double[] ends, MarkedValue minimum) =>
        ends.Count(error => XorProblem.IsAt(error, minimum)) / (double)ends.Length;

    private static double Elsewhere(double[] ends) =>
        1 - Solved(ends) - XorProblem.Minima.Sum(minimum => Share(ends, minimum));

    private sealed record Setting(
        int Hidden, double Low, double High, bool Shuffled, int Starts, double Solved, double? First = null,
        double? Second = null)
    {
        public Bilingual Name => new(
            $"2-{Hidden}-1, U({Low}, {High}), {(Shuffled ? "shuffled" : "fixed order")}",
            $"2-{Hidden}-1、U({Low}, {High})、{(Shuffled ? "シャッフル" : "固定順")}");

        public string Short => $"{Hidden}{(Shuffled ? ", shuffled" : Low < 0 ? $", ±{High}" : "")}";

        public double Cost => Starts * (Hidden + 1.0);
    }
}
