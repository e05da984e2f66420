namespace Lectures.Models.Training;

/// <summary>How good predictions were.</summary>
/// <param name="Loss">The mean loss of a pattern (of a token, where tokens are guessed).</param>
/// <param name="Accuracy">The share of right classes in [0, 1]; null where nothing is classified.</param>
/// <param name="Count">How many patterns, or tokens.</param>
public readonly record struct Evaluation(double Loss, double? Accuracy, long Count);
