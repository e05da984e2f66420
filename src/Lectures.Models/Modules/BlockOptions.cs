using Lectures.Models.Networks;

namespace Lectures.Models.Modules;

/// <summary>The shape of a Transformer's blocks.</summary>
/// <param name="Width">E, the size of every position's vector.</param>
/// <param name="Heads">A, a divisor of E.</param>
/// <param name="FeedForward">F, the hidden units of the feed-forward net.</param>
public sealed record BlockOptions(long Width = 64, long Heads = 4, long FeedForward = 128)
{
    /// <summary>The function of the feed-forward net's hidden units.</summary>
    public Activation Activation { get; init; } = Activation.Relu;

    /// <summary>True for norms before the sublayers (and one after the last block), false for after their
    /// sums.</summary>
    public bool NormFirst { get; init; } = true;

    /// <summary>The share p that is dropped, while learning, of each sublayer's output before it is added; in [0,
    /// 1).</summary>
    public double Dropout { get; init; }
}
