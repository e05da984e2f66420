using System.Globalization;
using Lectures.Models.Checking;
using Lectures.Models.Data;
using Lectures.Models.Figures;
using Lectures.Models.Layers;
using Lectures.Models.Literal;
using Lectures.Models.Losses;
using Lectures.Models.Networks;
using static TorchSharp.torch;

namespace Lectures.Models.Experiments;

/// <summary>§7.2.3: one pattern through a 3-2-2 network of sigmoid units, number by number and in three ways.</summary>
/// <param name="Rate">ρ of the one update.</param>
public sealed record BackpropByHand(double Rate = 0.5) : Experiment
{
    private const int Inputs = 3, Hidden = 2, Outputs = 2;

    private static readonly double[] x = [0.5, -1, 2], b = [1, 0];

    /// <summary>What is known before.</summary>
    public static ExperimentInfo Info { get; } = new(
        "backprop-by-hand", "7.2.3", new("Backpropagation, number by number", "誤差逆伝播法の数値計算"),
        new("Output unit: ε = (g − b) g (1 − g). Hidden unit: ε_j = (Σ_k ε_k w_jk) g_j (1 − g_j). Gradient: ∂J/∂w_ij = "
            + "ε_j g_i.",
            "出力ユニット:ε = (g − b) g (1 − g)。中間ユニット:ε_j = (Σ_k ε_k w_jk) g_j (1 − g_j)。勾配:∂J/∂w_ij = ε_j g_i。"),
        () => new BackpropByHand { Seeds = 10 }, () => new BackpropByHand { Seeds = 3 })
    { Seconds = 0.1 };

    /// <inheritdoc/>
    public override ExperimentResult Run(ExperimentData data, Action<double> progress)
    {
        List<Pass> passes = [.. AllSeeds.Select(PassOf)];
        progress(1);
        var (first, apart) = (passes[0], passes.Max(pass => pass.Rows.Max(row => row.Apart)));
        return new(
            new(Finding.Shown, new(
                $"All {first.Rows.Count} numbers of the pattern agree to {apart:0e+0} between the equations written "
                + $"literally, the layers with backpropagation by hand, and autograd. One update with ρ = {Rate} "
                + $"lowers J from {first.Before:0.0000} to {first.After:0.0000}.",
                $"このパターンの {first.Rows.Count} 個の数値は、式どおりの計算、手書きの誤差逆伝播、自動微分の間で {apart:0e+0} まで一致した。"
                + $"ρ = {Rate} で 1 回更新すると、J は {first.Before:0.0000} から {first.After:0.0000} に下がる。")),
            [
                Claim.AtMost(new("literal, by hand, autograd: largest difference of any number, all seeds",
                    "3 通りの計算の差の最大値(全シード)"),
                    apart, 1e-12, "0.0e+0"),
                Claim.AtMost(new("∂J/∂w against central differences of J, largest difference",
                    "∂J/∂w と J の中心差分との差の最大値"),
                    passes.Max(pass => pass.OffDifferences), 1e-9, "0.0e+0"),
                Claim.AtMost(new("J after one update over J before", "1 回更新した後の J ÷ 更新前の J"),
                    passes.Max(pass => pass.After / pass.Before), 0.999, "0.000"),
            ])
        {
            Tables =
            [
                Table(new("Forward", "順方向の計算"), 'h', 'g'), Table(new("Error terms", "誤差項"), 'ε'),
                Table(new("Gradients", "勾配"), '∂'),
            ],
            Figures =
            [
                new("network", new($"The pattern x = ({Join(x)}) with teacher b = ({Join(b)}): each weight w near "
                    + "where its line begins, its ∂J/∂w near where it ends (orange positive, blue negative weights).",
                    $"パターン x = ({Join(x)})、教師信号 b = ({Join(b)})。各線の始点側が重み w、終点側がその ∂J/∂w(橙は正、青は負の重み)。"),
                        first.Picture.Draw),
            ],
        };

        NumberTable Table(Bilingual title, params char[] kinds) => new(title,
            [
                new(new("literal", "式どおり"), "0.000000"), new(new("by hand", "手書き"), "0.000000"),
                new(new("autograd", "自動微分"), "0.000000"),
                new(new("largest difference", "最大の差"), "0.0e+0"),
            ],
            [.. first.Rows.Where(row => kinds.Contains(row.Name[0])).Select(row =>
                new NumberRow(row.Name, row.Literal, row.ByHand, row.ByAutograd, row.Apart))]);
    }

