using Lectures.Models.Checking;
using Lectures.Models.Figures;
using Lectures.Models.Training;
using static TorchSharp.torch;

namespace Lectures.Models.Experiments;

/// <summary>Nets that learn to recognise images, as the course's notebook has them.</summary>
/// <param name="images">What they learn and are judged by.</param>
/// <param name="options">How; the seed is given with each net.</param>
internal sealed class DigitRecognition(DigitImages images, TrainingOptions options)
{
    /// <summary>Learns from a seed.</summary>
    /// <param name="task">The net.</param>
    /// <param name="seed">Decides weights and order.</param>
    /// <param name="progress">Told the share done.</param>
    /// <param name="use">Called with the net once it has learned.</param>
    public Recognised Learn(ModelTask task, long seed, Action<double> progress, Action<nn.Module>? use = null)
    {
        using var net = ModelRun.Build(seed, task.Build);
        var rounds = ModelRun.Train(task, net, images.Train, images.Test, options with { Seed = seed }, progress);
        var confusion = ConfusionMatrix.Of(task, net, images.Test, images.Classes);
        use?.Invoke(net);
        return new(rounds, confusion, net.parameters().Sum(parameter => parameter.numel()));
    }

    /// <summary>Accuracy over the epochs.</summary>
    public static Curves Learning(IReadOnlyList<Recognised> runs)
    {
        double[] epochs = [.. runs[0].Rounds.Select(round => (double)round.Number)];
        return new(new CurvePanel(
        [
            Curve.OfRuns("training", epochs, [.. runs.Select(run => Percent(run, round => round.Train))]),
            Curve.OfRuns("test", epochs, [.. runs.Select(run => Percent(run, round => round.Validation!.Value))]),
        ])
        { X = "epoch", Y = "accuracy (%)", Including = [100] });

        static IReadOnlyList<double> Percent(Recognised run, Func<Round, Evaluation> of) =>
            [.. run.Rounds.Select(round => 100 * of(round).Accuracy!.Value)];
    }
}

/// <summary>A net that has learned.</summary>
/// <param name="Rounds">Its epochs, each judged by the test images.</param>
/// <param name="Matrix">How often test images of each class were taken for each.</param>
/// <param name="Parameters">How many weights and biases it has.</param>
internal sealed record Recognised(IReadOnlyList<Round> Rounds, ConfusionMatrix Matrix, long Parameters)
{
    /// <summary>Training accuracy of the last epoch, while the weights changed, as Keras shows it.</summary>
    public double Train => Rounds[^1].Train.Accuracy!.Value;

    /// <summary>Test accuracy after the last epoch.</summary>
    public double Test => Rounds[^1].TestAccuracy();

    /// <summary>Test loss after the last epoch.</summary>
    public double TestLoss => Rounds[^1].Validation!.Value.Loss;

    /// <summary>The matrix as a figure.</summary>
    public ConfusionMatrixFigure Confusion() =>
        new(Matrix.Counts, [.. Enumerable.Range(0, Matrix.Classes).Select(k => $"{k}")]);

    /// <summary>The two classes that were confused most often.</summary>
    public (int True, int Said) MostConfused()
    {
        var counts = Matrix.Counts;
        return (from k in Enumerable.Range(0, Matrix.Classes)
                from other in Enumerable.Range(0, Matrix.Classes)
                where k != other
                orderby counts[k, other] descending
                select (k, other)).First();
    }
}
