using Lectures.Models.Training;
using ScottPlot;

namespace Lectures.Models.Figures;

/// <summary>The rounds of one stage of learning.</summary>
/// <param name="Name">What happened, e.g. <c>fine-tuning</c>; shown where there are several stages.</param>
/// <param name="Rounds">In order; their numbers and steps begin anew in every stage.</param>
public sealed record CurveStage(string Name, IReadOnlyList<Round> Rounds);

/// <summary>What learning is measured along.</summary>
public enum CurveAxis
{
    /// <summary>Rounds, which are passes over the patterns.</summary>
    Epochs,

    /// <summary>Updates of the weights.</summary>
    Steps,
}

/// <summary>Loss and accuracy over the course of learning, on training and validation patterns.</summary>
/// <param name="Stages">One after the other, at least one round in all.</param>
public sealed record LearningCurves(IReadOnlyList<CurveStage> Stages) : IDrawable
{
    private const int TestSeries = 2;
    private const float TestSize = 1.6f * HouseStyle.MarkerSize;

    private static readonly LineStyle testLine = new()
    { Color = SeriesStyle.Colour(TestSeries), Width = 1.5f * HouseStyle.ThinLine, Pattern = LinePattern.Dashed };

    /// <summary>The curves of a single stage.</summary>
    /// <param name="rounds">At least one.</param>
    public LearningCurves(IReadOnlyList<Round> rounds) : this([new CurveStage("", rounds)])
    {
    }

    /// <summary>One line above the figure, or nothing.</summary>
    public string Title { get; init; } = "";

    /// <summary>What the curves run along.</summary>
    public CurveAxis Axis { get; init; }

    /// <summary>What the loss is called, with its unit where it has one.</summary>
    public string LossLabel { get; init; } = "loss";

    /// <summary>The final result on the test patterns, or null.</summary>
    public Evaluation? Test { get; init; }

    /// <summary>Draws a panel for the loss (logarithmic where it spans more than a decade) and one for the accuracy in
    /// %, if there is any.</summary>
    /// <returns>The figure; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">There is no round, or no loss that is finite.</exception>
    public Figure Draw()
    {
        Expect.AtLeast(Stages.Sum(stage => stage.Rounds.Count), 1, "rounds");
        List<(Plot Plot, string? Test)> panels = [Panel(LossLabel, evaluation => evaluation.Loss, Scale.OfLoss)];
        if (Points(round => round.Train, evaluation => evaluation.Accuracy).Any(stage => stage.Length > 0))
            panels.Add(Panel("accuracy (%)", evaluation => 100 * evaluation.Accuracy, Scale.OfPercent));
        var tests = string.Join(", ", panels.Select(panel => panel.Test).OfType<string>());
        return new Figure([.. panels.Select(panel => panel.Plot)], title: Title) { Legend = new(Entries(tests)) };
    }

    private IEnumerable<LegendEntry> Entries(string tests)
    {
        yield return Entry("training", 0);
        if (Stages.Any(stage =>
            stage.Rounds.Any(round => round.Validation is not null))) yield return Entry("validation", 1);
        if (tests.Length > 0)
            yield return new($"test {tests}") { Line = testLine, Marker = SeriesStyle.Marker(TestSeries, TestSize) };

        LegendEntry Entry(string name, int series) => new(name)
        {
            Line = SeriesStyle.Line(series),
            Marker = Stages.Sum(stage => stage.Rounds.Count) <= SeriesStyle.MostMarkers
                ? SeriesStyle.Marker(series, HouseStyle.MarkerSize) : null,
        };
    }

