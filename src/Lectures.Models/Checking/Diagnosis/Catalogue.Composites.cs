using Lectures.Models.Layers;
using static TorchSharp.torch;

namespace Lectures.Models.Checking.Diagnosis;

// Layers made of others: which gradient goes where, and what is added.
public static partial class Catalogue
{
    private static IEnumerable<Mistake> Composites =>
    [
        Mistake.InWhole<Residual>("residual-skip-missing", Cause.TermMissing,
            "dx = f′ dy, the path past f is missing: y = x + f(x), so dx = dy + f′ dy.",
            (layer, s) => Below(layer, 0, s.OutputGradients)),
        Mistake.InWhole<Residual>("residual-inner-missing", Cause.TermMissing,
            "dx = dy, the path through f is missing: y = x + f(x), so dx = dy + f′ dy.",
            (layer, s) => Below(layer, 0, s.OutputGradients) is [_, .. var others] ? [s.Dy, .. others] : null),
        Mistake.InWhole<Residual>("residual-skip-doubled", Cause.Factor,
            "dx = 2 dy + f′ dy, dy is added twice: dx = dy + f′ dy.",
            (layer, s) => Below(layer, 0, s.OutputGradients) is [{ } f, .. var others] ? [s.Dy * 2 + f, .. others] : null),
        Mistake.InWhole<FeedForward>("feed-forward-activation-skipped", Cause.DerivativeMissing,
            "The gradient passes the activation unchanged: dx = W₁ᵀ (f′ ⊙ W₂ᵀ dy).",
            (layer, s) => layer.Children[0].Layer is var chain ? Below(chain, 0, Below(chain, 2, s.OutputGradients)) : null),
        Mistake.InWhole<EncoderBlock>("encoder-block-feed-forward-skipped", Cause.TermMissing,
            "The attention receives dy, as if no feed-forward net came after it: da = feedForward′ dy, dx = attention′ da.",
            (layer, s) =>
            {
                Below(layer, 1, s.OutputGradients);
                return [Below(layer, 0, s.OutputGradients)[0], .. s.Inputs.Skip(1).Select(_ => (Tensor?)null)];
            }),
        Mistake.InWhole<DecoderBlock>("decoder-block-memory-forgotten", Cause.Zero,
            "The memory gets no gradient: the cross-attention reads it, da, dm = cross′ dc.",
            (layer, s) => [.. Decoder(layer, s)[..1], null, .. s.Inputs.Skip(2).Select(_ => (Tensor?)null)]),
        Mistake.InWhole<DecoderBlock>("decoder-block-cross-skipped", Cause.TermMissing,
            "The self-attention receives dc, as if no cross-attention came after it: da, dm = cross′ dc, dx = attention′ da.",
            (layer, s) => Decoder(layer, s, skipCross: true)),
        Mistake.InWhole<Stack>("stack-memory-of-one-block", Cause.TermMissing,
            "The memory's gradient is that of the first block, each block sets it instead of adding: dm = Σₗ dmₗ.",
            (layer, s) => s.Inputs.Skip(1).Any(other => other?.is_floating_point() == true) ? Memory(layer, s) : null),
        Mistake.InWhole<EncoderDecoder>("encoder-decoder-encoder-forgotten", Cause.Zero,
            "The encoder's backward is never called, its weights get no gradient: dt, dm = decoder′ dy, ds = encoder′ dm.",
            (layer, s) => [null, .. Below(layer, 1, s.OutputGradients)[..1], .. s.Inputs.Skip(2).Select(_ => (Tensor?)null)]),
    ];

    private static Tensor?[] Below(GeneralLayer layer, int child, Tensor?[] outputGradients) =>
        layer.Children[child].Layer.Backward(outputGradients);

    private static Tensor?[] Decoder(DecoderBlock layer, Symptoms s, bool skipCross = false)
    {
        var dc = Below(layer, 2, s.OutputGradients);
        var cross = Below(layer, 1, dc);
        var dx = Below(layer, 0, [skipCross ? dc[0] : cross[0]])[0];
        return [dx, cross[1], .. s.Inputs.Skip(2).Select(_ => (Tensor?)null)];
    }

    private static Tensor?[] Memory(Stack stack, Symptoms s)
    {
        var (d, others) = (s.OutputGradients[0], new Tensor?[s.Inputs.Length - 1]);
        foreach (var (_, layer) in stack.Children.Reverse())
        {
            var gradients = layer.Backward([d]);
            d = gradients[0];
            for (var i = 1; i < gradients.Length; i++) others[i - 1] = gradients[i];
        }
        return [d, .. others];
    }
}
