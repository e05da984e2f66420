using Lectures.Models.Layers;
using Lectures.Models.Networks;
using static TorchSharp.torch;

namespace Lectures.Models.Modules;

/// <summary>PyTorch's TransformerEncoderLayer, batch first; with causal attention a block of a decoder-only
/// model.</summary>
public sealed class EncoderBlockModule : BlockModule
{
    private readonly BlockOptions options;

    /// <summary>The block with fresh weights, as PyTorch begins.</summary>
    /// <param name="options">The block's shape.</param>
    /// <param name="causal">True where a position must not look beyond itself.</param>
    /// <exception cref="ArgumentException">The heads do not divide the width, or a size is below 1.</exception>
    public EncoderBlockModule(BlockOptions options, bool causal = false)
        : base(nameof(EncoderBlockModule), options, causal, sublayers: 2)
    {
        this.options = options;
        RegisterComponents();
    }

    /// <summary>Self-attention, then the feed-forward net.</summary>
    /// <param name="x">(N,T,E).</param>
    /// <param name="padding">(N,T), bool, true = ignore; null where everything counts.</param>
    /// <returns>(N,T,E).</returns>
    public Tensor forward(Tensor x, Tensor? padding = null) => FeedForward(Attend(x, padding));

    /// <inheritdoc/>
    internal override GeneralLayer ByHand(ModuleWeights weights)
    {
        var (attention, feedForward) = PartsByHand(weights);
        return new EncoderBlock(
            attention, weights.LayerNorm("norm1"), feedForward, weights.LayerNorm("norm2"),
            options.NormFirst, DropoutsByHand());
    }
}
