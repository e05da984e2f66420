using Lectures.Models.Data.Planes;
using Lectures.Models.Literal;
using Lectures.Models.Networks;

namespace Lectures.Models.Experiments;

/// <summary>N4: scikit-learn's classifier with hidden layers (4,4,4,4,4,4) on the points of example 7.1, with its stop
/// and without.</summary>
/// <param name="iterations">Where nothing stops it.</param>
/// <param name="sigmoid">The units that are said not to learn.</param>
internal sealed class VanishingExample(int iterations, Activation sigmoid)
{
    private const double Learned = 0.9;
    private const int MostUntilStop = 10_000, StartsWithoutStop = 3;

    private List<Fit> stopped = [], relu = [], unstopped = [], unstoppedRelu = [];

    /// <summary>Where the lecture's statement does not hold.</summary>
    public Bilingual Limits => new(
        $"in N4 it is scikit-learn's stop that ends learning (after {stopped.Average(fit => fit.Iterations):0} "
        + $"iterations at {stopped.Average(fit => fit.Accuracy):0 %}); without it the same sigmoid net reaches "
        + $"{unstopped.Average(fit => fit.Accuracy):0 %} on average within {iterations:N0} iterations, and "
        + $"{1 - Share(relu):0 %} of the ReLU starts do not learn either.",
        $"N4 で学習を終わらせるのは scikit-learn の停止条件である(平均 {stopped.Average(fit => fit.Iterations):0} 回、正解率 "
        + $"{stopped.Average(fit => fit.Accuracy):0 %})。停止させなければ、同じシグモイドのネットワークが {iterations:N0} 回以内に平均 "
        + $"{unstopped.Average(fit => fit.Accuracy):0 %} に達する。ReLU でも初期値の {1 - Share(relu):0 %} は学習できない。");

    /// <summary>Learns from every start.</summary>
    public void Run(long seed, int starts, Action<double> progress)
    {
        var free = Math.Min(StartsWithoutStop, starts);
        var parts = new PartProgress(progress, 2 * starts + 10 * 2 * free);
        var function = sigmoid == Activation.Relu ? UnitFunction.Relu : UnitFunction.Sigmoid;
        stopped = Fits(function, true, starts);
        relu = Fits(UnitFunction.Relu, true, starts);
        unstopped = Fits(function, false, free);
        unstoppedRelu = Fits(UnitFunction.Relu, false, free);

        List<Fit> Fits(UnitFunction function, bool stops, int count) =>
            [.. Enumerable.Range(0, count)
                .Select(start => Learn(function, stops, seed + start, parts.Next(stops ? 1 : 10)))];
    }

    public IEnumerable<Claim> Claims() =>
    [
        Claim.AtMost(new("N4, sigmoid: iterations up to the stop, most of all starts", "N4、シグモイド:停止までの繰り返し回数(最大)"),
            stopped.Max(fit => fit.Iterations), 500, "0"),
        Claim.Between(new("N4, sigmoid: loss at the stop, mean (log 2 = 0.693: guessing)",
            "N4、シグモイド:停止時の損失(平均、log 2 = 0.693 は無作為に答えた場合)"),
            stopped.Average(fit => fit.Loss), 0.69, 0.71, "0.000"),
        Claim.AtMost(new($"N4, sigmoid with the stop: share of starts that reach {Learned:0 %}",
            $"N4、シグモイド、停止あり:正解率 {Learned:0 %} に達した初期値の割合"),
            Share(stopped), 0, "0.00"),
        Claim.AtLeast(new("N4, ReLU with the stop: the same", "N4、ReLU、停止あり:同上"), Share(relu), 0.25, "0.00"),
    ];

    public IEnumerable<Reproduction> Reproductions() =>
    [
        new("N4", new("sigmoid: iterations up to the stop", "シグモイド:停止までの繰り返し回数"), "12 … 192 (scikit-learn)",
            [.. stopped.Select(fit => (double)fit.Iterations)], "0"),
        new("N4", new("sigmoid: loss at the stop", "シグモイド:停止時の損失"), "0.693 … 0.697 (scikit-learn)",
            [.. stopped.Select(fit => fit.Loss)], "0.000"),
        new("N4", new("sigmoid: training accuracy", "シグモイド:正解率(学習データ)"), "0.50 (scikit-learn)",
            [.. stopped.Select(fit => fit.Accuracy)], "0.00"),
        .. OfLearners(relu.FindAll(fit => fit.Accuracy >= Learned)),
    ];

    public NumberTable Table() => new(
        new("N4 with scikit-learn's stop and without", "N4:scikit-learn の停止条件がある場合とない場合"),
        [new(new("starts", "初期値の数"), "0"), new(new("iterations, mean", "繰り返し回数(平均)"), "N0"),
            new(new("loss, mean", "損失(平均)"), "0.000"), new(new("accuracy, mean", "正解率(平均)"), "0.00"),
            new(new("accuracy, least", "正解率(最小)"), "0.00")],
        [
            Row(new("sigmoid, with the stop", "シグモイド、停止あり"), stopped),
            Row(new("sigmoid, without", "シグモイド、停止なし"), unstopped),
            Row(new("ReLU, with the stop", "ReLU、停止あり"), relu), Row(new("ReLU, without", "ReLU、停止なし"), unstoppedRelu),
        ]);

    // Starts from which the net learns nothing are counted in the claims.
    private static IEnumerable<Reproduction> OfLearners(List<Fit> fits) => fits.Count == 0 ? [] :
    [
        new("N4", new("ReLU, starts that learn: iterations up to the stop", "ReLU、学習できた初期値:停止までの繰り返し回数"),
            "548 … 1,208 (scikit-learn)", [.. fits.Select(fit => (double)fit.Iterations)], "0"),
        new("N4", new("ReLU, starts that learn: loss at the stop", "ReLU、学習できた初期値:停止時の損失"),
            "0.07 … 0.25 (scikit-learn)", [.. fits.Select(fit => fit.Loss)], "0.00"),
        new("N4", new("ReLU, starts that learn: training accuracy", "ReLU、学習できた初期値:正解率(学習データ)"),
            "0.94 … 0.98 (scikit-learn)", [.. fits.Select(fit => fit.Accuracy)], "0.00"),
    ];

    private static NumberRow Row(Bilingual name, List<Fit> fits) =>
        new(name, fits.Count, fits.Average(fit => fit.Iterations),
        fits.Average(fit => fit.Loss), fits.Average(fit => fit.Accuracy), fits.Min(fit => fit.Accuracy));

    private Fit Learn(UnitFunction function, bool stops, long seed, Action<double> progress)
    {
        var points = PointsFile.Example71();
        var most = stops ? MostUntilStop : iterations;
        var classifier = new ScikitClassifier(points, new()
        {
            Hidden = [4, 4, 4, 4, 4, 4],
            Activation = function,
            Stops = stops,
            Seed = seed,
        });
        classifier.Learn(most, n => progress(n / (double)most));
        return new(classifier.Losses.Count, classifier.Losses[^1], classifier.Network.Accuracy(points));
    }

    private static double Share(List<Fit> fits) => fits.Average(fit => fit.Accuracy >= Learned ? 1.0 : 0);

    private sealed record Fit(int Iterations, double Loss, double Accuracy);
}
