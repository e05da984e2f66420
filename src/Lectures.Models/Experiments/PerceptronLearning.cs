using Lectures.Models.Data.Planes;
using Lectures.Models.Figures;
using Lectures.Models.Literal;

namespace Lectures.Models.Experiments;

/// <summary>§7.1 (3): the threshold unit learns what a line separates, and cycles on XOR.</summary>
/// <param name="Patterns">Points in two clouds that a margin separates; a set for each seed.</param>
/// <param name="Margin">γ: how far every point is from the line x₁ + x₂ = 0, at least.</param>
/// <param name="XorEpochs">How long XOR is tried.</param>
/// <remarks>Source of the bound: Novikoff (1962), On convergence proofs on perceptrons.</remarks>
public sealed record PerceptronLearning(int Patterns = 200, double Margin = 0.1, int XorEpochs = 1_000) : Experiment
{
    private const int MostEpochs = 100_000;     // the bound on mistakes is far below
    private const int ShownEpochs = 40;

    private static readonly double[][] corners = XorProblem.X;
    private static readonly int[] xorTeachers = [0, 1, 1, 0];

    /// <summary>What is known before.</summary>
    public static ExperimentInfo Info { get; } = new(
        "perceptron", "7.1 (3)", new("The threshold unit", "しきい値ユニット"),
        new("A threshold unit, g = 1 if wᵀx ≥ 0 else 0, learns only what is linearly separable.",
            "しきい値ユニット(wᵀx ≥ 0 なら 1、そうでなければ 0)が学習できるのは、線形分離可能なデータだけである。"),
        () => new PerceptronLearning { Seeds = 100 }, () => new PerceptronLearning { Seeds = 20 })
    { Seconds = 0.5 };

    /// <inheritdoc/>
    public override ExperimentResult Run(ExperimentData data, Action<double> progress)
    {
        var (and, or) = (EpochsToLearn([0, 0, 0, 1]), EpochsToLearn([0, 1, 1, 1]));
        var (xor, period) = Xor(null);
        var (shuffled, _) = Xor(new Random((int)Seed));
        var clouds = AllSeeds.Select((seed, k) =>
        {
            var learned = Learn(seed);
            progress((k + 1.0) / Seeds);
            return learned;
        }).ToList();
        var share = clouds.Max(cloud => cloud.Mistakes / cloud.Bound);
        var (english, japanese) = period == 1 ? ("after every epoch", " 1 エポックごとに")
            : ($"every {period} epochs", $" {period} エポックごとに");
        return new(
            new(Finding.Shown, new(
                $"AND is learned in {and} epochs, OR in {or}, {Seeds} pairs of separable clouds with "
                + $"{clouds.Average(cloud => cloud.Mistakes):0.#} mistakes on average. On XOR in fixed order the "
                + $"weights are back at the same values {english}, so learning goes round for ever; in random order it "
                + "does not end either.",
                $"AND は {and} エポック、OR は {or} エポックで学習でき、線形分離可能な {Seeds} 組のデータでは平均 "
                + $"{clouds.Average(cloud => cloud.Mistakes):0.#} 回の誤りで収束した。XOR では、固定順なら重みが{japanese}同じ値に戻って学習が終わらず、"
                + "順序をシャッフルしても終わらない。")),
            [
                Claim.AtMost(new("separable clouds: mistakes over the bound (R/γ)², worst of all seeds",
                    "線形分離可能なデータ:誤り回数と上限 (R/γ)² の比(全シードの最大)"), share, 1),
                Claim.AtMost(new("AND and OR: epochs until no mistake is left", "AND と OR:誤りがなくなるまでのエポック数"),
                    Math.Max(and, or), 20, "0"),
                Claim.AtLeast(new($"XOR: fewest mistakes in any of {XorEpochs:N0} epochs, fixed and random order",
                    $"XOR:{XorEpochs:N0} エポック中の最少の誤り数(固定順とシャッフル)"), Math.Min(xor.Min(), shuffled.Min()), 1, "0"),
                Claim.AtLeast(new("XOR in fixed order: the weights return after so many epochs (0: never)",
                    "XOR(固定順):重みが同じ値に戻るまでのエポック数(0 は戻らない)"), period, 1, "0"),
            ])
        {
            Tables = [Cycle()],
            Figures = [LineFigure(clouds[0]), BoundFigure(clouds), XorFigure(xor, shuffled)],
        };
    }