    private (Plot Plot, string? Test) Panel(string label,
        Func<Evaluation, double?> value, Func<IReadOnlyList<double>, Scale> scaleOf)
    {
        var train = Points(round => round.Train, value);
        var validation = Points(round => round.Validation, value);
        double? test = Test is { } result && value(result) is { } number && double.IsFinite(number) ? number : null;
        List<Coordinates> all = [.. train.Concat(validation).SelectMany(stage => stage)];
        if (all.Count == 0) throw new ArgumentException($"{label}: expected a finite value in some round, got none.");
        var scale = scaleOf([.. all.Select(point => point.Y), .. test is { } more ? new[] { more } : []]);

        var plot = HouseStyle.NewPlot(x: Axis == CurveAxis.Epochs ? "epoch" : "step", y: label);
        var (first, last) = (all.Min(point => point.X), all.Max(point => point.X));
        var pad = first == last ? 0.5 : (last - first) / 40;
        plot.Axes.SetLimits(first - pad, last + pad, scale.Bottom, scale.Top);
        plot.Axes.Left.TickGenerator = scale.Ticks;
        plot.Axes.Bottom.TickGenerator = first == last
            ? new ScottPlot.TickGenerators.NumericManual([first], [Whole(first)])
            : new ScottPlot.TickGenerators.NumericAutomatic
            {
                IntegerTicksOnly = true,
                TickDensity = 0.7f,
                LabelFormatter = Whole,
            };
        plot.Axes.Bottom.MinorTickStyle.Length = 0;
        MarkStages(plot, train, first);
        if (test is { } level)
            plot.Add.Plottable(Stroke.Horizontal(scale.Place(level), testLine));
        Add(plot, train, "training", 0, scale);
        Add(plot, validation, "validation", 1, scale);
        if (test is { } final)
        {
            var mark = plot.Add.Scatter(last, scale.Place(final), SeriesStyle.Colour(TestSeries));
            (mark.MarkerShape, mark.MarkerSize) = (SeriesStyle.Shape(TestSeries), TestSize);
            mark.LegendText = $"test {scale.Text(final)}";
        }
        plot.HideLegend();                      // the figure has one for all panels
        return (plot, test is { } said ? scale.Text(said) : null);

        static string Whole(double x) => x.ToString("#,0", System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Separates the stages and names them above.</summary>
    private void MarkStages(Plot plot, IReadOnlyList<Coordinates[]> stages, double first)
    {
        if (Stages.Count < 2) return;
        var ticks = new ScottPlot.TickGenerators.NumericManual();
        var range = plot.Axes.Bottom.Range;
        var shown = new List<(string Name, double Begin, double End)>();
        var (begin, half) = (0.0, Axis == CurveAxis.Epochs ? 0.5 : 0);
        for (var k = 0; k < Stages.Count; k++)
        {
            var end = begin + (Stages[k].Rounds.Count == 0 ? 0 : Place(Stages[k].Rounds[^1]));
            if (stages[k].Length > 0)
            {
                shown.Add((Stages[k].Name, Math.Max(begin + half, range.Min), Math.Min(end + half, range.Max)));
                if (begin >= first)
                    plot.Add.Plottable(Stroke.Vertical(begin + half, new()
                    { Color = HouseStyle.Axis, Width = HouseStyle.ThinLine, Pattern = LinePattern.Dotted }));
            }
            begin = end;
        }
        foreach (var (place, text) in StageCaptions.Of(shown, range.Min, range.Max)) ticks.AddMajor(place, text);
        plot.Axes.Top.TickGenerator = ticks;
        plot.Axes.SetLimitsX(range.Min, range.Max, plot.Axes.Top);
        plot.Axes.Top.TickLabelStyle.FontName = HouseStyle.FontFor(string.Concat(Stages.Select(stage => stage.Name)));
        plot.Axes.Top.MajorTickStyle.Length = 0;
    }

    /// <summary>Adds a series, interrupted between stages.</summary>
    private static void Add(
        Plot plot, IReadOnlyList<Coordinates[]> stages, string name, int series, Scale scale)
    {
        var markers = stages.Sum(stage => stage.Length) <= SeriesStyle.MostMarkers ? HouseStyle.MarkerSize : 0;
        foreach (var stage in stages.Where(stage => stage.Length > 0))
        {
            var curve = plot.Add.Scatter(
                Array.ConvertAll(stage, point => new Coordinates(point.X, scale.Place(point.Y))),
                SeriesStyle.Colour(series));
            (curve.LineWidth, curve.MarkerShape, curve.MarkerSize) =
                (HouseStyle.LineWidth, SeriesStyle.Shape(series), markers);
            (curve.LegendText, name) = (name, "");      // one entry for all stages
        }
    }

    /// <summary>The finite values of each stage, stages one after the other.</summary>
    private List<Coordinates[]> Points(Func<Round, Evaluation?> of, Func<Evaluation, double?> value)
    {
        var points = new List<Coordinates[]>();
        var begin = 0.0;
        foreach (var (_, rounds) in Stages)
        {
            points.Add([.. from round in rounds
                           let y = of(round) is { } evaluation ? value(evaluation) : null
                           where y is { } number && double.IsFinite(number)
                           select new Coordinates(begin + Place(round), y.Value)]);
            begin += rounds.Count == 0 ? 0 : Place(rounds[^1]);
        }
        return points;
    }

    private double Place(Round round) => Axis == CurveAxis.Epochs ? round.Number : round.Step;
}
