using System.Globalization;
using Lectures.Models.Training;

namespace Lectures.Runner.Train;

/// <summary>How training is told in words.</summary>
internal static class TrainText
{
    /// <summary>Which round of how many.</summary>
    public static string Round(int number, TrainingOptions options) => options.Steps is { } steps
        ? Invariant($"step {Math.Min(steps, (long)number * Trainer.StepsPerRound):N0}/{steps:N0}")
        : $"epoch {number}/{options.Epochs}";

    /// <summary>Loss, accuracy and speed so far.</summary>
    public static string Of(TrainingProgress progress) =>
        $"{Of(progress.Train)}  {Invariant($"{progress.Train.Count / progress.Seconds:N0}/s")}";

    /// <summary>A round that is done.</summary>
    public static string Of(Stage stage, Round round)
    {
        var validation = round.Validation is { } judged ? $"   validation {Of(judged)}" : "";
        return $"{stage.Name} {Round(round.Number, stage.Options)}   {Of(round.Train)}{validation}   "
            + Invariant($"{round.Seconds:0.0} s, {round.Train.Count / round.Seconds:N0}/s");
    }

    /// <summary>Loss and accuracy.</summary>
    public static string Of(Evaluation result) => result.Accuracy is { } share
        ? Invariant($"loss {result.Loss:0.0000}, accuracy {100 * share:0.00} %")
        : Invariant($"loss {result.Loss:0.00000}");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
