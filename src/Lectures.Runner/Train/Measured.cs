using System.Text.Json.Serialization;
using Lectures.Models.Training;

namespace Lectures.Runner.Train;

/// <summary>A line of metrics.jsonl: a round of learning, or the test at the end.</summary>
/// <param name="Stage">What was trained; <c>test</c> for the test.</param>
/// <param name="Round">Which round of the stage, from 1; 0 for the test.</param>
/// <param name="Step">Steps of the stage so far.</param>
/// <param name="Loss">The loss of what was learned from, or of the test.</param>
internal sealed record Measured(string Stage, int Round, long Step, double Loss)
{
    /// <summary>The name of the line for the test.</summary>
    public const string TestStage = "test";

    /// <summary>The share of right classes.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Accuracy { get; init; }

    /// <summary>The loss on the validation patterns.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? ValidationLoss { get; init; }

    /// <summary>The share of right classes there.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? ValidationAccuracy { get; init; }

    /// <summary>The learning rate of the last step.</summary>
    public double Rate { get; init; }

    /// <summary>How long it took.</summary>
    public double Seconds { get; init; }

    /// <summary>How many patterns (tokens, where tokens are guessed).</summary>
    public long Count { get; init; }

    /// <summary>The line of a round.</summary>
    public static Measured Of(string stage, Round round) => new(stage, round.Number, round.Step, round.Train.Loss)
    {
        Accuracy = round.Train.Accuracy,
        ValidationLoss = round.Validation?.Loss,
        ValidationAccuracy = round.Validation?.Accuracy,
        Rate = round.Rate,
        Seconds = Math.Round(round.Seconds, 3),
        Count = round.Train.Count,
    };

    /// <summary>The round of the line.</summary>
    public Round ToRound() => new(
        Round, Step, new(Loss, Accuracy, Count),
        ValidationLoss is { } loss ? new(loss, ValidationAccuracy, 0) : null, Rate, Seconds);
}