    /// <summary>The pattern through a network of random weights, and one update.</summary>
    private Pass PassOf(long seed)
    {
        var net = new LiteralNetwork(Inputs, Hidden, Outputs);
        var random = SplitMix64.Stream(seed);
        for (var l = 1; l <= 2; l++)
            foreach (ref var w in net.W(l)) w = Math.Round(random.Uniform(-1, 1), 1);      // for a pocket calculator
        var before = net.Backward(x, b);
        var (byHand, byAutograd) = ByTensors(net);
        List<NumberInThreeWays> rows = [.. Literal(net).Select(row =>
            new NumberInThreeWays(row.Name, row.Value, byHand[row.Name], byAutograd[row.Name]))];
        var (apart, picture) = (DifferencesOf(net), Diagram(net));
        net.Update(x, b, Rate);
        return new(rows, apart, before, net.Backward(x, b), picture);
    }

    private static IEnumerable<(string Name, double Value)> Literal(LiteralNetwork net)
    {
        for (var l = 1; l <= 2; l++)
        {
            double[] below = l == 1 ? [1, .. x] : [1, .. net.G(l - 1)];
            var units = net.G(l).Length;
            for (var j = 1; j <= units; j++)
            {
                var h = 0.0;
                for (var i = 0; i < below.Length; i++) h += net.W(l)[(j - 1) * below.Length + i] * below[i];
                yield return (Name("h", l, j), h);
                yield return (Name("g", l, j), net.G(l)[j - 1]);
                yield return (Name("ε", l, j), net.Epsilon(l)[j - 1]);
                for (var i = 0; i < below.Length; i++)
                    yield return (Name("∂J/∂w", l, j, i), net.Gradient(l)[(j - 1) * below.Length + i]);
            }
        }
    }

    /// <summary>The same numbers by the layers with backpropagation by hand, and by autograd on the module.</summary>
    private static (Dictionary<string, double> ByHand, Dictionary<string, double> ByAutograd) ByTensors(
        LiteralNetwork literal)
    {
        using var scope = NewDisposeScope();
        using var mlp = Seeded.Build(1, () => new Mlp(new(Inputs, Outputs)
        {
            Hidden = [Hidden],
            Activation = Activation.Sigmoid,
            Output = OutputUnit.Sigmoid,
            Loss = LossFunction.SquaredError,
        }), ScalarType.Float64);
        var parameters = mlp.named_parameters().ToDictionary(named => named.name, named => (Tensor)named.parameter);
        using (no_grad())
            for (var l = 1; l <= 2; l++)
            {
                // (O,1+I): a bias, then its weights
                var w = tensor(literal.W(l).ToArray()).reshape(literal.G(l).Length, -1);
                parameters[$"{2 * l - 2}.bias"].copy_(w[.., 0]);
                parameters[$"{2 * l - 2}.weight"].copy_(w[.., 1..]);
            }
        Tensor pattern = tensor(x, 1, Inputs), teacher = tensor(b, 1, Outputs);
        var (byHand, byAutograd) = (new Dictionary<string, double>(), new Dictionary<string, double>());

        using var objective = new Objective(mlp.ByHand(), new SquaredError());
        using var recorder = new BoundaryRecorder(objective);
        using (no_grad()) objective.Forward([pattern, teacher]);
        objective.Backward();
        GeneralLayer[] layers = [.. objective.NamedLayers().Select(named => named.Layer)
            .Where(layer => layer is Affine or Sigmoid)];
        var weights = objective.NamedWeights().ToDictionary(named => named.Path, named => named.Weight);
        for (var l = 1; l <= 2; l++)
        {
            var (affine, sigmoid) = (recorder.Boundaries[layers[2 * l - 2]], recorder.Boundaries[layers[2 * l - 1]]);
            Add(byHand, l, affine.Outputs[0]!, sigmoid.Outputs[0]!, affine.OutputGradients[0]!,
                weights[$"{2 * l - 2}.bias"].Gradient!, weights[$"{2 * l - 2}.weight"].Gradient!);
        }

        Tensor[] h = new Tensor[3], g = [pattern, pattern, pattern];
        for (var l = 1; l <= 2; l++)
        {
            h[l] = nn.functional.linear(g[l - 1], parameters[$"{2 * l - 2}.weight"], parameters[$"{2 * l - 2}.bias"]);
            h[l].retain_grad();
            g[l] = h[l].sigmoid();
        }
        LossFunction.SquaredError.Of(g[2], teacher).backward();
        for (var l = 1; l <= 2; l++)
            Add(byAutograd, l, h[l], g[l], h[l].grad!, parameters[$"{2 * l - 2}.bias"].grad!,
                parameters[$"{2 * l - 2}.weight"].grad!);
        return (byHand, byAutograd);
    }

