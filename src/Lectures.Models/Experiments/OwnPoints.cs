using Lectures.Models.Data.Planes;
using Lectures.Models.Figures;
using Lectures.Models.Literal;

namespace Lectures.Models.Experiments;

/// <summary>The user's points in <c>hidden-units</c>: nets of several sizes learn them, however many classes there
/// are.</summary>
/// <param name="points">The points.</param>
/// <param name="sizes">Hidden units of the nets.</param>
/// <param name="starts">Of each net; the one of least loss is shown.</param>
/// <param name="activation">The hidden units' function.</param>
/// <param name="seed">Decides initial weights and order.</param>
internal sealed class OwnPoints(PlanePoints points, int[] sizes, int starts, UnitFunction activation, long seed)
{
    private const int MostIterations = 3_000, LeastIterations = 20, Work = 3_000_000;       // points × iterations
    private const double Rate = 0.01, Slack = 0.01;

    private readonly int iterations = Math.Clamp(Work / points.Count, LeastIterations, MostIterations);
    private List<Fitted> best = [];

    /// <summary>The cost in demos of the Playground.</summary>
    public double Cost => sizes.Length * starts * iterations * (double)points.Count / 1_500_000;

    /// <summary>Learns all nets.</summary>
    public void Learn(PartProgress parts)
    {
        // Features of one scale, so that any units of measurement will do.
        var (x1, x2) = (Scale.Of(points.All.Select(point => point.X1)), Scale.Of(points.All.Select(point => point.X2)));
        var scaled = new PlanePoints([.. points.All.Select(point =>
            point with { X1 = x1.Apply(point.X1), X2 = x2.Apply(point.X2) })]);
        best = [.. sizes.Select(units => Enumerable.Range(0, starts).Select(start =>
        {
            var classifier = new ScikitClassifier(scaled, new()
            {
                Hidden = [units],
                Activation = activation,
                Rate = Rate,
                Alpha = 0,
                Stops = false,
                Seed = seed + start,
            });
            var progress = parts.Next(Cost / (sizes.Length * starts));
            classifier.Learn(iterations, done => progress(done / (double)iterations));
            return (units, classifier.Losses[^1], classifier.Network);
        }).MinBy(run => run.Item2)).Select(run => new Fitted(
            run.Item2, 1 - run.Network.Accuracy(scaled), PlaneGrid.Panel(
                PlaneGrid.Around(points), x => run.Network.Classes([.. x.Select(Scaled)]).Select(k => (double)k),
                points,
                HiddenUnits.Name(run.units))))];

        double[] Scaled(double[] pattern) => [x1.Apply(pattern[0]), x2.Apply(pattern[1])];
    }

    /// <summary>More units do not make the training loss larger.</summary>
    public IEnumerable<Claim> Claims() =>
    [
        Claim.AtMost(new($"own points: training loss of {sizes[^1]} units, in nats, against that of {sizes[0]}",
            $"自分のデータ:{sizes[^1]} 個での学習データの損失(nat。{sizes[0]} 個のときの損失と比較)"),
            best[^1].Loss, best[0].Loss + Slack, "0.000"),
    ];

    /// <summary>Loss and error of each size.</summary>
    public IEnumerable<NumberTable> Tables() =>
    [
        new(new($"Own points ({points.Count:N0} in {points.Classes} classes): best of {starts} starts, {iterations:N0} "
            + "iterations of Adam",
                $"自分のデータ({points.Count:N0} 点、{points.Classes} クラス):初期値 {starts} 通りの最良、Adam {iterations:N0} 回"),
            [new(new("training loss (nats)", "学習データの損失(nat)"), "0.000"),
                new(new("training error", "学習データの誤り率"), "0.0 %")],
            [.. sizes.Zip(best, (units, fitted) => new NumberRow(
                new(HiddenUnits.Name(units), $"{units} 個"), fitted.Loss, fitted.Error))]),
    ];

    /// <summary>The regions of each size.</summary>
    public IEnumerable<ExperimentFigure> Figures() =>
    [
        new("own-points", new("Your own points: the regions of nets with 1, 2, 3, 4 and 8 hidden units.",
                "自分のデータ:中間ユニット 1, 2, 3, 4, 8 個のネットワークが学習した領域。"),
            () => new DecisionRegions([.. best.Select(fitted => fitted.Map)]).Draw()),
    ];

    private sealed record Fitted(double Loss, double Error, RegionPanel Map);

    private readonly record struct Scale(double Mean, double Deviation)
    {
        public static Scale Of(IEnumerable<double> values)
        {
            var mean = values.Average();
            var deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
            return new(mean, deviation > 0 ? deviation : 1);
        }

        public double Apply(double value) => (value - Mean) / Deviation;
    }
}
