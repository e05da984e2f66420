using static TorchSharp.torch;

namespace Lectures.Models.Data;

/// <summary>What trained layers make of patterns, to be reproduced by the next autoencoder, §7.3.2.</summary>
/// <param name="patterns">The patterns; they stay their owner's.</param>
/// <param name="encode">The trained layers, in recognition.</param>
public sealed class CodePatterns(IPatterns patterns, Func<Tensor, Tensor> encode) : IPatterns
{
    /// <inheritdoc/>
    public int Count => patterns.Count;

    /// <inheritdoc/>
    public Tensor? Classes => patterns.Classes;

    /// <inheritdoc/>
    public Batch Take(Tensor indices, Generator? random = null)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var code = encode(patterns.Take(indices, random).Inputs[0]!).MoveToOuterDisposeScope();
        return new([code], code);
    }

    /// <summary>Nothing is owned.</summary>
    public void Dispose()
    {
    }
}
