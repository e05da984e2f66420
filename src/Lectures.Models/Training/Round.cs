namespace Lectures.Models.Training;

/// <summary>A round of learning that is done.</summary>
/// <param name="Number">Which, from 1.</param>
/// <param name="Step">Steps taken so far.</param>
/// <param name="Train">Loss and accuracy on what was learned from, while the weights changed.</param>
/// <param name="Validation">The same on the validation patterns afterwards; null without them.</param>
/// <param name="Rate">The learning rate of the last step.</param>
/// <param name="Seconds">How long learning took, without the judging.</param>
public sealed record Round(
    int Number, long Step, Evaluation Train, Evaluation? Validation, double Rate, double Seconds);

/// <summary>How far a round is.</summary>
/// <param name="Step">Steps of the round so far.</param>
/// <param name="Steps">Steps of the round in all.</param>
/// <param name="Train">Loss and accuracy of the round so far.</param>
/// <param name="Seconds">Time so far.</param>
public readonly record struct TrainingProgress(long Step, long Steps, Evaluation Train, double Seconds);
