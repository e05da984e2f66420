using static TorchSharp.torch;

namespace Lectures.Models.Data;

/// <summary>What a model learns from or is judged by: patterns that are taken by their numbers, many at a time.</summary>
public interface IPatterns : IDisposable
{
    /// <summary>How many patterns.</summary>
    int Count { get; }

    /// <summary>The class of every pattern, shape (Count), int64; null where patterns have none.</summary>
    Tensor? Classes { get; }

    /// <summary>The chosen patterns as a batch, without a copy of each single one.</summary>
    /// <param name="indices">Which ones, shape (n), int64, each in [0, Count), in this order.</param>
    /// <param name="random">Decides augmentation, hidden tokens and whatever else varies while learning; null for
    /// recognition: nothing varies, and the same indices give the same batch.</param>
    /// <returns>The batch, its tensors in the caller's dispose scope.</returns>
    Batch Take(Tensor indices, Generator? random = null);
}

/// <summary>What a model reads in one step, and what it should say.</summary>
/// <param name="Inputs">The model's inputs in the order of its forward; null for one that is left out.</param>
/// <param name="Target">What the loss compares with: classes int64, or numbers.</param>
public sealed record Batch(Tensor?[] Inputs, Tensor Target);
