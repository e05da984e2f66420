using Lectures.Models.Data;

namespace Lectures.Runner.Train;

/// <summary>What to learn from, and what is held out of it to judge by.</summary>
/// <param name="Train">What to learn from.</param>
/// <param name="Validation">What is held out; null for nothing.</param>
/// <param name="Whole">The patterns that both are parts of.</param>
internal sealed record LearningPatterns(IPatterns Train, IPatterns? Validation, params IPatterns[] Whole) : IDisposable
{
    /// <summary>Releases all of them.</summary>
    public void Dispose()
    {
        foreach (var patterns in (IPatterns?[])[Train, Validation, .. Whole]) patterns?.Dispose();
    }
}