    private static void Add(
        Dictionary<string, double> numbers, int l, Tensor h, Tensor g, Tensor ε, Tensor bias, Tensor weight)
    {
        double[] hs = Numbers(h), gs = Numbers(g), εs = Numbers(ε), biases = Numbers(bias), weights = Numbers(weight);
        var inputs = weights.Length / hs.Length;
        for (var j = 1; j <= hs.Length; j++)
        {
            (numbers[Name("h", l, j)], numbers[Name("g", l, j)], numbers[Name("ε", l, j)]) =
                (hs[j - 1], gs[j - 1], εs[j - 1]);
            numbers[Name("∂J/∂w", l, j, 0)] = biases[j - 1];
            for (var i = 1; i <= inputs; i++) numbers[Name("∂J/∂w", l, j, i)] = weights[(j - 1) * inputs + i - 1];
        }

        static double[] Numbers(Tensor tensor) => [.. tensor.detach().contiguous().data<double>()];
    }

    private static double DifferencesOf(LiteralNetwork net)
    {
        const double Step = 1e-5;       // truncation ~ Step², rounding ~ 1e-16 / Step: both about 1e-11
        var largest = 0.0;
        for (var l = 1; l <= 2; l++)
        {
            net.Backward(x, b);
            var gradient = net.Gradient(l);
            for (var n = 0; n < gradient.Length; n++)
            {
                var w = net.W(l)[n];
                net.W(l)[n] = w + Step;
                var above = net.Backward(x, b);
                net.W(l)[n] = w - Step;
                var below = net.Backward(x, b);
                net.W(l)[n] = w;
                largest = Math.Max(largest, Math.Abs(gradient[n] - (above - below) / (2 * Step)));
            }
        }
        net.Backward(x, b);
        return largest;
    }

    private static NetworkDiagram Diagram(LiteralNetwork net) => new(
        [
            [.. x.Select((value, i) => new DiagramUnit($"x{Index(i + 1)} = {Text(value)}"))],
            Units(net, 1), Units(net, 2),
        ],
        [Weights(net, 1, Inputs), Weights(net, 2, Hidden)]);

    private static DiagramUnit[] Units(LiteralNetwork net, int l)
    {
        var below = net.W(l).Length / net.G(l).Length;
        return [.. Enumerable.Range(1, net.G(l).Length).Select(j => new DiagramUnit(
        [
            $"g{Index(j)} = {Text(net.G(l)[j - 1])}", $"ε{Index(j)} = {Text(net.Epsilon(l)[j - 1])}",
            $"w₀ = {Text(net.W(l)[(j - 1) * below])}",
            .. l == 2 ? [$"b{Index(j)} = {Text(b[j - 1])}"] : Array.Empty<string>(),
        ]))];
    }

    private static DiagramWeight[] Weights(LiteralNetwork net, int l, int inputs) =>
    [
        .. from j in Enumerable.Range(0, net.G(l).Length)
           from i in Enumerable.Range(0, inputs)
           let n = j * (inputs + 1) + i + 1
           select new DiagramWeight(i, j, net.W(l)[n], $"w = {Text(net.W(l)[n])}",
               $"∂ = {net.Gradient(l)[n].ToString("0.0000", CultureInfo.InvariantCulture)}"),
    ];

    private static char Index(int number) => "₀₁₂₃"[number];

    private static string Text(double value) => value.ToString("0.0###", CultureInfo.InvariantCulture);

    private static string Join(double[] values) =>
        string.Join(", ", values.Select(value => value.ToString(CultureInfo.InvariantCulture)));

    private static string Name(string what, int l, int j, int? i = null) => i is { } from
        ? $"{what}, layer {l}, {(from == 0 ? "bias" : $"{from}")} → {j}" : $"{what}, layer {l}, unit {j}";

    private sealed record NumberInThreeWays(string Name, double Literal, double ByHand, double ByAutograd)
    {
        public double Apart => Math.Max(Math.Abs(Literal - ByHand), Math.Abs(Literal - ByAutograd));
    }

    private sealed record Pass(
        List<NumberInThreeWays> Rows, double OffDifferences, double Before, double After, NetworkDiagram Picture);
}
