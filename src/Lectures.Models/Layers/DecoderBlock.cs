using static TorchSharp.torch;

namespace Lectures.Models.Layers;

/// <summary>
/// One block of a Transformer's decoder: causal self-attention, cross-attention to the encoder's output, the
/// feed-forward net, each with residual and norm. Inputs: x (N,T,E); the memory (N,S,E); padding masks of x (N,T) and
/// of the memory (N,S), bool, true = ignore, or null or left out. Output y (N,T,E).
/// </summary>
/// <remarks>Source: Vaswani et al. (2017), §3.1.</remarks>
public sealed class DecoderBlock : GeneralLayer
{
    private readonly GeneralLayer attention, cross, feedForward;
    private int given;

    /// <summary>The block on given parts.</summary>
    /// <param name="attention">The self-attention, causal.</param>
    /// <param name="norm1">The norm of the self-attention.</param>
    /// <param name="cross">The attention to the memory.</param>
    /// <param name="norm2">The norm of the cross-attention.</param>
    /// <param name="feedForward">The position-wise net.</param>
    /// <param name="norm3">The norm of the feed-forward net.</param>
    /// <param name="normFirst">True for norms before the sublayers, false for after their sums.</param>
    /// <param name="dropouts">What drops parts of each sublayer's output; null for none.</param>
    public DecoderBlock(
        MultiHeadAttention attention, Layer norm1, MultiHeadAttention cross, Layer norm2,
        FeedForward feedForward, Layer norm3, bool normFirst = false, IReadOnlyList<Layer>? dropouts = null)
    {
        this.attention = Add("", Sublayer.Of(
            (nameof(attention), attention), (nameof(norm1), norm1), normFirst, dropouts?[0]));
        this.cross = Add("", Sublayer.Of(
            (nameof(cross), cross), (nameof(norm2), norm2), normFirst, dropouts?[1]));
        this.feedForward = Add("", Sublayer.Of(
            (nameof(feedForward), feedForward), (nameof(norm3), norm3), normFirst, dropouts?[2]));
    }

    // a = attention(x)     c = cross(a, m)     y = feedForward(c), all with residual and norm
    /// <inheritdoc/>
    protected override Tensor?[] ForwardCore(Tensor?[] inputs)
    {
        if (inputs is not [{ } x, { } memory, ..] || inputs.Length > 4) throw Expect.Inputs(this, 4, inputs);
        given = inputs.Length;
        var a = attention.Forward([x, null, inputs.ElementAtOrDefault(2)])[0];
        return feedForward.Forward(cross.Forward([a, memory, inputs.ElementAtOrDefault(3)]));
    }

    // dc = feedForward′ dy     da, dm = cross′ dc     dx = attention′ da
    /// <inheritdoc/>
    protected override Tensor?[] BackwardCore(Tensor?[] outputGradients)
    {
        var dCross = cross.Backward(feedForward.Backward(outputGradients));
        var dx = attention.Backward([dCross[0]])[0];
        Tensor?[] gradients = [dx, dCross[1], null, null];
        return gradients[..given];
    }
}
