using Lectures.Models.Data.Planes;
using Lectures.Models.Literal;

namespace Lectures.Models.Experiments;

/// <summary>§7.1 (3): the threshold unit learns what a line separates, and cycles on XOR.</summary>
/// <param name="Patterns">Points in two clouds that a margin separates; a set for each seed.</param>
/// <param name="Margin">γ: how far every point is from the line x₁ + x₂ = 0, at least.</param>
/// <param name="XorEpochs">How long XOR is tried.</param>
/// <remarks>Source of the bound: Novikoff (1962), On convergence proofs on perceptrons.</remarks>
public sealed record PerceptronLearning(int Patterns = 200, double Margin = 0.5, int XorEpochs = 1_000) : Experiment
{
    private const int MostEpochs = 100_000;     // the bound on mistakes is far below

    private static readonly double[][] corners = [[0, 0], [0, 1], [1, 0], [1, 1]];

    /// <summary>What is known before.</summary>
    public static ExperimentInfo Info { get; } = new(
        "perceptron", "7.1 (3)", new("The threshold unit", "しきい値ユニット"),
        new("A threshold unit, g = 1 if wᵀx ≥ 0 else 0, learns only what is linearly separable.",
            "しきい値ユニット(wᵀx ≥ 0 なら 1、そうでなければ 0)が学習できるのは、線形分離可能なデータだけである。"),
        () => new PerceptronLearning { Seeds = 100 }, () => new PerceptronLearning { Seeds = 20 })
    { Seconds = 1 };

    /// <inheritdoc/>
    public override ExperimentResult Run(ExperimentData data, Action<double> progress)
    {
        var (and, or) = (EpochsToLearn([0, 0, 0, 1]), EpochsToLearn([0, 1, 1, 1]));
        var (xorMistakes, period) = Xor();
        var clouds = AllSeeds.Select((seed, k) =>
        {
            var learned = Learn(seed);
            progress((k + 1.0) / Seeds);
            return learned;
        }).ToList();
        var share = clouds.Max(cloud => cloud.Mistakes / cloud.Bound);
        return new(
            new(Finding.Shown, new(
                $"AND is learned in {and} epochs, OR in {or}, {Seeds} pairs of separable clouds with {clouds.Average(cloud => cloud.Mistakes):0.#} "
                + $"mistakes on average; on XOR the weights come back to where they were every {period} epochs, for ever.",
                $"AND は {and} エポック、OR は {or} エポックで学習でき、線形分離可能な {Seeds} 組のデータでは平均 {clouds.Average(cloud => cloud.Mistakes):0.#} "
                + $"回の誤りで収束した。XOR では重みが {period} エポックごとに同じ値に戻り、終わらない。")),
            [
                Claim.AtMost(new("separable clouds: mistakes over the bound (R/γ)², worst of all seeds",
                    "線形分離可能なデータ:誤り回数と上限 (R/γ)² の比(全シードの最大)"), share, 1),
                Claim.AtMost(new("AND and OR: epochs until no mistake is left", "AND と OR:誤りがなくなるまでのエポック数"),
                    Math.Max(and, or), 20, "0"),
                Claim.AtLeast(new($"XOR: fewest mistakes in any of {XorEpochs:N0} epochs",
                    $"XOR:{XorEpochs:N0} エポック中の最少の誤り数"), xorMistakes.Min(), 1, "0"),
                Claim.AtLeast(new("XOR: epochs after which the weights repeat (0: never)",
                    "XOR:重みが繰り返す周期(0 は繰り返さない)"), period, 1, "0"),
            ]);
    }

    private static int EpochsToLearn(int[] teacher)
    {
        var unit = new LiteralPerceptron(2);
        for (var epoch = 1; epoch <= MostEpochs; epoch++)
            if (unit.Epoch(corners, teacher, 1) == 0) return epoch;
        return int.MaxValue;
    }

    /// <summary>Mistakes in every epoch, and after how many epochs the weights repeat.</summary>
    private (int[] Mistakes, int Period) Xor()
    {
        var unit = new LiteralPerceptron(2);
        var mistakes = new int[XorEpochs];
        var (seen, period) = (new Dictionary<(double, double, double), int>(), 0);
        for (var epoch = 0; epoch < XorEpochs; epoch++)
        {
            mistakes[epoch] = unit.Epoch(corners, [0, 1, 1, 0], 1);
            var w = (unit.W[0], unit.W[1], unit.W[2]);
            if (period == 0 && !seen.TryAdd(w, epoch)) period = epoch - seen[w];
        }
        return (mistakes, period);
    }

    private Cloud Learn(long seed)
    {
        var points = new PlanePoints([.. PlaneShapes.Clouds(20 * Patterns, 3, 1, seed).All
            .Where(point => (2 * point.Class - 1) * (point.X1 + point.X2) / Math.Sqrt(2) >= Margin).Take(Patterns)]);
        var (x, b) = (points.Features(), points.All.Select(point => point.Class).ToArray());
        var unit = new LiteralPerceptron(2);
        var (mistakes, shuffle) = (0, new Random((int)seed));
        for (var epoch = 0; epoch < MostEpochs; epoch++)
        {
            var more = unit.Epoch(x, b, 1, shuffle);
            mistakes += more;
            if (more == 0) break;
        }
        var squares = x.Max(pattern => 1 + pattern[0] * pattern[0] + pattern[1] * pattern[1]);     // x₀ = 1
        return new(points, unit.W.ToArray(), mistakes, squares / (Margin * Margin));
    }

    private sealed record Cloud(PlanePoints Points, double[] W, int Mistakes, double Bound);
}
