using Lectures.Models.Data;
using Lectures.Models.Figures;
using Lectures.Models.Literal;

namespace Lectures.Models.Experiments;

/// <summary>§7.2.4: the initial values decide in which minimum learning ends; XOR by the lecture's algorithm from many
/// starts.</summary>
/// <param name="Starts">Initial values of each seed, from U(0, 1) as in the course.</param>
/// <param name="Epochs">Passes over the four patterns.</param>
/// <param name="Hidden">Hidden units of the net that gets stuck.</param>
/// <param name="MoreHidden">Hidden units of the net that does not.</param>
public sealed record InitialValues(int Starts = 100, int Epochs = 10_000, int Hidden = 2, int MoreHidden = 4)
    : Experiment
{
    private const double Rate = 1, Beyond = 0.25;
    private const int ShownStarts = 12, Samples = 60, Pairs = 200;

    private static readonly double[][] x = XorProblem.X, b = XorProblem.B;

    /// <summary>What is known before.</summary>
    public static ExperimentInfo Info { get; } = new(
        "initial-values", "7.2.4", new("Initial values and local minima", "初期値と局所最適解"),
        new("The error surface has many minima, and the initial values decide in which one learning ends.",
            "誤差曲面には多くの極小があり、どこに収束するかは重みの初期値で決まる。"),
        () => new InitialValues(), () => new InitialValues())
    { Seconds = 1 };

    /// <inheritdoc/>
    public override ExperimentResult Run(ExperimentData data, Action<double> progress)
    {
        var parts = new PartProgress(progress, Seeds * Starts * (Hidden + MoreHidden));
        List<End> few = Ends(Hidden), many = Ends(MoreHidden);
        List<End> solved = [.. few.Where(end => end.IsSolved)], others = [.. few.Except(solved)];
        double share = solved.Count / (double)few.Count, shareOfMany = many.Average(end => end.IsSolved ? 1.0 : 0);
        var known = few.Average(end => end.IsSolved
            || XorProblem.Minima.Any(minimum => XorProblem.IsAt(end.Error, minimum)) ? 1.0 : 0);
        var minima = string.Join(", ", XorProblem.Minima.Select(minimum => minimum.Label));
        List<(End One, End Other, double Height)> pairs =
            [.. PairsOf(solved).Select(pair => (pair.One, pair.Other, Barrier(pair.One, pair.Other)))
                .OrderBy(pair => pair.Item3)];
        var barrier = pairs.Count == 0 ? double.NaN : pairs[pairs.Count / 2].Height;
        var same = pairs.Count == 0 ? double.NaN : pairs.Average(pair => XorProblem.IsSolved(pair.Height) ? 1.0 : 0);
        return new(
            new(Finding.Shown, new(
                $"With {Hidden} hidden units {share:0 %} of {few.Count} starts solve XOR, the others end in local "
                + $"minima (mostly at {XorProblem.Minima[0].Label}). On the straight line between two solutions the "
                + $"error rises to {barrier:0.000} (median of the pairs); {same:0 %} of the pairs lie in one valley. "
                + $"With {MoreHidden} hidden units {shareOfMany:0 %} solve it.",
                $"中間ユニット {Hidden} 個では {few.Count} 通りの初期値の {share:0 %} が XOR を解き、残りは局所最適解(多くは誤差 "
                + $"{XorProblem.Minima[0].Label})に陥る。2 つの解を結ぶ線分上では誤差が {barrier:0.000}(組の中央値)まで上がり、"
                + $"同じ谷にあるのは {same:0 %} の組である。中間ユニット {MoreHidden} 個では {shareOfMany:0 %} が解ける。")),
            [
                Claim.Between(new($"{Hidden} hidden units: share of the starts that solve XOR",
                    $"中間ユニット {Hidden} 個:XOR を解いた初期値の割合"),
                    share, 0.5, 0.85, "0 %"),
                Claim.AtLeast(new($"{Hidden} hidden units: ends that solve it or are within {XorProblem.Near} of "
                    + $"{minima}",
                    $"中間ユニット {Hidden} 個:解けたか、最終誤差が {minima} から {XorProblem.Near} 以内の割合"), known, 0.9, "0 %"),
                Claim.AtLeast(new("highest error on the straight line between two solutions, median of the pairs",
                    "2 つの解を結ぶ線分上での誤差の最大値(組の中央値)"),
                    barrier, 0.05, "0.000"),
                Claim.AtLeast(new($"{MoreHidden} hidden units: share of the starts that solve XOR",
                    $"中間ユニット {MoreHidden} 個:XOR を解いた初期値の割合"),
                    shareOfMany, 0.94, "0 %"),
            ])
        {
            Tables =
            [
                new(new($"Errors at the end of {few.Count} starts", $"{few.Count} 通りの初期値の最終誤差"),
                    [
                        new(new("solved", "成功"), "0 %"),
                        .. XorProblem.Minima.Select(minimum => new NumberColumn(minimum.Label, "0 %")),
                        new(new("largest error", "最大の誤差")),
                    ],
                    [Row(Hidden, few), Row(MoreHidden, many)]),
            ],
            Figures =
            [
                new("errors", new("Where learning ends.", "学習が終わったときの誤差。"),
                    () => new Histogram([Series(Hidden, few), Series(MoreHidden, many)])
                    {
                        X = "error at the end", Y = "share of starts (%)", Bins = 40,
                        Marked = XorProblem.Marks,
                    }.Draw()),
                new("curves", new($"The first {ShownStarts} starts with {Hidden} hidden units: some stay on a plateau "
                    + "for long, some for ever.",
                        $"中間ユニット {Hidden} 個、最初の {ShownStarts} 通りの学習曲線。長く停滞するもの、抜け出せないものがある。"),
                    () => new Curves(new CurvePanel([.. few.Take(ShownStarts).OrderByDescending(end => end.Error)
                        .Select(end => new Curve(end.IsSolved ? "solved" : "stuck", end.At, end.Errors))])
                    { X = "epoch", Y = "error", XAxis = AxisKind.Logarithmic, Including = [0] }).Draw()),
                .. Slices(pairs.Count == 0 ? null : (pairs[pairs.Count / 2].One, pairs[pairs.Count / 2].Other),
                    solved, others),
            ],
        };

        List<End> Ends(int hidden) => [.. AllSeeds.SelectMany(seed => Enumerable.Range(0, Starts)
            .Select(start => Learn(hidden, seed, start, parts.Next(hidden))))];
    }

    private static HistogramSeries Series(int hidden, List<End> ends) =>
        new($"{hidden} hidden units", [.. ends.Select(end => end.Error)]);

    private static NumberRow Row(int hidden, List<End> ends) => new(
        new($"{hidden} hidden units", $"中間ユニット {hidden} 個"),
    [
        ends.Average(end => end.IsSolved ? 1.0 : 0),
        .. XorProblem.Minima.Select(minimum =>
            (double?)ends.Average(end => XorProblem.IsAt(end.Error, minimum) ? 1.0 : 0)),
        ends.Max(end => end.Error),
    ]);

    private End Learn(int hidden, long seed, int start, Action<double> progress)
    {
        var net = new LiteralNetwork(2, hidden, 1);
        net.Initialize(0, 1, (int)(SplitMix64.Stream(seed, hidden, start).Next() >> 33));
        var (at, errors) = (new List<double>(), new List<double>());
        for (var (epoch, next) = (1, 1); epoch <= Epochs; epoch++)
        {
            var error = net.Epoch(x, b, Rate);
            if (epoch < next && epoch < Epochs) continue;
            at.Add(epoch);
            errors.Add(error);
            next = Math.Max(epoch + 1, (int)(epoch * Math.Pow(Epochs, 1.0 / Samples)));
        }
        progress(1);
        return new(net, at, errors);
    }

    private static IEnumerable<(End One, End Other)> PairsOf(List<End> ends) =>
        (from i in Enumerable.Range(0, ends.Count) from j in Enumerable.Range(0, i) select (ends[i], ends[j]))
            .Take(Pairs);

    private static double Barrier(End one, End other) => ErrorSurface.Between("", one.Net, other.Net, x, b).Y.Max();

    private static IEnumerable<ExperimentFigure> Slices(
        (End One, End Other)? typical, List<End> solved, List<End> stuck)
    {
        var curves = new List<Curve>();
        if (typical is var (first, second)) curves.Add(Slice("from one solution to another", first, second));
        if (solved.Count >= 1 && stuck.Count >= 1)
            curves.Add(Slice("from a solution to a local minimum", solved[0], stuck[0]));
        if (curves.Count > 0)
            yield return new("surface",
                new("The error surface along the straight line between two ends of learning (at 0 and 1).",
                    "学習が終わった 2 点(0 と 1)を結ぶ直線に沿った誤差曲面。"),
                () => new Curves(new CurvePanel(curves)
                { X = "position between the two ends", Y = "error", Including = [0] }).Draw());

        static Curve Slice(string name, End one, End other) =>
            ErrorSurface.Between(name, one.Net, other.Net, x, b, Beyond);
    }

    private sealed record End(LiteralNetwork Net, List<double> At, List<double> Errors)
    {
        public double Error => Errors[^1];

        public bool IsSolved => XorProblem.IsSolved(Error);
    }
}
