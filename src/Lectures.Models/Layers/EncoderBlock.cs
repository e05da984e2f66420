using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>
/// One block of a Transformer's encoder: self-attention, then the feed-forward net, each with residual and norm.
/// Inputs: x (N,T,E); a padding mask (N,T), bool, true = ignore, or null or left out. Output y (N,T,E).
/// </summary>
/// <remarks>With a causal attention it is a block of a decoder-only model (GPT). Source: Vaswani et al. (2017),
/// §3.1.</remarks>
public sealed class EncoderBlock : GeneralLayer
{
    private readonly GeneralLayer attention, feedForward;
    private int given;

    /// <summary>The block on given parts.</summary>
    /// <param name="attention">The self-attention.</param>
    /// <param name="norm1">The norm of the attention.</param>
    /// <param name="feedForward">The position-wise net.</param>
    /// <param name="norm2">The norm of the feed-forward net.</param>
    /// <param name="normFirst">True for norms before the sublayers, false for after their sums.</param>
    /// <param name="dropouts">What drops parts of each sublayer's output; null for none.</param>
    public EncoderBlock(
        MultiHeadAttention attention, Layer norm1, FeedForward feedForward, Layer norm2,
        bool normFirst = false, IReadOnlyList<Layer>? dropouts = null)
    {
        this.attention = Add("", Sublayer.Of(
            (nameof(attention), attention), (nameof(norm1), norm1), normFirst, dropouts?[0]));
        this.feedForward = Add("", Sublayer.Of(
            (nameof(feedForward), feedForward), (nameof(norm2), norm2), normFirst, dropouts?[1]));
    }

    // a = attention(x)          y = feedForward(a), both with residual and norm
    /// <inheritdoc/>
    protected override Tensor?[] ForwardCore(Tensor?[] inputs)
    {
        if (inputs is not [{ } x, ..] || inputs.Length > 2) throw Expect.Inputs(this, 2, inputs);
        given = inputs.Length;
        return feedForward.Forward(attention.Forward([x, null, inputs.ElementAtOrDefault(1)]));
    }

    // da = feedForward′ dy      dx = attention′ da
    /// <inheritdoc/>
    protected override Tensor?[] BackwardCore(Tensor?[] outputGradients)
    {
        var dx = attention.Backward(feedForward.Backward(outputGradients))[0];
        Tensor?[] gradients = [dx, null];
        return gradients[..given];
    }
}
