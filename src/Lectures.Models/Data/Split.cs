namespace Lectures.Models.Data;

/// <summary>The half of a data set: what a model learns from, or what it is judged by.</summary>
public enum Split
{
    /// <summary>The set to learn from.</summary>
    Train,

    /// <summary>The set to judge by, from other writers than the training set.</summary>
    Test,
}
