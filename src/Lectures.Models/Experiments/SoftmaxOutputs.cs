using Lectures.Models.Data;
using Lectures.Models.Data.Planes;
using Lectures.Models.Figures;
using Lectures.Models.Layers;
using Lectures.Models.Literal;
using static TorchSharp.torch;

namespace Lectures.Models.Experiments;

/// <summary>§7.1 (5): softmax keeps the order, lies in 0..1 and sums to 1; three softmax units learn three
/// classes.</summary>
/// <param name="Vectors">Random h in each range.</param>
/// <param name="Patterns">Points of three clouds together.</param>
/// <param name="Epochs">Steps of gradient descent on all points together.</param>
/// <param name="Radius">Of the circle on which the centres stand, in standard deviations.</param>
public sealed record SoftmaxOutputs(
    int Vectors = 20_000, int Patterns = 300, int Epochs = 500, double Radius = 2) : Experiment
{
    private const int Units = 7, TestPoints = 10_000;
    private const double ExactBelow = 10;       // e⁻²⁰ is far from what a double rounds away beside 1

    private static readonly double[] ranges = [1, 10, 100, 1_000];

    /// <summary>What is known before.</summary>
    public static ExperimentInfo Info { get; } = new(
        "softmax", "7.1 (5)", new("Softmax", "ソフトマックス"),
        new("Softmax, g_k = exp(h_k) / Σ exp(h), keeps the order of the h, lies between 0 and 1 and sums to 1.",
            "ソフトマックス関数 g_k = exp(h_k) / Σ exp(h) の出力は、h の大小関係を保ち、0 から 1 の値で、合計が 1 になる。"),
        () => new SoftmaxOutputs { Seeds = 10 }, () => new SoftmaxOutputs(2_000) { Seeds = 3 })
    { Seconds = 1 };

    /// <inheritdoc/>
    public override ExperimentResult Run(ExperimentData data, Action<double> progress)
    {
        var properties = ranges.Select(range => Measure(range)).ToList();
        progress(0.1);
        var runs = AllSeeds.Select((seed, k) =>
        {
            var learned = Learn(seed);
            progress(0.1 + 0.9 * (k + 1.0) / Seeds);
            return learned;
        }).ToList();
        var gap = runs.Average(run => run.Best - run.Accuracy);
        var broken = properties.First(property => property.NaiveNaN > 0).Range;
        return new(
            new(Finding.Shown, new(
                $"Over {ranges.Length * Vectors:N0} random vectors the order is never reversed, no output leaves 0..1, "
                + $"and sums differ from 1 by at most {properties.Max(property => property.SumError):0e+0}. In doubles "
                + "the largest output rounds to 1 and the others to 0 when the h are far apart; exp(h) itself "
                + $"overflows for h up to ±{broken:N0}, so programs subtract the largest h first. Three softmax units "
                + $"learn three clouds within {gap:0.0 %} of the best possible accuracy.",
                $"{ranges.Length * Vectors:N0} 個の乱数ベクトルで、大小関係は一度も逆転せず、出力は 0〜1 に収まり、合計と 1 の差は最大 "
                + $"{properties.Max(property => property.SumError):0e+0} であった。h の差が大きいと倍精度では 1 と 0 に丸められる。また h が "
                + $"±{broken:N0} では exp(h) があふれるため、実際のプログラムでは最大の h を先に引く。3 個のソフトマックスユニットは 3 クラスを、最良の正解率との差 "
                + $"{gap:0.0 %} で学習した。")),
            [
                Claim.AtMost(new("pairs of outputs in the reverse order of their h", "h と大小関係が逆になった出力の組"),
                    properties.Sum(property => property.Reversed), 0, "0"),
                Claim.AtMost(new("outputs outside 0..1, or not a number", "0〜1 の範囲外、または数でない出力"),
                    properties.Sum(property => property.Outside), 0, "0"),
                Claim.AtMost(new($"outputs that are exactly 0 or 1, for h within ±{ExactBelow}",
                    $"ちょうど 0 か 1 になった出力(h が ±{ExactBelow} 以内)"),
                    properties.Where(property => property.Range <= ExactBelow).Sum(property => property.Rounded), 0,
                    "0"),
                Claim.AtMost(new("|Σ g − 1|, largest", "|Σ g − 1| の最大値"),
                    properties.Max(property => property.SumError), 1e-14, "0.0e+0"),
                Claim.AtMost(new("the library's softmax layer against the equation, largest difference",
                    "ライブラリのソフトマックス層と式との差の最大値"), properties.Max(property => property.LayerError), 1e-14, "0.0e+0"),
                Claim.AtMost(new("three clouds: best possible test accuracy − learned, mean over the seeds",
                    "3 クラス:最良の正解率と学習結果の差(シード平均)"), gap, 0.01, "0.0 %"),
            ])
        {
            Tables =
            [
                new(new($"{Vectors:N0} vectors of {Units} random h", $"{Units} 個の乱数 h を並べた {Vectors:N0} 個のベクトル"),
                    [
                        new(new("order reversed", "順序の逆転"), "N0"), new(new("outputs 0 or 1", "0 か 1 の出力"), "N0"),
                        new("max |Σ g − 1|", "0.0e+0"),
                        new(new("NaN without subtracting the largest h", "最大の h を引かない場合の NaN"), "N0"),
                    ],
                    [.. properties.Select(property => new NumberRow($"h ~ U(−{property.Range:N0}, {property.Range:N0})",
                        property.Reversed, property.Rounded, property.SumError, property.NaiveNaN))]),
            ],
            Figures =
            [
                new("outputs", new("An example: the order stays, differences become ratios.", "例:大小関係はそのままで、差が比になる。"),
                    Example),
                new("regions", new("Three regions learned from three clouds: borders between softmax units are lines.",
                    "3 クラスから学習した領域。ソフトマックスユニットの境界は直線になる。"), () => new DecisionRegions([runs[0].Regions]).Draw()),
                new("probabilities", new("The output of each unit; the three sum to 1 everywhere.",
                    "各ユニットの出力。合計はどこでも 1 である。"),
                    () => new DecisionRegions(runs[0].Maps) { Score = new(0, 1, "g") }.Draw()),
            ],
        };
    }

    private Properties Measure(double range)
    {
        var random = SplitMix64.Stream(Seed, (long)range);
        double[][] h = [[], .. Enumerable.Range(0, Units).Select(_ => new double[Vectors])];       // unit 0 is no unit
        h[0] = new double[Vectors];
        for (var n = 0; n < Vectors; n++)
            for (var k = 1; k <= Units; k++) h[k][n] = random.Uniform(-range, range);
        double[][] g = [.. h.Select(unit => (double[])unit.Clone())];
        UnitFunctionExtensions.Softmax(g);
        var found = new Properties(range) { LayerError = LayerError(h, g) };
        for (var n = 0; n < Vectors; n++)
        {
            var (sum, naive) = (0.0, 0.0);
            for (var k = 1; k <= Units; k++)
            {
                sum += g[k][n];
                naive += Math.Exp(h[k][n]);
                if (!(g[k][n] is >= 0 and <= 1)) found.Outside++;
                if (g[k][n] is 0 or 1) found.Rounded++;
                for (var j = 1; j < k; j++)
                    if ((h[j][n] - h[k][n]) * (g[j][n] - g[k][n]) < 0) found.Reversed++;
            }
            found.SumError = Math.Max(found.SumError, Math.Abs(sum - 1));
            if (double.IsInfinity(naive)) found.NaiveNaN++;        // ∞ / ∞
        }
        return found;
    }

    private double LayerError(double[][] h, double[][] g)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var layer = new Softmax();
        var z = tensor([.. h.Skip(1).SelectMany(unit => unit)], Units, Vectors).t().contiguous();       // (N,K)
        var expected = tensor([.. g.Skip(1).SelectMany(unit => unit)], Units, Vectors).t();
        return (layer.Forward(z) - expected).abs().max().item<double>();
    }

    private LearnedClouds Learn(long seed)
    {
        var points = PlaneShapes.Clouds(Patterns, 3, Radius, 1, seed);
        var test = PlaneShapes.Clouds(TestPoints, 3, Radius, 1, ~seed);
        var network = new BatchNetwork(UnitFunction.Sigmoid, UnitFunction.Softmax, OutputError.CrossEntropy, 2, 3);
        var (x, b) = (points.Features(), points.Teachers());
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            network.Backward(x, b);
            network.Descend(1);
        }
        // Clouds of one shape: the class of the nearest centre is the most probable one.
        var best = test.All.Average(point => Nearest(point.X1, point.X2) == point.Class ? 1.0 : 0);
        var extent = PlaneGrid.Around(points);
        return new(network.Accuracy(test), best,
            PlaneGrid.Panel(extent, inputs => network.Classes(inputs).Select(k => (double)k), points),
            [.. Enumerable.Range(1, 3)
                .Select(k => PlaneGrid.Panel(extent, inputs => network.Outputs(inputs, k), points,
                $"g{"₁₂₃"[k - 1]}"))]);
    }

    private int Nearest(double x1, double x2) => Enumerable.Range(0, 3).MinBy(k =>
    {
        var (c1, c2) = PlaneShapes.Centre(k, 3, Radius);
        return double.Hypot(x1 - c1, x2 - c2);
    });

    private static Figure Example()
    {
        double[] h = [2, 1, 0.5, -1];
        var sum = h.Sum(Math.Exp);
        return new Bars([.. h.Select((_, k) => $"unit {k + 1}")],
            [new("h", h), new("softmax g", [.. h.Select(value => Math.Exp(value) / sum)])])
        { Y = "value" }.Draw();
    }

    private sealed record Properties(double Range)
    {
        public int Reversed { get; set; }

        public int Outside { get; set; }

        public int Rounded { get; set; }

        public int NaiveNaN { get; set; }

        public double SumError { get; set; }

        public double LayerError { get; init; }
    }

    private sealed record LearnedClouds(double Accuracy, double Best, RegionPanel Regions, RegionPanel[] Maps);
}
