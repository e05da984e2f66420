using System.Globalization;
using Lectures.Models.Checking;
using Lectures.Models.Data;
using Lectures.Models.Figures;
using Lectures.Models.Literal;

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
                    passes.Max(pass => pass.Rows.Max(row => row.OffDifferences)), 1e-9, "0.0e+0"),
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
        var rows = LiteralWitnesses.Of(net, x, b);
        var picture = net.Diagram(x, b);
        var before = net.Update(x, b, Rate);
        return new(rows, before, net.Backward(x, b), picture);
    }

    private static string Join(double[] values) =>
        string.Join(", ", values.Select(value => value.ToString(CultureInfo.InvariantCulture)));

    private sealed record Pass(
        IReadOnlyList<WitnessedNumber> Rows, double Before, double After, NetworkDiagram Picture);
}