    private static ExperimentFigure LineFigure(Cloud cloud)
    {
        PlaneLine line = new(cloud.W[0], cloud.W[1], cloud.W[2], "wᵀx = 0");
        var panel = PlaneGrid.Panel(PlaneGrid.Around(cloud.Points),
            x => x.Select(pattern => line.W0 + line.W1 * pattern[0] + line.W2 * pattern[1] >= 0 ? 1.0 : 0),
            cloud.Points);
        return new("line", new("A pair of separable clouds and the line that was learned.", "線形分離可能な 2 クラスと学習された直線。"),
            () => new DecisionRegions([panel with { Lines = [line] }]).Draw());
    }

    private static ExperimentFigure BoundFigure(List<Cloud> clouds)
    {
        double[] bounds = [.. clouds.Select(cloud => cloud.Bound).Order()];
        return new("bound", new("Mistakes until convergence against the bound (R/γ)²; each point is a pair of clouds.",
                "収束までの誤り回数と上限 (R/γ)²(点は 1 組のデータ)。"),
            () => new Curves(new CurvePanel(
            [
                new("mistakes", [.. clouds.Select(cloud => cloud.Bound)],
                    [.. clouds.Select(cloud => (double)cloud.Mistakes)])
                { IsJoined = false, Markers = true },
                new("bound", bounds, bounds) { Markers = false },
            ])
            { X = "bound (R/γ)²", Y = "mistakes", YAxis = AxisKind.Logarithmic }).Draw());
    }

    private static ExperimentFigure XorFigure(int[] inOrder, int[] shuffled) =>
        new("xor", new("Mistakes in each epoch on XOR: they never come down to 0.", "XOR での各エポックの誤り数。0 にはならない。"),
            () => new Curves(new CurvePanel([Shown("fixed order", inOrder), Shown("random order", shuffled)])
            { X = "epoch", Y = "mistakes among 4 patterns", Including = [0, 4] }).Draw());

    private static Curve Shown(string name, int[] mistakes)
    {
        var count = Math.Min(ShownEpochs, mistakes.Length);
        return new(name, [.. Enumerable.Range(1, count).Select(epoch => (double)epoch)],
            [.. mistakes.Take(count).Select(number => (double)number)]);
    }

    /// <summary>Pattern by pattern through one epoch of the cycle.</summary>
    private static NumberTable Cycle()
    {
        var unit = new LiteralPerceptron(2);
        for (var epoch = 0; epoch < ShownEpochs; epoch++) unit.Epoch(corners, xorTeachers, 1);
        return new(new("One epoch of the cycle on XOR (ρ = 1): each pattern undoes what another did",
                "XOR での 1 エポック(ρ = 1):あるパターンの修正を別のパターンが打ち消す"),
            [new("b", "0"), new("g", "0"), new(new("w₀ after", "修正後の w₀")), new(new("w₁ after", "修正後の w₁")),
                new(new("w₂ after", "修正後の w₂"))],
            [.. corners.Select((x, p) =>
            {
                var g = unit.Forward(x);
                unit.Learn(x, xorTeachers[p], 1);
                return new NumberRow($"{x[0]}{x[1]}", xorTeachers[p], g, unit.W[0], unit.W[1], unit.W[2]);
            })]);
    }

    private static int EpochsToLearn(int[] teacher)
    {
        var unit = new LiteralPerceptron(2);
        for (var epoch = 1; epoch <= MostEpochs; epoch++)
            if (unit.Epoch(corners, teacher, 1) == 0) return epoch;
        return int.MaxValue;
    }

    /// <summary>Mistakes in every epoch, and after how many epochs the weights repeat.</summary>
    private (int[] Mistakes, int Period) Xor(Random? shuffle)
    {
        var unit = new LiteralPerceptron(2);
        var mistakes = new int[XorEpochs];
        var (seen, period) = (new Dictionary<(double, double, double), int>(), 0);
        for (var epoch = 0; epoch < XorEpochs; epoch++)
        {
            mistakes[epoch] = unit.Epoch(corners, xorTeachers, 1, shuffle);
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
