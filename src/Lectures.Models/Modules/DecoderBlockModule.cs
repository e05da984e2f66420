using Lectures.Models.Layers;
using Lectures.Models.Networks;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Lectures.Models.Modules;

/// <summary>PyTorch's TransformerDecoderLayer, batch first, its self-attention causal; multihead_attn is the
/// cross-attention.</summary>
public sealed class DecoderBlockModule : BlockModule
{
    private readonly BlockOptions options;
    [ComponentName(Name = "multihead_attn")] private readonly AttentionModule cross;

    /// <summary>The block with fresh weights, as PyTorch begins.</summary>
    /// <exception cref="ArgumentException">The heads do not divide the width, or a size is below 1.</exception>
    public DecoderBlockModule(BlockOptions options)
        : base(nameof(DecoderBlockModule), options, causal: true, sublayers: 3)
    {
        this.options = options;
        cross = new AttentionModule(options.Width, options.Heads);
        RegisterComponents();
    }

    /// <summary>Causal self-attention, cross-attention, then the feed-forward net.</summary>
    /// <param name="x">(N,T,E).</param>
    /// <param name="memory">The encoder's output, (N,S,E).</param>
    /// <param name="padding">Padding of x, (N,T), bool, true = ignore; null where everything counts.</param>
    /// <param name="memoryPadding">Padding of the memory, (N,S).</param>
    /// <returns>(N,T,E).</returns>
    public Tensor forward(Tensor x, Tensor memory, Tensor? padding = null, Tensor? memoryPadding = null) =>
        FeedForward(Sublayer(2, Attend(x, padding), z => cross.call(z, memory, memoryPadding)));

    /// <inheritdoc/>
    internal override GeneralLayer ByHand(ModuleWeights weights)
    {
        var (attention, feedForward) = PartsByHand(weights);
        return new DecoderBlock(
            attention, weights.LayerNorm("norm1"), cross.ByHand(weights.Under("multihead_attn")),
            weights.LayerNorm("norm2"), feedForward, weights.LayerNorm("norm3"),
            options.NormFirst, DropoutsByHand());
    }
}
